import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { GatewayContext, SourceFetch, SourceResult } from '../sources/source';
import type { Data } from './projection';

/** Asks the named subgraph. Never throws: one that does not answer is a result with errors. */
export type Ask = (service: string, fetch: SourceFetch) => Promise<SourceResult>;
type Path = readonly (string | number)[];

/** More errors of one fetch than this tell a client nothing. */
const errorsMax = 100;

/** What one run of a plan works with, and what it fills. */
export interface PlanRun {
  ask: Ask;
  context: GatewayContext;
  /** With the subgraphs' types: conditions of keys may name types that the public schema hides. */
  supergraph: GraphQLSchema;
  /** As the client sent them: each subgraph coerces its own. */
  variables: Data;
  /** Filled by the fetches: everything that they answered, joined. */
  joined: Data;
  /** Filled by the fetches, with the client's paths. */
  errors: GraphQLError[];
  /** Filled by the fetches: the objects that an owner knows nothing of. */
  gone: Set<unknown>;
}

/**
 * Runs a plan of Apollo's planner. As Apollo's own executor, but that equal keys are asked once in a fetch (every row of a page names the same
 * business), and that errors in lists keep their index. Runs what `isKnownPlan` knows.
 */
export async function executePlan(node: PlanNode, run: PlanRun, path: Path = []): Promise<void> {
  switch (node.kind) {
    case 'Sequence':
      for (const child of node.nodes) await executePlan(child, run, path);
      return;
    case 'Parallel':
      await Promise.all(node.nodes.map((child) => executePlan(child, run, path)));
      return;
    case 'Flatten':
      return executePlan(node.node, run, [...path, ...node.path]);
    case 'Fetch':
      return node.requires ? fetchEntities(node, node.requires, run, path) : fetchRoots(node, run, path);
    case 'Condition':
    case 'Defer':
      throw new Error(`a plan with a ${node.kind} node is not known`);
  }
}

/** Whether every part of the plan is one that `executePlan` runs: no rewrites (@interfaceObject, @fromContext), no conditions, no @defer, plain paths. */
export function isKnownPlan(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.every(isKnownPlan);
    case 'Flatten':
      return node.path.every((part) => typeof part === 'string' && /^(@|\w+)$/.test(part)) && isKnownPlan(node.node);
    case 'Fetch':
      return ![node.inputRewrites, node.outputRewrites, node.contextRewrites].some((rewrites) => rewrites && rewrites.length > 0);
    case 'Condition':
    case 'Defer':
      return false;
  }
}

async function fetchRoots(node: FetchNode, run: PlanRun, path: Path): Promise<void> {
  const { data, errors } = await run.ask(node.serviceName, fetchOf(node, run, variablesOf(node, run)));
  for (const target of objectsAt(run.joined, path)) if (data) merge(target, data);
  for (const error of errors?.slice(0, errorsMax) ?? []) run.errors.push(toError(error, node, error.path && [...path, ...error.path]));
}

async function fetchEntities(node: FetchNode, requires: readonly QueryPlanSelectionNode[], run: PlanRun, path: Path): Promise<void> {
  const representations: Data[] = [];
  /** The objects that each representation stands for. */
  const targets: Data[][] = [];
  const known = new Map<string, Data[]>();
  for (const object of objectsAt(run.joined, path)) {
    const representation = represent(run.supergraph, object, requires);
    if (!representation?.['__typename']) continue;
    const key = JSON.stringify(representation);
    const same = known.get(key);
    if (same) {
      same.push(object);
      continue;
    }
    const first = [object];
    known.set(key, first);
    representations.push(representation);
    targets.push(first);
  }
  if (representations.length === 0) return;
  const { data, errors } = await run.ask(node.serviceName, fetchOf(node, run, { ...variablesOf(node, run), representations }));
  if (errors) tellErrors(errors, node, run, path, targets);
  const entities = data?.['_entities'];
  if (!Array.isArray(entities)) return;
  entities.forEach((entity: Data | null, index) => {
    for (const target of targets[index] ?? []) {
      if (entity) merge(target, entity);
      else run.gone.add(target);
    }
  });
}

