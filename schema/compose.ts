import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { readSubgraphSdl, subgraphNames } from './sdl';

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

/** The address that stands for a subgraph in the supergraph; the gateway replaces it by a source of its own. */
export function subgraphUrl(name: string): string {
  return `http://${name}/graphql`;
}
