import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ASTNode, Kind, parse, visit } from 'graphql';
import { readEnvironment, variableNames } from '../platform/config/environment';
import { repositoryRoot } from '../schema/files';

const schemaFolder = join(repositoryRoot(), 'schema');
const files = ['shared.graphql', ...readdirSync(join(schemaFolder, 'subgraphs')).map((name) => `subgraphs/${name}`)];
/** What a developer of a client meets, and reads the sentence of. Extensions add to what is described where it is defined. */
const described = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION, Kind.INTERFACE_TYPE_DEFINITION, Kind.UNION_TYPE_DEFINITION, Kind.ENUM_TYPE_DEFINITION, Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION, Kind.DIRECTIVE_DEFINITION, Kind.FIELD_DEFINITION, Kind.INPUT_VALUE_DEFINITION, Kind.ENUM_VALUE_DEFINITION,
]);

test.each(files)('%s tells of every type, field, argument and value what it means', (file) => {
  const silent: string[] = [];
  let count = 0;
  visit(parse(readFileSync(join(schemaFolder, file), 'utf8')), {
    enter(node, _key, _parent, _path, ancestors) {
      if (!described.has(node.kind)) return;
      count += 1;
      if (!('description' in node && node.description?.value.trim())) silent.push([...ancestors.flat(), node].flatMap(nameOf).join('.'));
    },
  });
  expect(silent).toEqual([]);
  expect(count).toBeGreaterThan(10);
});

function nameOf(node: ASTNode | readonly ASTNode[]): string[] {
  return 'name' in node && node.name && 'value' in node.name ? [node.name.value] : [];
}

describe('docs/running.md', () => {
  const text = readFileSync(join(repositoryRoot(), 'docs', 'running.md'), 'utf8');
  /** Name and default of each row of its tables of variables; a default in backquotes is one that can be set. */
  const rows = [...text.matchAll(/^\| `([A-Z_<>]+)` \| (?:`([^`]+)`)?.*\|.*\|$/gm)].map(([, name, value]) => ({ name: name as string, value }));

  test('lists every variable that there is, once, and no other', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual([...variableNames, 'SUBGRAPH_<NAME>_URL'].sort());
  });

  test.each(rows.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])))('%s set to the default that it tells, %s, changes nothing', (name, value) => {
    expect(readEnvironment({ [name]: value })).toEqual(readEnvironment({}));
  });
});
