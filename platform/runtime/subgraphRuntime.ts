import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { enforceAuthorization } from '../graphql/authorization';
import { nameInputFields } from '../graphql/inputFields';
import { recordOperatorActs } from '../graphql/operatorActs';
import { scalars } from '../graphql/scalars';
import type { Caller, Foundation, RunningSubgraph, SubgraphModule } from './subgraphModule';
import { startWork } from './work';

export interface StartedSubgraph {
  name: string;
  schema: GraphQLSchema;
  running: RunningSubgraph;
}

/**
 * Brings subgraphs to life in this process: each with its schema, authorization enforced; one relay and one worker for all, but for those
 * whose work is done `elsewhere`.
 */
export async function startSubgraphs(modules: readonly SubgraphModule[], foundation: Foundation, elsewhere: ReadonlySet<string> = new Set()): Promise<{ subgraphs: StartedSubgraph[]; stop(): Promise<void> }> {
  const subgraphs = await Promise.all(modules.map((module) => open(module, foundation)));
  const work = startWork(subgraphs.filter(({ name }) => !elsewhere.has(name)), foundation);
  return {
    subgraphs,
    async stop() {
      await work.stop();
      for (const subgraph of subgraphs) await subgraph.running.stop?.();
    },
  };
}

/** One alone: what a process of the distributed layout runs, and a test of one subgraph. */
export async function startSubgraph(module: SubgraphModule, foundation: Foundation): Promise<StartedSubgraph & { stop(): Promise<void> }> {
  const { subgraphs, stop } = await startSubgraphs([module], foundation);
  return { ...(subgraphs[0] as StartedSubgraph), stop };
}

async function open(module: SubgraphModule, foundation: Foundation): Promise<StartedSubgraph> {
  const { running, callerOf } = rememberCallers(await module.start(foundation));
  const plain = buildSubgraphSchema([{ typeDefs: parse(module.typeDefs()), resolvers: { ...scalars, ...running.resolvers } as never }]);
  return { name: module.name, schema: enforceAuthorization(recordOperatorActs(nameInputFields(plain), foundation, callerOf)), running };
}

/** Of each context of an operation, who asked and under which request: subgraphs keep of that what they need. */
function rememberCallers(running: RunningSubgraph): { running: RunningSubgraph; callerOf: (context: object) => Caller } {
  const callers = new WeakMap<object, Caller>();
  const createContext: RunningSubgraph['createContext'] = (caller) => {
    const context = running.createContext(caller);
    callers.set(context, caller);
    return context;
  };
  const callerOf = (context: object) => {
    const caller = callers.get(context);
    if (!caller) throw new Error('a context that this runtime did not make');
    return caller;
  };
  return { running: { ...running, createContext }, callerOf };
}
