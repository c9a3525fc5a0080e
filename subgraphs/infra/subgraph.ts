import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { anonymous } from '../../platform/principal/principal';
import type { SubgraphModule } from '../../platform/runtime/subgraphModule';
import { repositoryRoot } from '../../schema/files';
import { readSubgraphSdl } from '../../schema/sdl';
import { createContext } from './createContext';
import { kindOf } from './domain/services';
import { healthRoutes } from './http/healthRoutes';
import { resolvers } from './resolvers/resolvers';
import { keepBeating } from './usecases/keepBeating';

/** Which services run, how well, and everything that happens in a business, as it happens. */
export const subgraph: SubgraphModule = {
  name: 'infra',
  typeDefs: () => readSubgraphSdl('infra'),
  async start(foundation) {
    const own = createContext(foundation, { principal: anonymous, requestId: 'infra' });
    const heartbeat = await keepBeating(own.registry, servicesOf(foundation.environment.run).map(kindOf), foundation.log);
    return {
      resolvers,
      createContext: (caller) => createContext(foundation, caller),
      routes: (app) => healthRoutes(app, own),
      healthChecks: [...own.checks],
      stop: heartbeat.stop,
    };
  },
};

/** What a process with this RUN runs: `all` is the gateway and every subgraph there is. */
function servicesOf(run: readonly string[]): string[] {
  if (!run.includes('all')) return [...run];
  const files = readdirSync(join(repositoryRoot(), 'schema', 'subgraphs')).filter((file) => file.endsWith('.graphql'));
  return ['gateway', ...files.map((file) => file.slice(0, -'.graphql'.length))];
}
