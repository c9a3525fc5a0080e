import { type Asked, watchedDatabase } from '../harness/watchedDatabase';
import { startWorld, type World } from './world';

let world: World;
let token: string;

beforeAll(async () => {
  world = await startWorld();
  const { business } = await world.furnished('+12085550301', 20);
  const [user] = business.users as unknown as [{ email: string; password: string }];
  token = (await world.login(user.email, user.password)).accessToken;
});
afterAll(() => world.close());

/** Background work asks without a tenant, or by the platform's functions; what a request asks has a tenant, but for whether its session lives. */
const isOfRequest = ({ what, tenantId, sql }: Asked) => (what === 'statement' ? !sql.includes('platform.') : what !== 'transaction' && tenantId !== null);

/** How many statements the query takes once it is known. The least of some asks: what two loaders ask for may come in one batch or two, as the answers before it came. */
async function statementsOf(query: string): Promise<number> {
  await world.post(query, { token });
  const asks: number[] = [];
  for (let n = 0; n < 4; n += 1) asks.push(await statementsOfOne(query));
  return Math.min(...asks);
}

async function statementsOfOne(query: string): Promise<number> {
  const { database } = world.application.foundation;
  const original = { ...database };
  const statements: string[] = [];
  Object.assign(database, watchedDatabase(original, (asked) => void (isOfRequest(asked) && statements.push(asked.sql))));
  const { body } = await world.post(query, { token });
  Object.assign(database, original);
  expect(body.errors).toBeUndefined();
  expect(statements.filter((sql) => sql.includes('session_alive'))).toHaveLength(1);
  return statements.length;
}

test.each([
  ['conversations', (first: number) => `{ conversations(first: ${first}) { nodes { id customer { id name phone phones conversations(first: 2) { totalCount } calls(first: 2) { totalCount } } messages(first: 5) { totalCount nodes { id body } } lead { id status customer { name } } appointment { id worker { name } } tenant { id name } } } }`],
  ['calls', (first: number) => `{ calls(first: ${first}) { nodes { id customer { name } line { id number } conversation { id lead { id } } tenant { name } } } }`],
  ['leads', (first: number) => `{ leads(first: ${first}) { nodes { id customer { name } conversation { id messages(first: 2) { nodes { id } } } } } }`],
  ['appointments', (first: number) => `{ appointments(first: ${first}) { nodes { id customer { name } worker { name } conversation { id } } } }`],
  ['alerts', (first: number) => `{ alerts(first: ${first}) { nodes { id history { to at } conversation { id customer { name } } } } }`],
])('%s of 20 rows take no more statements than of 2', async (name, query) => {
  const few = await statementsOf(query(2));
  const { body } = await world.post(query(20), { token });
  expect((body.data?.[name] as { nodes: unknown[] }).nodes).toHaveLength(20);
  const many = await statementsOf(query(20));
  expect(few).toBeGreaterThan(0);
  expect(many).toBe(few);
});
