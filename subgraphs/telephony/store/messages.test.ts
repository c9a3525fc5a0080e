import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { migrationSets } from '../../../migrations';
import { openDatabase, type Database, type Transaction } from '../../../platform/database/database';
import { migrate } from '../../../platform/database/migrate';
import { createTestDatabase } from '../../../platform/postgres/testServer';
import { messageStore } from './messages';

let database: Database;
let asOwner: Client;
let close: () => Promise<void>;
beforeAll(async () => {
  const testDatabase = await createTestDatabase('telephony alone', async (url) => void (await migrate(url, migrationSets.filter(({ schema }) => schema === 'platform' || schema === 'telephony'))));
  database = await openDatabase({ url: testDatabase.url, maxConnections: 2, applicationName: 'messages test' });
  asOwner = new Client({ connectionString: testDatabase.url });
  await asOwner.connect();
  close = async () => {
    await database.close();
    await asOwner.end();
    await testDatabase.drop();
  };
});
afterAll(() => close());

const recipient = '+12085550100';

/** A text of the line that waits, queued so many seconds ago. */
async function put(tx: Transaction, lineId: string, queuedSecondsAgo: number): Promise<string> {
  const id = randomUUID();
  await messageStore(tx).add({ id, conversationId: randomUUID(), lineId, to: recipient, body: 'Hello', purpose: 'REPLY', ownership: 1, validitySeconds: null, queuedAt: new Date(Date.now() - queuedSecondsAgo * 1_000) });
  return id;
}

test.each([
  ['has just come in', true, 'due_at = now()'],
  ['has waited for an hour, and looks again soon', true, `due_at = now() - interval '1 hour', looks_at = now() + interval '10 seconds'`],
  ['was to be tried a minute ago, and was not', false, `due_at = now() - interval '1 minute'`],
  ['was to look again a minute ago, and did not', false, `due_at = now() - interval '1 hour', looks_at = now() - interval '1 minute'`],
  ['is to be tried again in a minute', false, `due_at = now() + interval '1 minute'`],
])('a text waits for an older one of its line that %s: %s', async (_what, isWaitedFor, state) => {
  const ahead = await database.transaction(randomUUID(), async (tx) => {
    const lineId = randomUUID();
    const older = await put(tx, lineId, 3_600);
    await tx.query(`update telephony.messages set ${state} where tenant_id = $1 and id = $2`, [tx.tenantId, older]);
    const messages = messageStore(tx);
    const message = await messages.lock(await put(tx, lineId, 0));
    return message && messages.segmentsAhead(message, new Date(Date.now() - 30_000));
  });
  expect(ahead).toBe(isWaitedFor ? 1 : 0);
});

test('whose texts stand under other sids by now is looked up without reading the business’s other texts', async () => {
  const tenantId = randomUUID();
  await asOwner.query(
    `insert into telephony.messages (tenant_id, id, line_id, recipient, body, segments, purpose, status, twilio_sid, replaced_sids, queued_at)
     select $1, gen_random_uuid(), $1, '+1208555' || (1000 + i % 5000), 'Hi', 1, 'REPLY', 'DELIVERED', 'SM' || i, case when i % 10 = 0 then array['SMold' || i] else '{}' end, now() from generate_series(1, 20000) i`,
    [tenantId],
  );
  await asOwner.query('vacuum analyze telephony.messages');
  await database.transaction(tenantId, async (tx) => {
    expect(await messageStore(tx).knownSids('+12085551010', ['SM7', 'SMold10', 'SMother'])).toEqual(new Set(['SM7', 'SMold10']));
    const plan: string[] = [];
    const explaining: Transaction = {
      ...tx,
      async query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
        plan.push(...(await tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, parameters)).map((row) => row['QUERY PLAN']));
        return [];
      },
    };
    await messageStore(explaining).knownSids('+12085551010', ['SM7']);
    expect(plan.filter((line) => line.includes(' Scan ')).map((line) => / using (\w+)|Scan on (\w+)/.exec(line)?.slice(1).find(Boolean))).toEqual(['messages_sid', 'messages_replaced']);
  });
});
