import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { type GraphQLField, type GraphQLInputType, type GraphQLSchema, getNamedType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType } from 'graphql';
import { repositoryRoot } from '../../schema/files';

export type Kind = 'query' | 'mutation' | 'subscription';

/** A root field of the whole supergraph, and how to call it. */
export interface Root {
  kind: Kind;
  name: string;
  field: GraphQLField<unknown, unknown>;
  /** Paths of arguments that take an id, also inside of inputs: `id`, `input.conversationId`. */
  idPaths: string[];
}

export const unknownId = '00000000-0000-4000-8000-00000000dead';

export function supergraphApi(): GraphQLSchema {
  const sdl = readFileSync(join(repositoryRoot(), 'schema/supergraph.generated.graphql'), 'utf8');
  return Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
}

export function rootsOf(schema: GraphQLSchema): Root[] {
  const types = [['query', schema.getQueryType()], ['mutation', schema.getMutationType()], ['subscription', schema.getSubscriptionType()]] as const;
  return types.flatMap(([kind, type]) => Object.values(type?.getFields() ?? {}).map((field) => ({ kind, name: field.name, field, idPaths: field.args.flatMap((argument) => pathsOf(argument.name, argument.type)) })));
}

function pathsOf(path: string, type: GraphQLInputType, depth = 0): string[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return path === 'after' ? [] : [path];
  if (!isInputObjectType(named) || depth > 2) return [];
  return Object.values(named.getFields()).flatMap((field) => pathsOf(`${path}.${field.name}`, field.type, depth + 1));
}

/** The text of a call with every required argument made up, and the ids at the given paths. */
export function callOf(root: Root, ids: Record<string, string> = {}): string {
  const values = root.field.args.map((argument) => [argument.name, literal(argument.name, argument.type, ids)] as const).filter(([, value]) => value !== undefined);
  const values_ = values.length > 0 ? `(${values.map(([name, value]) => `${name}: ${value}`).join(', ')})` : '';
  return `${root.kind} { ${root.name}${values_} ${isLeafType(getNamedType(root.field.type)) ? '' : '{ __typename }'} }`;
}

function literal(path: string, type: GraphQLInputType, ids: Record<string, string>): string | undefined {
  const wanted = Object.keys(ids).some((known) => known === path || known.startsWith(`${path}.`));
  if (!isNonNullType(type) && !wanted) return undefined;
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return wanted ? `[${literal(path, inner.ofType as GraphQLInputType, ids)}]` : '[]';
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields()).map((field) => [field.name, field.defaultValue !== undefined ? undefined : literal(`${path}.${field.name}`, field.type, ids)] as const);
    return `{ ${fields.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
  }
  return scalar(path, inner.toString(), ids);
}

function scalar(path: string, type: string, ids: Record<string, string>): string {
  const name = path.split('.').at(-1) ?? '';
  switch (type) {
    case 'ID':
      return JSON.stringify(ids[path] ?? unknownId);
    case 'Int':
      return '30';
    case 'Float':
      return '1.5';
    case 'Boolean':
      return 'true';
    case 'PhoneNumber':
      return '"+12085550123"';
    case 'EmailAddress':
      return '"ann@example.test"';
    case 'JSONObject':
      return '{}';
    case 'DateTime':
      return JSON.stringify(name === 'end' || name === 'to' ? '2031-01-03T18:00:00Z' : '2031-01-02T17:00:00Z');
    default:
      return JSON.stringify(/zone/i.test(name) ? 'America/Boise' : 'text');
  }
}
