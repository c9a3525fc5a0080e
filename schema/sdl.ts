import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './files';

/** Names of the subgraphs: one for each file in schema/subgraphs, sorted. */
export function subgraphNames(): string[] {
  return readdirSync(join(repositoryRoot(), 'schema', 'subgraphs'))
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => file.slice(0, -'.graphql'.length))
    .sort();
}

/** A subgraph's whole SDL: what all share, then its own. Apart from compose.ts, so that serving loads no composer. */
export function readSubgraphSdl(name: string): string {
  return `${readSchemaFile('shared.graphql')}\n${readSchemaFile(`subgraphs/${name}.graphql`)}`;
}

function readSchemaFile(path: string): string {
  return readFileSync(join(repositoryRoot(), 'schema', path), 'utf8');
}
