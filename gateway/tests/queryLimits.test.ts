import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getIntrospectionQuery, type GraphQLError, parse, specifiedRules, validate } from 'graphql';
import { createSupergraph } from '../execution/supergraph';
import { limitRules } from '../limits';
import { createLogger } from '../../platform/logging/logger';

const root = join(__dirname, '../..');
const { schema } = createSupergraph(readFileSync(join(root, 'schema/supergraph.generated.graphql'), 'utf8'), createLogger({ level: 'silent', format: 'json' }));
const refusals = (query: string): readonly GraphQLError[] => validate(schema, parse(query), [...specifiedRules, ...limitRules()], { maxErrors: 5 });
const limitOf = (query: string) => refusals(query).map(({ extensions }) => extensions)[0];

/** Customers' calls, so many lists within each other. */
const nested = (lists: number, size: string, leaf = 'id'): string => (lists === 0 ? leaf : `calls${size} { nodes { ${lists === 1 ? leaf : `customer { ${nested(lists - 1, size, leaf)} }`} } }`);
const tooMany = (found: number) => ({ code: 'GRAPHQL_VALIDATION_FAILED', details: { limit: 'items', max: 50_000, found } });

describe('pages within pages', () => {
  test.each([
    ['sizes in variables count as the largest page', `query($n: Int) { ${nested(3, '(first: $n)')} }`, 100 + 100 ** 2 + 100 ** 3],
    ['so do variables whose default is small', `query($n: Int = 1) { ${nested(3, '(first: $n)')} }`, 100 + 100 ** 2 + 100 ** 3],
    ['lists of the default size count as twenty', `{ ${nested(4, '')} }`, 20 + 20 ** 2 + 20 ** 3 + 20 ** 4],
    ['fragments count where they are spread', `query($n: Int) { calls(first: $n) { ...Page } } fragment Page on CallConnection { nodes { customer { ...Whole } } } fragment Whole on Customer { ... { ${nested(2, '(first: $n)')} } }`, 100 + 100 ** 2 + 100 ** 3],
    ['each of several lists counts', `query($n: Int) { ${['a', 'b', 'c', 'd', 'e'].map((alias) => `${alias}: ${nested(2, '(first: $n)')}`).join(' ')} }`, 5 * (100 + 100 ** 2)],
  ])('%s', (_what, query, found) => {
    expect(limitOf(query)).toEqual(tooMany(found));
  });

  test.each([
    ['two, of whatever size', `query($n: Int, $m: Int) { ${nested(2, '(first: $n)')} conversations(first: $m) { nodes { messages(first: $m) { nodes { id } } } } }`],
    ['three of the default size', `{ ${nested(3, '')} }`],
    ['three small ones', `{ ${nested(3, '(first: 2)')} }`],
  ])('%s are answered', (_what, query) => {
    expect(refusals(query)).toEqual([]);
  });
});

describe('introspection', () => {
  test('is answered as tools ask it', () => {
    expect(refusals(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, directiveIsRepeatable: true, specifiedByUrl: true }))).toEqual([]);
    expect(refusals('{ field: __type(name: "__Field") { fields { name } } type: __type(name: "__Type") { fields { name } } }')).toEqual([]);
  });

  test.each([
    ['the whole schema several times', '{ a: __schema { types { name } } b: __schema { types { name } } }'],
    ['a list within it several times', '{ __schema { types { a: fields { name } b: fields { name } } } }'],
    ['in a fragment', '{ __schema { types { ...T } } } fragment T on __Type { a: fields { name } }'],
  ])('is refused for %s', (_what, query) => {
    expect(limitOf(query)).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED', details: { limit: 'introspectionAliases', max: 0, found: expect.any(Number) } });
    expect(refusals(query)).toHaveLength(1);
  });
});

test('every operation of the SDK is within the limits', () => {
  const directory = join(root, 'sdk/operations');
  const text = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8')).join('\n');
  expect(refusals(text)).toEqual([]);
});
