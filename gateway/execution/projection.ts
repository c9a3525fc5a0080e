import {
  type FieldNode, type FragmentDefinitionNode, getNamedType, GraphQLError, type GraphQLObjectType, type GraphQLOutputType, type GraphQLSchema,
  isEnumType, isLeafType, isListType, isNonNullType, isObjectType, type GraphQLLeafType, type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';

/** An object of an answer, or variables, by key. */
export type Data = Record<string, unknown>;
type Path = (string | number)[];
/** The values of the variables that @skip and @include may read. */
type Variables = Record<string, unknown>;

/** What the client gets, and what was wrong with what the subgraphs answered. */
export interface Projected {
  data: Data | null;
  /** A null or a value where the public schema allows none: a subgraph broke its promise. */
  violations: GraphQLError[];
}

/** Cuts what the subgraphs answered, keys and all, down to what the client asked, in the order it asked. */
export type Projection = (joined: Data) => Projected;

interface Progress {
  path: Path;
  violations: GraphQLError[];
}

/** What stands for a value that the schema does not allow: the nearest nullable place above it becomes null. */
const invalid = Symbol('invalid');
type Complete = (value: unknown, progress: Progress) => unknown;

/**
 * One closure for each field of the operation, made once: the gateway's own projection interprets the operation anew for every value (design/measured.md).
 * Fields are collected by graphql-js, for these values of the variables. The operation holds no introspection but __typename.
 */
export function compileProjection(schema: GraphQLSchema, fragments: Record<string, FragmentDefinitionNode>, operation: OperationDefinitionNode, variables: Variables): Projection {
  const root = schema.getRootType(operation.operation) as GraphQLObjectType;
  const complete = completeObject({ schema, fragments, variables }, root, collectFields(schema, fragments, variables, root, operation.selectionSet));
  return (joined) => {
    const progress: Progress = { path: [], violations: [] };
    const data = complete(joined, progress);
    return { data: data === invalid ? null : (data as Data), violations: progress.violations };
  };
}

interface Compiler {
  schema: GraphQLSchema;
  fragments: Record<string, FragmentDefinitionNode>;
  variables: Variables;
}

function completeObject(compiler: Compiler, type: GraphQLObjectType, selected: Map<string, readonly FieldNode[]>): Complete {
  const fields = [...selected].map(([key, nodes]) => ({ key, complete: completeField(compiler, type, nodes) }));
  return (value, progress) => {
    if (typeof value !== 'object') return breach(progress, `Invalid non-object value for ${type.name}.`);
    const input = value as Data;
    const output: Data = {};
    for (const { key, complete } of fields) {
      progress.path.push(key);
      const completed = complete(input[key], progress);
      progress.path.pop();
      if (completed === invalid) return invalid;
      output[key] = completed;
    }
    return output;
  };
}

function completeField(compiler: Compiler, parent: GraphQLObjectType, nodes: readonly FieldNode[]): Complete {
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return () => parent.name;
  const field = parent.getFields()[name];
  if (!field) throw new Error(`${parent.name} has no field ${name}: the operation was not validated`);
  return completeNullable(compiler, field.type, nodes, `${parent.name}.${name}`);
}

/** A value of the type, with null where something below is invalid; passes `invalid` on where the type is non-null. */
function completeNullable(compiler: Compiler, type: GraphQLOutputType, nodes: readonly FieldNode[], where: string): Complete {
  if (isNonNullType(type)) {
    const complete = completeBare(compiler, type.ofType, nodes, where);
    return (value, progress) => (value === null || value === undefined ? breach(progress, `Cannot return null for non-nullable field ${where}.`) : complete(value, progress));
  }
  const complete = completeBare(compiler, type, nodes, where);
  return (value, progress) => {
    if (value === null || value === undefined) return null;
    const completed = complete(value, progress);
    return completed === invalid ? null : completed;
  };
}

/** For a value that is not null. */
function completeBare(compiler: Compiler, type: GraphQLOutputType, nodes: readonly FieldNode[], where: string): Complete {
  if (isLeafType(type)) return completeLeaf(type, where);
  if (isListType(type)) return completeList(completeNullable(compiler, type.ofType, nodes, where), where);
  const { schema, fragments, variables } = compiler;
  const ofType = new Map<unknown, Complete>();
  const completeOf = (object: GraphQLObjectType): Complete => {
    const made = completeObject(compiler, object, collectSubfields(schema, fragments, variables, object, nodes));
    ofType.set(object.name, made);
    return made;
  };
  if (isObjectType(type)) return completeOf(type);
  return (value, progress) => {
    const name = (value as Data)['__typename'];
    const known = ofType.get(name);
    if (known) return known(value, progress);
    const object = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(object)) return breach(progress, `Invalid __typename found for ${getNamedType(type).name} at ${where}.`);
    return completeOf(object)(value, progress);
  };
}

function completeList(complete: Complete, where: string): Complete {
  return (value, progress) => {
    if (!Array.isArray(value)) return breach(progress, `Invalid non-list value for ${where}.`);
    const items = new Array<unknown>(value.length);
    let isInvalid = false;
    for (let index = 0; index < value.length; index += 1) {
      progress.path.push(index);
      const item = complete(value[index], progress);
      progress.path.pop();
      isInvalid ||= item === invalid;
      items[index] = item;
    }
    return isInvalid ? invalid : items;
  };
}

const builtIn: Record<string, (value: unknown) => boolean> = {
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number',
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};

/** Scalars of ours are checked by their subgraph; an enum value may be known there and hidden here. */
function completeLeaf(type: GraphQLLeafType, where: string): Complete {
  const values = isEnumType(type) ? new Set<unknown>(type.getValues().map(({ name }) => name)) : null;
  const isValid = values ? (value: unknown) => values.has(value) : builtIn[type.name];
  if (!isValid) return (value) => value;
  return (value, progress) => (isValid(value) ? value : breach(progress, `Invalid value found for field ${where}.`));
}

function breach(progress: Progress, message: string): typeof invalid {
  progress.violations.push(new GraphQLError(message, { path: [...progress.path], extensions: { code: 'INTERNAL_SERVER_ERROR' } }));
  return invalid;
}
