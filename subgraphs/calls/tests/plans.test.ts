import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../../platform/database/database';
import type { Page } from '../../../platform/graphql/pagination';
import { appointmentStore } from '../store/appointments';
import { callStore } from '../store/calls';
import { conversationStore } from '../store/conversations';
import { customerStore } from '../store/customers';
import { leadStore } from '../store/leads';
import { createLists, textsSearchedMax } from '../store/lists';
import { createLoaders } from '../store/loaders';
import { messageStore } from '../store/messages';
import { startWorld, type World } from './world';

/** So many customers, each with a call, a resolved conversation of two texts, a lead and a visit that is over; of each of two businesses. */
const historySize = 4_000;
/** What one statement may read of a table that grows with the history: a customer's and a page's share of it, many times over. */
const rowsReadMax = 200;

interface Known {
  id: string;
  phone: string;
  conversation: string;
  call: string;
  message: string;
  sid: string;
}

let world: World;
const [tenantId, lineId] = [randomUUID(), randomUUID()];
let one: Known;
let other: Known;


beforeAll(async () => {
  world = await startWorld();
  for (const tenant of [tenantId, randomUUID()]) await world.asOwner(historyOf(tenant));
  await world.asOwner('vacuum analyze');
  [one, , other] = (await world.asOwner<Known>(
    `select c.id, c.phone, v.id as conversation, l.id as call, m.id as message, l.twilio_sid as sid from calls.customers c join calls.conversations v on v.customer_id = c.id
       join calls.calls l on l.conversation_id = v.id join calls.messages m on m.conversation_id = v.id where c.tenant_id = $1 order by v.updated_at, m.id limit 4`,
    [tenantId],
  )) as [Known, Known, Known];
});
afterAll(async () => {
  await world?.stop();
});

const historyOf = (tenant: string) => `
  create temp table made on commit drop as select gen_random_uuid() as id, gen_random_uuid() as conversation, '+1' || (2000000000 + n)::text as phone, n, now() - make_interval(hours => 3 * n) as at from generate_series(1, ${historySize}) n;
  insert into calls.customers (tenant_id, id, phone) select '${tenant}', id, phone from made;
  insert into calls.customer_numbers (tenant_id, phone, customer_id) select '${tenant}', phone, id from made;
  insert into calls.conversations (tenant_id, id, customer_id, phone, line_id, status, resolved_at, updated_at, missed_text_at) select '${tenant}', conversation, id, phone, '${lineId}', 'RESOLVED', at, at, at from made;
  insert into calls.calls (tenant_id, twilio_sid, line_id, "from", "to", customer_id, conversation_id, status, started_at) select '${tenant}', 'CA' || n, '${lineId}', phone, '+12085550100', id, conversation, 'MISSED', at from made;
  insert into calls.messages (tenant_id, conversation_id, direction, sender, body, status) select '${tenant}', conversation, 'INBOUND', 'CUSTOMER', 'my sink is clogged ' || n, 'RECEIVED' from made, generate_series(1, 2);
  insert into calls.leads (tenant_id, conversation_id, customer_id, trade) select '${tenant}', conversation, id, 'PLUMBING' from made;
  insert into calls.appointments (tenant_id, customer_id, conversation_id, worker_id, holder, trade, job_type, status, start_at, end_at, busy, address)
    select '${tenant}', id, conversation, '${lineId}', id, 'PLUMBING', 'leak_repair', 'CONFIRMED', at, at, tstzrange(at, at + interval '1 hour'), '{}' from made`;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** How many rows a plan read of each table, those that a filter then threw away with them. */
function rowsRead(plan: Plan, read: Record<string, number> = {}): Record<string, number> {
  const table = plan['Relation Name'];
  if (table) read[table] = (read[table] ?? 0) + (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];
  for (const child of plan.Plans ?? []) rowsRead(child, read);
  return read;
}

