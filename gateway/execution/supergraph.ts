import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { operationFromDocument, Supergraph as ApolloSupergraph } from '@apollo/federation-internals';
import { type PlanNode, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, type FragmentDefinitionNode, getOperationAST, getVariableValues, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode, OperationTypeNode, separateOperations, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../../platform/logging/logger';
import { checkScalarVariables } from '../scalars';
import type { GatewayContext } from '../sources/source';
import { unstorableVariable } from '../storableText';
import { conditionsOf, withoutConditions } from './conditions';
import { type Ask, executePlan, isKnownPlan } from './executePlan';
import { compileProjection, type Data, type Projection } from './projection';

/** Text of the operations that are kept, in characters: thousands of a client's own, and no room for floods of others. */
const operationTextMax = 2 * 1024 * 1024;
/** The same of plans: an operation counts once for each set of values that its conditions were asked with. */
const planTextMax = 2 * 1024 * 1024;

/** A validated operation, made once for each text. */
export interface Operation {
  /** With the fragments that the operation uses, and no other operation. */
  document: DocumentNode;
  definition: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  /** Variables that @skip or @include read. */
  conditions: readonly string[];
  /** False where its names alone leave it to Apollo's executor. */
  isPlain: boolean;
  /** Names it in the cache of plans. */
  number: number;
  textLength: number;
}

/** What to do for an operation under one set of values of its conditions. */
export interface Plan {
  /** Nothing where the conditions leave nothing to ask. */
  node: PlanNode | SubscriptionNode | undefined;
  /** Nothing where our executor leaves it to Apollo's. */
  projection: Projection | undefined;
}

/** Whom a plan is run for, and whom it asks. */
export interface Execution {
  /** As the client sent them; known to fit. */
  variables: Data;
  context: GatewayContext;
  ask: Ask;
}

/** From a document to its answer: prepare, coerce, plan, execute. */
export interface Supergraph {
  /** What clients see. */
  schema: GraphQLSchema;
  /** The operation of a document that was validated; `text` is what it was parsed from. Throws where the name fits no operation. */
  prepare(document: DocumentNode, operationName: string | undefined, text: string): Operation;
  /** The variables with their defaults, or why they do not fit (BAD_USER_INPUT). */
  coerce(operation: Operation, variables: Data): { coerced: Data } | { errors: readonly GraphQLError[] };
  /** The operation's plan for these coerced variables. */
  plan(operation: Operation, coerced: Data): Plan;
  /** Runs that node of the plan: its own, or of a subscription the part for one event. */
  execute(operation: Operation, plan: Plan, node: PlanNode | undefined, execution: Execution): Promise<ExecutionResult>;
}

/** One supergraph, planned by Apollo's planner, which sees no condition, and run by our executor; what that does not know runs in Apollo's. */
export function createSupergraph(supergraphSdl: string, log: Logger): Supergraph {
  const apollo = ApolloSupergraph.build(supergraphSdl);
  const planner = new QueryPlanner(apollo, { exposeDocumentNodeInFetchNode: true });
  const apiSchema = apollo.apiSchema();
  const schema = checkScalarVariables(apiSchema.toGraphQLJSSchema());
  const supergraph = apollo.schema.toGraphQLJSSchema();
  const hasInterfaceObjects = /isInterfaceObject: true/.test(supergraphSdl);
  const operations = new LRUCache<string, Operation>({ maxSize: operationTextMax, sizeCalculation: (_operation, key) => key.length });
  const plans = new LRUCache<string, Plan>({ maxSize: planTextMax });
  let operationCount = 0;

  const operationOf = (document: DocumentNode, operationName: string | undefined, textLength: number): Operation => {
    const definition = getOperationAST(document, operationName);
    if (!definition) throw new GraphQLError(operationName === undefined ? 'The document has more operations than one: name one.' : `Unknown operation named "${operationName}".`, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
    // Of a fragment that another operation uses, the planner would miss the variables.
    const own = separateOperations(document)[definition.name?.value ?? ''] ?? document;
    const fragments = Object.fromEntries(own.definitions.filter((part) => part.kind === Kind.FRAGMENT_DEFINITION).map((part) => [part.name.value, part]));
    operationCount += 1;
    return { document: own, definition, fragments, conditions: conditionsOf(own), isPlain: !hasInterfaceObjects && !hasOddNames(own), number: operationCount, textLength };
  };
  const planOf = ({ document, definition, fragments, isPlain }: Operation, coerced: Data): Plan => {
    const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, withoutConditions(document, coerced), { validate: false }));
    const parts = node?.kind === 'Subscription' ? [node.primary, node.rest] : [node];
    const isOurs = isPlain && parts.every((part) => !part || isKnownPlan(part));
    return { node, projection: isOurs ? compileProjection(schema, fragments, definition, coerced) : undefined };
  };

  return {
    schema,
    prepare(document, operationName, text) {
      const key = `${operationName ?? ''}|${text}`;
      const known = operations.get(key);
      if (known) return known;
      const made = operationOf(document, operationName, key.length);
      operations.set(key, made);
      return made;
    },
    coerce({ definition, conditions }, variables) {
      const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables);
      if (errors) return { errors: errors.map((error) => withCode(error, 'BAD_USER_INPUT')) };
      const unstorable = unstorableVariable(coerced);
      if (unstorable) return { errors: [unstorable] };
      // A variable with a default may be null, a condition may not.
      const missing = conditions.filter((name) => typeof coerced[name] !== 'boolean');
      return missing.length > 0 ? { errors: missing.map((name) => new GraphQLError(`Variable "$${name}" is a condition of @skip or @include, and must not be null.`, { extensions: { code: 'BAD_USER_INPUT' } })) } : { coerced };
    },
    plan(operation, coerced) {
      const key = `${operation.number}|${operation.conditions.map((name) => (coerced[name] === true ? '1' : '0')).join('')}`;
      const known = plans.get(key);
      if (known) return known;
      const made = planOf(operation, coerced);
      plans.set(key, made, { size: operation.textLength });
      return made;
    },
    async execute(operation, { projection }, node, execution) {
      if (!projection) return executeByApollo(operation, node, execution);
      const { ask, context, variables } = execution;
      const errors: GraphQLError[] = [];
      const joined: Data = {};
      const gone = new Set<unknown>();
      if (node) await executePlan(node, { ask, context, supergraph, variables, joined, errors, gone });
      if (operation.definition.operation === OperationTypeNode.SUBSCRIPTION) emptyGone(joined, gone);
      const { data, violations } = projection(joined);
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

/** An event outlives what it tells of: its thing is null then, which is no error, and the event's id still counts (types.graphql, "real time"). */
function emptyGone(joined: Data, gone: ReadonlySet<unknown>): void {
  for (const event of Object.values(joined)) {
    if (typeof event !== 'object' || event === null) continue;
    for (const [field, thing] of Object.entries(event)) if (gone.has(thing)) (event as Data)[field] = null;
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
