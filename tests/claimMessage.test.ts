import { randomUUID } from 'node:crypto';
import { type Database, openDatabase, type Transaction } from '../platform/database/database';
import { messageStore } from '../subgraphs/telephony/store/messages';
import { asAdmin, createSystemDatabase, type SystemDatabase } from './harness/database';
import { eventually } from './harness/eventually';

/** Telephony's side of schema/sql/calls.sql, on the function as calls publishes it; calls' own side is subgraphs/calls/tests/messages.test.ts. */
let systemDatabase: SystemDatabase;
let database: Database;

beforeAll(async () => {
  systemDatabase = await createSystemDatabase();
  database = await openDatabase({ url: systemDatabase.databaseUrl, maxConnections: 3, applicationName: 'claim test' });
});
afterAll(async () => {
  await database.close();
  await systemDatabase.drop();
});

test('telephony claims a text that calls still wants to go out, before each try', async () => {
  const text = await writtenUnder(3);
  expect([await text.claim(3), await text.claim(3), await text.status()]).toEqual([true, true, 'SENDING']);
});

test('telephony is refused, at the next try, a text that it had claimed before its conversation changed hands', async () => {
  const text = await writtenUnder(3);
  expect(await text.claim(3)).toBe(true);
  await text.changesHands(4);
  expect([await text.claim(3), await text.status()]).toEqual([false, 'DROPPED']);
});

test('telephony is refused a text of an older ownership, of another business, and one that calls does not know', async () => {
  const text = await writtenUnder(3);
  expect([await text.claim(3, randomUUID()), await text.status()]).toEqual([false, 'QUEUED']);
  expect([await text.claim(2), await text.status()]).toEqual([false, 'DROPPED']);
  expect(await database.transaction(randomUUID(), (tx) => messageStore(tx).claim(randomUUID(), 1))).toBe(false);
});

test('a claim waits for whoever is changing the conversation, and follows what that one decided', async () => {
  const text = await writtenUnder(3);
  let claim: Promise<boolean> | undefined;
  await database.transaction(text.tenantId, async (tx) => {
    await text.changesHands(4, tx);
    claim = text.claim(3);
    await eventually(async () => (await asAdmin(systemDatabase.adminUrl, waiting)).length > 0, 'the claim that waits');
  });
  expect(await claim).toBe(false);
});

const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%claim_message%'`;

/** A text that waits, of a conversation under that ownership, as calls keeps it. */
async function writtenUnder(ownership: number) {
  const tenantId = randomUUID();
  const [row] = await database.transaction(tenantId, (tx) =>
    tx.query<{ id: string }>(
      `with customer as (insert into calls.customers (tenant_id, phone) values ($1, '+12085550123') returning id),
            number as (insert into calls.customer_numbers (tenant_id, phone, customer_id) select $1, '+12085550123', id from customer),
            conversation as (insert into calls.conversations (tenant_id, customer_id, phone, line_id, ownership) select $1, id, '+12085550123', $2, $3 from customer returning id)
       select id from conversation`,
      [tenantId, randomUUID(), ownership],
    ),
  );
  const conversationId = row?.id as string;
  const [message] = await database.transaction(tenantId, (tx) =>
    tx.query<{ id: string }>(`insert into calls.messages (tenant_id, conversation_id, direction, sender, body, status, ownership) values ($1, $2, 'OUTBOUND', 'AI', 'Hello', 'QUEUED', $3) returning id`, [tenantId, conversationId, ownership]),
  );
  const id = message?.id as string;
  return {
    tenantId,
    conversationId,
    changesHands: (ownership: number, tx?: Transaction) => {
      const change = (within: Transaction) => within.query('update calls.conversations set ownership = $2 where id = $1', [conversationId, ownership]);
      return tx ? change(tx) : database.transaction(tenantId, change);
    },
    claim: (under: number, as = tenantId) => database.transaction(as, (tx) => messageStore(tx).claim(id, under)),
    status: async () => (await database.transaction(tenantId, (tx) => tx.query<{ status: string }>('select status from calls.messages where id = $1', [id])))[0]?.status,
  };
}