/** What each statement of a work reads, as it asks it; nothing is kept. */
function readBy(work: (tx: Transaction) => unknown): Promise<Record<string, number>[]> {
  const read: Record<string, number>[] = [];
  return world.database.transaction(tenantId, async (tx) => {
    const explain = async (sql: string, parameters: readonly unknown[] = []) => {
      const [row] = await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (analyze, format json) ${sql}`, parameters);
      read.push(rowsRead(row?.['QUERY PLAN'][0]?.Plan as Plan));
    };
    let ended = Promise.resolve();
    const then = (sql: string, parameters?: readonly unknown[]) => (ended = ended.then(() => explain(sql, parameters)));
    await tx.attempt(async () => {
      await work({ ...tx, query: <Row>(sql: string, parameters?: readonly unknown[]) => then(sql, parameters).then((): Row[] => []), execute: (sql, parameters) => void then(sql, parameters) });
      await ended;
    }, () => false);
    expect(read).not.toEqual([]);
    return read;
  });
}

const now = new Date();
const page: Page = { list: 'any', after: null, first: 20, limit: 21 };
const appointments = (tx: Transaction) => appointmentStore(tx, null);
const conversations = (tx: Transaction) => conversationStore(tx, null);
const customers = (tx: Transaction) => customerStore(tx, null);
const visit = () => ({ customerId: one.id, conversationId: one.conversation, trade: 'PLUMBING', jobType: 'leak_repair', start: new Date(now.getTime() + 86_400_000), end: new Date(now.getTime() + 90_000_000), bufferMinutes: 15, address: { street: '1 Elm St', city: 'Boise', state: 'ID', zip: '83702', latitude: null, longitude: null }, estimate: null });

test.each<[what: string, work: (tx: Transaction) => unknown]>([
  ['a customer by their number', (tx) => customers(tx).at(one.phone)],
  ['a conversation’s customer', (tx) => customers(tx).lockOf(one.conversation)],
  ['customers by id', (tx) => customers(tx).byIds([one.id])],
  ['a customer’s own name', (tx) => customers(tx).change(one.id, { name: 'Ana' })],
  ['a merge', (tx) => customers(tx).merge(one.id, other.id)],
  ['the latest conversation', (tx) => conversations(tx).latest(one.id, lineId, now)],
  ['the open conversation', (tx) => conversations(tx).openOf(one.id, lineId)],
  ['the open conversations of customers', (tx) => conversations(tx).openOfAny([one.id, randomUUID()])],
  ['the last text after a missed call', (tx) => conversations(tx).lastMissedTextAt(one.id)],
  ['a conversation', (tx) => conversations(tx).byId(one.conversation)],
  ['a call by its sid', (tx) => callStore(tx).at({ callSid: one.sid, lineId, from: one.phone, to: '+12085550100', startedAt: now.toISOString() })],
  ['a customer’s calls', (tx) => callStore(tx).lockOf(one.id)],
  ['a conversation’s texts', (tx) => messageStore(tx).history({ id: one.conversation, turn: 1, ownership: 1 }, 60)],
  ['a text’s delivery', (tx) => messageStore(tx).advance(one.message, 'DELIVERED', ['SENT'])],
  ['a conversation’s lead', (tx) => leadStore(tx).of(one.conversation)],
  ['the leads that an opt-out loses', (tx) => leadStore(tx).loseUnbooked(one, 'OPTED_OUT')],
  ['the calendar', (tx) => appointments(tx).calendar(now, one.conversation)],
  ['the holds that have run out', (tx) => appointments(tx).releaseExpired(now)],
  ['a conversation’s holds', (tx) => appointments(tx).holdsOf(one.conversation)],
  ['holds let go', (tx) => appointments(tx).releaseHolds(one.conversation)],
  ['time taken', (tx) => appointments(tx).take(visit(), [{ id: lineId, userId: null }], null)],
  ['a customer’s visits', (tx) => appointments(tx).visitsOf(one.id, now)],
  ['a customer’s visits to come', (tx) => appointments(tx).visitsToCome(one.id, now)],
  ['the inbox', (tx) => createLists(tx, null).conversations.page({}, page)],
  ['a customer’s conversations in the inbox, and how many', (tx) => Promise.all([createLists(tx, null).conversations.page({ customerId: one.id }, page), createLists(tx, null).conversations.count({ customerId: one.id })])],
  ['the calls', (tx) => createLists(tx, null).calls.page({}, page)],
  ['the leads', (tx) => createLists(tx, null).leads.page({}, page)],
  ['a customer’s leads', (tx) => createLists(tx, null).leads.page({ customerId: one.id }, page)],
  ['the appointments of a day', (tx) => createLists(tx, null).appointments.page({ range: { start: new Date(now.getTime() - 86_400_000), end: now } }, page)],
  ['a customer’s history', (tx) => Promise.all([createLoaders(tx, null).conversationsOf.load({ parentId: one.id, page }), createLoaders(tx, null).conversationCountOf.load(one.id), createLoaders(tx, null).callsOf.load({ parentId: one.id, page }), createLoaders(tx, null).callCountOf.load(one.id)])],
  ['a thread', (tx) => Promise.all([createLoaders(tx, null).messagesOf.load({ parentId: one.conversation, page }), createLoaders(tx, null).messageCountOf.load(one.conversation), createLoaders(tx, null).leadOf.load(one.conversation), createLoaders(tx, null).appointmentOf.load(one.conversation), createLoaders(tx, null).numbersOf.load(one.id), createLoaders(tx, null).customer.load(one.id)])],
])('%s: read without the history of the business', async (_what, work) => {
  const tooMuch = (await readBy(work)).flatMap((read) => Object.entries(read).filter(([, rows]) => rows > rowsReadMax));
  expect(tooMuch).toEqual([]);
});

test('a search reads the texts of the conversations last active, no more', async () => {
  const [read] = await readBy((tx) => createLists(tx, null).conversations.count({ search: 'clogged 3999' }));
  expect(read?.['messages']).toBeGreaterThan(0);
  expect(read?.['messages']).toBeLessThanOrEqual(textsSearchedMax * 2);
});
