import { buildSchema, graphql } from 'graphql';
import { refuse } from '../errors/refusal';
import { nameInputFields } from './inputFields';

const sdl = `
  type Query { slots(input: SlotsInput!): Int  list(filter: SlotsInput, note: String): Int }
  type Mutation { book(id: ID, input: SlotsInput): Int }
  input SlotsInput { id: ID  note: String  address: AddressInput }
  input AddressInput { zip: String }
`;

/** What `details` say where a use case refuses with these. */
async function told(query: string, details: Record<string, unknown>, fail: () => never = () => refuse('VALIDATION_FAILED', 'That does not fit.', details)): Promise<unknown> {
  const root = { slots: fail, list: fail, book: () => Promise.resolve().then(fail) };
  const { errors } = await graphql({ schema: nameInputFields(buildSchema(sdl)), source: query, rootValue: root });
  return errors?.map(({ message, extensions }) => ({ message, ...extensions }));
}

test.each([
  ['{ slots(input: {}) }', 'note', 'input.note'],
  ['{ slots(input: {}) }', 'address.zip', 'input.address.zip'],
  ['mutation { book }', 'note', 'input.note'],
  ['mutation { book }', 'id', 'id'],
  ['mutation { book }', 'input.note', 'input.note'],
  ['mutation { book }', 'Mutation.book', 'Mutation.book'],
  ['mutation { book }', 'constructor', 'constructor'],
  ['{ list }', 'note', 'note'],
  ['{ list }', 'filter.note', 'filter.note'],
])('of %s, a refusal that names %s is told as %s, with all else that it says', async (query, field, shown) => {
  expect(await told(query, { field, max: 3 })).toEqual([{ message: 'That does not fit.', code: 'VALIDATION_FAILED', details: { field: shown, max: 3 } }]);
});

test.each([
  ['mutation { book }', 'note', '`note` is 1 to 9 characters.', '`input.note` is 1 to 9 characters.'],
  ['mutation { book }', 'note', 'Give `note` or `address.zip`, with `id` or `colour`.', 'Give `input.note` or `input.address.zip`, with `id` or `colour`.'],
  ['{ list }', 'note', '`note` is too long.', '`note` is too long.'],
])('of %s, the message names %s as details do: %s', async (query, field, message, shown) => {
  expect(await told(query, {}, () => refuse('VALIDATION_FAILED', message, { field }))).toMatchObject([{ message: shown }]);
});

test('a refusal that names no field, and a fault, pass as they are', async () => {
  expect(await told('mutation { book }', { resource: 'call' })).toEqual([{ message: 'That does not fit.', code: 'VALIDATION_FAILED', details: { resource: 'call' } }]);
  const fault = () => {
    throw new Error('the line is down');
  };
  expect(await told('{ slots(input: {}) }', {}, fault)).toEqual([{ message: 'the line is down' }]);
});
