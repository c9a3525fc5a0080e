import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, type FieldDefinitionNode, type GraphQLSchema, type InputValueDefinitionNode, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isRequiredArgument, isRequiredInputField, isUnionType, Kind, parse, print, type TypeDefinitionNode } from 'graphql';
import { repositoryRoot } from '../../schema/files';
import { supergraphApi } from '../security/operations';

const read = (file: string): DocumentNode => parse(readFileSync(join(repositoryRoot(), 'tests/contract', file), 'utf8'));
const definitionsOf = (document: DocumentNode) => document.definitions.map((definition) => definition as TypeDefinitionNode);
const roots = definitionsOf(read('roots.graphql'));
const types = definitionsOf(read('types.graphql'));
const api = supergraphApi();

type Named = { name: string; type: unknown };
const told = (items: readonly Named[]) => Object.fromEntries(items.map(({ name, type }) => [name, String(type)]));
const promised = (items: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] = []) => Object.fromEntries(items.map(({ name, type }) => [name.value, print(type)]));

test.each([...roots, ...types].map((definition) => [definition.name.value, definition] as const))('%s is as the contract fixes it: every field, argument, value and nullability', (name, definition) => {
  expect(breachesOf(api, name, definition)).toEqual([]);
});

/** What the contract says of customers in words (domain.md, "Customers") and gives no field. */
const ourOwn = new Set(['mergeCustomers']);

test('there are the root fields of the contract, and of our own only those that it says in words', () => {
  for (const root of roots) {
    const type = api.getType(root.name.value);
    const names = isObjectType(type) ? Object.keys(type.getFields()).filter((field) => !ourOwn.has(field)).sort() : [];
    expect([root.name.value, names]).toEqual([root.name.value, 'fields' in root ? Object.keys(promised(root.fields as never)).sort() : []]);
  }
});

test('every list is a connection of Relay’s form', () => {
  const connections = Object.values(api.getTypeMap()).filter((type) => type.name.endsWith('Connection') && isObjectType(type));
  expect(connections.length).toBeGreaterThan(7);
  for (const connection of connections) {
    const item = connection.name.slice(0, -'Connection'.length);
    const edge = api.getType(`${item}Edge`);
    expect([item, isObjectType(connection) && told(Object.values(connection.getFields()))]).toEqual([item, { nodes: `[${item}!]!`, edges: `[${item}Edge!]!`, pageInfo: 'PageInfo!', totalCount: 'Int!' }]);
    expect([item, isObjectType(edge) && told(Object.values(edge.getFields()))]).toEqual([item, { cursor: 'String!', node: `${item}!` }]);
  }
});

/** What differs, a line each. Fields, values and optional arguments of our own are no breach. */
function breachesOf(schema: GraphQLSchema, name: string, definition: TypeDefinitionNode): string[] {
  const type = schema.getType(name);
  if (!type) return [`${name} is missing`];
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    const values = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    return (definition.values ?? []).filter((value) => !values.includes(value.name.value)).map((value) => `${name}.${value.name.value} is missing`);
  }
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    if (!isInputObjectType(type)) return [`${name} is no input`];
    const fields = Object.values(type.getFields());
    return differences(name, promised(definition.fields), told(fields), fields.filter(isRequiredInputField));
  }
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
    const members = isUnionType(type) ? type.getTypes().map((member) => member.name) : [];
    return (definition.types ?? []).filter((member) => !members.includes(member.name.value)).map((member) => `${name} lacks ${member.name.value}`);
  }
  if (definition.kind === Kind.SCALAR_TYPE_DEFINITION) return [];
  if (!isObjectType(type) && !isInterfaceType(type)) return [`${name} is no object`];
  const fields = type.getFields();
  const interfaces = (definition.interfaces ?? []).filter((wanted) => !type.getInterfaces().some((own) => own.name === wanted.name.value));
  return [
    ...interfaces.map((wanted) => `${name} is no ${wanted.name.value}`),
    ...differences(name, promised(definition.fields), told(Object.values(fields)), []),
    ...(definition.fields ?? []).flatMap((field) => {
      const own = fields[field.name.value]?.args ?? [];
      return differences(`${name}.${field.name.value}`, promised(field.arguments), told(own), own.filter(isRequiredArgument));
    }),
  ];
}

function differences(where: string, wanted: Record<string, string>, found: Record<string, string>, required: readonly { name: string }[]): string[] {
  return [
    ...Object.entries(wanted).filter(([name, type]) => found[name] !== type).map(([name, type]) => `${where}.${name} is ${found[name] ?? 'missing'}, not ${type}`),
    ...required.filter(({ name }) => !(name in wanted)).map(({ name }) => `${where}.${name} is asked for beyond the contract`),
  ];
}
