import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices, compositionHasErrors } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { composeSupergraph, subgraphUrl } from '../schema/compose';
import { repositoryRoot } from '../schema/files';
import { readSubgraphSdl, subgraphNames } from '../schema/sdl';

/** Writes schema/supergraph.generated.graphql, once two independent implementations agree that the subgraphs compose. */
function compose(): void {
  const { supergraphSdl } = composeSupergraph();
  assertSecondOpinion();
  const file = join(repositoryRoot(), 'schema', 'supergraph.generated.graphql');
  writeFileSync(file, `${supergraphSdl.trimEnd()}\n`);
  process.stdout.write(`Composed ${subgraphNames().join(', ')} → ${file}\n`);
}

function assertSecondOpinion(): void {
  const composed = composeServices(
    subgraphNames().map((name) => ({ name, url: subgraphUrl(name), typeDefs: parse(readSubgraphSdl(name)) })),
  );
  if (compositionHasErrors(composed)) {
    const errors = composed.errors.map((error) => error.message).join('\n');
    throw new Error(`Apollo composes the subgraphs, @theguild/federation-composition does not:\n${errors}`);
  }
}

compose();
