import type { Transaction } from '../../platform/database/database';
import { startWorld, type World } from './world';

let world: World;
const statements: string[] = [];
let token: string;

beforeAll(async () => {
  world = await startWorld();
  const { business } = await world.furnished('+12085550301', 20);
  const [user] = business.users as unknown as [{ email: string; password: string }];
  token = (await world.login(user.email, user.password)).accessToken;
});
afterAll(() => world.close());

/** The statements that carry the query's own name, each with it as the caller sees them. */
async function statementsOf(query: string): Promise<number> {
  await world.post(query, { token });
  const { database } = world.application.foundation;
  const { transaction, reader } = database;
  statements.length = 0;
  let counting = true;
  const watched = (tx: Transaction): Transaction => ({
    ...tx,
    query: (sql, parameters) => {
      // Background work reads without a tenant; what a request does has one.
      if (counting && tx.tenantId !== null) statements.push(sql);
      return tx.query(sql, parameters);
    },
  });
  database.transaction = (tenantId, work) => transaction(tenantId, (tx) => work(watched(tx)));
  database.reader = (tenantId) => watched(reader(tenantId));
  const { body } = await world.post(query, { token });
  counting = false;
  Object.assign(database, { transaction, reader });
  expect(body.errors).toBeUndefined();
  return statements.length;
}

test.each([
  ['conversations', (first: number) => `{ conversations(first: ${first}) { nodes { id customer { id name phone } messages(first: 5) { nodes { id body } } lead { id status customer { name } } appointment { id worker { name } } tenant { id name } } } }`],
  ['calls', (first: number) => `{ calls(first: ${first}) { nodes { id customer { name } line { id number } conversation { id lead { id } } tenant { name } } } }`],
  ['leads', (first: number) => `{ leads(first: ${first}) { nodes { id customer { name } conversation { id messages(first: 2) { nodes { id } } } } } }`],
  ['appointments', (first: number) => `{ appointments(first: ${first}) { nodes { id customer { name } worker { name } conversation { id } } } }`],
  ['alerts', (first: number) => `{ alerts(first: ${first}) { nodes { id conversation { id customer { name } } } } }`],
])('%s of 20 rows take no more statements than of 2', async (name, query) => {
  const few = await statementsOf(query(2));
  const { body } = await world.post(query(20), { token });
  expect((body.data?.[name] as { nodes: unknown[] }).nodes).toHaveLength(20);
  const many = await statementsOf(query(20));
  process.stdout.write(`${name}: ${few} statements for 2 rows, ${many} for 20\n`);
  expect(few).toBeGreaterThan(0);
  expect(many).toBe(few);
});