function fetchOf(node: FetchNode, run: PlanRun, variables: Data): SourceFetch {
  return { query: node.operation, document: node.operationDocumentNode, operationName: node.operationName, variables, context: run.context };
}

function variablesOf(node: FetchNode, run: PlanRun): Data {
  const variables: Data = {};
  for (const name of node.variableUsages ?? []) if (run.variables[name] !== undefined) variables[name] = run.variables[name];
  return variables;
}

/** An error of one entity, at each place where the client sees it. */
function tellErrors(errors: NonNullable<SourceResult['errors']>, node: FetchNode, run: PlanRun, path: Path, targets: readonly Data[][]): void {
  const places = new Map<Data, Path[]>();
  eachAt(run.joined, path, (object, place) => void places.set(object, [...(places.get(object) ?? []), [...place]]));
  const told = errors.flatMap((error) => {
    const [, index, ...rest] = error.path ?? [];
    if (typeof index !== 'number') return [toError(error, node, undefined)];
    const paths = [...new Set(targets[index])].flatMap((target) => places.get(target) ?? []);
    return paths.map((place) => toError(error, node, [...place, ...rest]));
  });
  run.errors.push(...told.slice(0, errorsMax));
}

function toError({ message, extensions }: NonNullable<SourceResult['errors']>[number], node: FetchNode, path: Path | undefined): GraphQLError {
  return new GraphQLError(message, { path, extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, serviceName: node.serviceName } });
}

function objectsAt(joined: Data, path: Path): Data[] {
  const found: Data[] = [];
  eachAt(joined, path, (object) => found.push(object));
  return found;
}

/** Every object that the plan's path leads to, and its place (good until `found` returns); `@` stands for each item of a list. Null places lead nowhere. */
function eachAt(value: unknown, path: Path, found: (object: Data, place: Path) => void, depth = 0, place: (string | number)[] = []): void {
  if (value === null || value === undefined) return;
  const part = path[depth];
  if (part === '@') {
    (value as unknown[]).forEach((item, index) => {
      place.push(index);
      eachAt(item, path, found, depth + 1, place);
      place.pop();
    });
  } else if (part === undefined) {
    found(value as Data, place);
  } else {
    place.push(part);
    eachAt((value as Data)[part], path, found, depth + 1, place);
    place.pop();
  }
}

/** The keys of an object, as its owner wants them; null where one is missing. */
function represent(supergraph: GraphQLSchema, source: unknown, selections: readonly QueryPlanSelectionNode[]): Data | null {
  if (source === null || typeof source !== 'object') return null;
  const result: Data = {};
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      if (selection.typeCondition && isOfType(supergraph, (source as Data)['__typename'], selection.typeCondition)) merge(result, represent(supergraph, source, selection.selections));
      continue;
    }
    const key = selection.alias ?? selection.name;
    const value = (source as Data)[key];
    if (value === undefined) return null;
    const { selections: inner } = selection;
    if (!inner) result[key] = value;
    else result[key] = Array.isArray(value) ? value.map((item) => represent(supergraph, item, inner)) : represent(supergraph, value, inner);
  }
  return result;
}

function isOfType(supergraph: GraphQLSchema, name: unknown, condition: string): boolean {
  if (name === condition) return true;
  if (typeof name !== 'string') return false;
  const [type, conditionType] = [supergraph.getType(name), supergraph.getType(condition)];
  return isAbstractType(conditionType) && (isObjectType(type) || isInterfaceType(type)) && supergraph.isSubType(conditionType, type);
}

/** Joins what a fetch answered with what is there. Objects that are new are taken over, not copied: answers of equal keys may share them. */
function merge(target: Data, source: Data | null): void {
  if (source === null || target === source) return;
  for (const key of Object.keys(source)) if (source[key] !== undefined) target[key] = mergeValues(target[key], source[key]);
}

function mergeValues(own: unknown, other: unknown): unknown {
  if (Array.isArray(own) && Array.isArray(other) && own.length === other.length) {
    for (let index = 0; index < own.length; index += 1) own[index] = mergeValues(own[index], other[index]);
    return own;
  }
  if (!isObject(own) || !isObject(other)) return other;
  merge(own, other);
  return own;
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
