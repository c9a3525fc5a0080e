import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { repositoryRoot } from './files';

/**
 * The supergraph of all subgraphs, composed from the SDL in the source tree.
 * @throws with every composition error, one to a line.
 */
export function composeSupergraph(): { supergraphSdl: string } {
  const composed = composeServices(
    subgraphNames().map((name) => ({ name, url: subgraphUrl(name), typeDefs: parse(readSubgraphSdl(name)) })),
  );
  if (composed.supergraphSdl === undefined) {
    throw new Error(`The subgraphs do not compose:\n${(composed.errors ?? []).map((error) => error.message).join('\n')}`);
  }
  return { supergraphSdl: composed.supergraphSdl };
}

/** Names of the subgraphs: one for each file in schema/subgraphs, sorted. */
export function subgraphNames(): string[] {
  return readdirSync(join(repositoryRoot(), 'schema', 'subgraphs'))
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => file.slice(0, -'.graphql'.length))
    .sort();
}

/** A subgraph's whole SDL: what all share, then its own. */
export function readSubgraphSdl(name: string): string {
  return `${readSchemaFile('shared.graphql')}\n${readSchemaFile(`subgraphs/${name}.graphql`)}`;
}

/** The address that stands for a subgraph in the supergraph; the gateway replaces it by a source of its own. */
export function subgraphUrl(name: string): string {
  return `http://${name}/graphql`;
}

function readSchemaFile(path: string): string {
  return readFileSync(join(repositoryRoot(), 'schema', path), 'utf8');
}
