import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { operationFromDocument, Supergraph as ApolloSupergraph } from '@apollo/federation-internals';
import { type PlanNode, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, type FragmentDefinitionNode, getOperationAST, getVariableValues, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../platform/logging/logger';
import type { GatewayContext } from '../sources/source';
import { type Ask, executePlan, isKnownPlan } from './executePlan';
import { compileProjection, type Data, type Projection } from './projection';

/** Text of the operations whose plans are kept, in characters: thousands of a client's own, and no room for floods of others. */
const planTextMax = 2 * 1024 * 1024;
/** Sets of values of @skip and @include that have a projection of their own. */
const projectionsMax = 64;

/** A validated operation and its plan, made once for each text. */
export interface Operation {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  plan: PlanNode | SubscriptionNode | undefined;
  /** Variables that @skip or @include read. */
  conditions: readonly string[];
  projections: LRUCache<string, Projection>;
  /** False where our executor leaves it to Apollo's. */
  isPlain: boolean;
}

export interface Execution {
  /** As the client sent them; known to fit. */
  variables: Data;
  coerced: Data;
  context: GatewayContext;
  ask: Ask;
}

export interface Supergraph {
  /** What clients see. */
  schema: GraphQLSchema;
  /** The plan of a document that was validated; `text` is what it was parsed from. Throws where the name fits no operation. */
  prepare(document: DocumentNode, operationName: string | undefined, text: string): Operation;
  /** The variables with their defaults, or why they do not fit (BAD_USER_INPUT). */
  coerce(operation: Operation, variables: Data): { coerced: Data } | { errors: readonly GraphQLError[] };
  /** Runs that plan of the operation: its own, or of a subscription the part for one event. */
  execute(operation: Operation, plan: PlanNode | undefined, execution: Execution): Promise<ExecutionResult>;
}

/** One supergraph, planned by Apollo's planner and run by our executor; what that does not know runs in Apollo's. */
export function createSupergraph(supergraphSdl: string, log: Logger): Supergraph {
  const apollo = ApolloSupergraph.build(supergraphSdl);
  const planner = new QueryPlanner(apollo, { exposeDocumentNodeInFetchNode: true });
  const apiSchema = apollo.apiSchema();
  const schema = apiSchema.toGraphQLJSSchema();
  const supergraph = apollo.schema.toGraphQLJSSchema();
  const hasInterfaceObjects = /isInterfaceObject: true/.test(supergraphSdl);
  const operations = new LRUCache<string, Operation>({ maxSize: planTextMax, sizeCalculation: (_operation, key) => key.length });

  const plan = (document: DocumentNode, operationName: string | undefined): Operation => {
    const definition = getOperationAST(document, operationName);
    if (!definition) throw new GraphQLError(operationName === undefined ? 'The document has more operations than one: name one.' : `Unknown operation named "${operationName}".`, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
    const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, document, { operationName, validate: false }));
    const parts = node?.kind === 'Subscription' ? [node.primary, node.rest] : [node];
    const fragments = Object.fromEntries(document.definitions.filter((part) => part.kind === Kind.FRAGMENT_DEFINITION).map((part) => [part.name.value, part]));
    return {
      document,
      definition,
      fragments,
      plan: node,
      conditions: conditionsOf(document),
      projections: new LRUCache({ max: projectionsMax }),
      isPlain: !hasInterfaceObjects && parts.every((part) => !part || isKnownPlan(part)) && !hasOddNames(document),
    };
  };
  const projectionOf = ({ definition, fragments, conditions, projections }: Operation, coerced: Data): Projection => {
    const key = conditions.map((name) => (coerced[name] === true ? '1' : '0')).join('');
    const known = projections.get(key);
    if (known) return known;
    const made = compileProjection(schema, fragments, definition, coerced);
    projections.set(key, made);
    return made;
  };

  return {
    schema,
    prepare(document, operationName, text) {
      const key = `${operationName ?? ''}|${text}`;
      const known = operations.get(key);
      if (known) return known;
      const made = plan(document, operationName);
      operations.set(key, made);
      return made;
    },
    coerce({ definition }, variables) {
      const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
      return errors ? { errors: errors.map((error) => withCode(error, 'BAD_USER_INPUT')) } : { coerced };
    },
    async execute(operation, node, execution) {
      if (!operation.isPlain) return executeByApollo(operation, node, execution);
      const { ask, context, variables, coerced } = execution;
      const errors: GraphQLError[] = [];
      const joined: Data = {};
      if (node) await executePlan(node, { ask, context, supergraph, variables, coerced, joined, errors });
      const { data, violations } = projectionOf(operation, coerced)(joined);
      errors.push(...violations.filter((violation) => !errors.some((error) => explains(error, violation))));
      return errors.length > 0 ? { errors, data } : { data };
    },
  };

  function executeByApollo({ document, definition, fragments }: Operation, node: PlanNode | undefined, { variables, context, ask }: Execution): Promise<ExecutionResult> {
    const sourceOf = (service: string): GraphQLDataSource => ({
      process: ({ request, ...rest }) => ask(service, { query: request.query ?? '', document: 'document' in rest ? rest.document : undefined, operationName: request.operationName, variables: request.variables ?? {}, context }) as never,
    });
    const services = Object.fromEntries(apollo.subgraphsMetadata().map(({ name }) => [name, sourceOf(name)]));
    const request = { request: { query: '', variables, operationName: definition.name?.value }, context, logger: log, metrics: {}, cache: undefined } as never;
    return executeQueryPlan({ kind: 'QueryPlan', node }, services, request, { schema, operation: definition, fragments, document } as never, supergraph, apiSchema) as Promise<ExecutionResult>;
  }
}

/** The error under this code, whatever code it came with. */
export function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { ...error.extensions, code } });
}

/** Whether the client can tell from the error why the other place is null: one lies above the other. */
function explains(error: GraphQLError, violation: GraphQLError): boolean {
  const [path, place] = [error.path, violation.path ?? []];
  return path === undefined || path.slice(0, place.length).every((part, index) => part === place[index]);
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** Introspection is Apollo's to answer; keys that every JavaScript object has, or that hide `__typename`, are none for plain objects. */
function hasOddNames(document: DocumentNode): boolean {
  let isOdd = false;
  visit(document, {
    Field: ({ name, alias }) => {
      isOdd ||= (name.value.startsWith('__') && name.value !== '__typename') || Boolean(alias?.value.startsWith('__')) || (alias ?? name).value in Object.prototype;
    },
  });
  return isOdd;
}
