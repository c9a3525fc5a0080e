import { randomUUID } from 'node:crypto';
import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
let business: Business;
let other: Business;

/** Five customers, each with a call, a conversation of one text, a lead and a visit; several of the same moment. */
beforeAll(async () => {
  world = await startWorld();
  business = await world.business();
  other = await world.business();
  for (const { tenantId, lineId, workerId, number } of [business, other]) {
    for (let index = 0; index < 5; index += 1) {
      const [customer, conversation] = [randomUUID(), randomUUID()];
      const phone = newNumber();
      const at = new Date(Date.UTC(2026, 4, 1 + Math.floor(index / 2), 12));
      await world.asOwner(`insert into calls.customers (tenant_id, id, phone, name) values ($1, $2, $3, $4)`, [tenantId, customer, phone, index === 0 ? '100% Ana_Maria' : `Customer ${index}`]);
      await world.asOwner(`insert into calls.customer_numbers (tenant_id, phone, customer_id) values ($1, $2, $3)`, [tenantId, phone, customer]);
      await world.asOwner(`insert into calls.conversations (tenant_id, id, customer_id, phone, line_id, updated_at) values ($1, $2, $3, $4, $5, $6)`, [tenantId, conversation, customer, phone, lineId, at]);
      await world.asOwner(`insert into calls.calls (tenant_id, line_id, "from", "to", customer_id, conversation_id, status, started_at) values ($1, $2, $3, $4, $5, $6, 'MISSED', $7)`, [tenantId, lineId, phone, number, customer, conversation, at]);
      await world.asOwner(`insert into calls.messages (tenant_id, conversation_id, direction, sender, body, status) values ($1, $2, 'INBOUND', 'CUSTOMER', $3, 'RECEIVED')`, [tenantId, conversation, `the sump pump number ${index}`]);
      await world.asOwner(`insert into calls.leads (tenant_id, conversation_id, customer_id, trade, created_at) values ($1, $2, $3, 'PLUMBING', $4)`, [tenantId, conversation, customer, at]);
      await world.asOwner(
        `insert into calls.appointments (tenant_id, customer_id, conversation_id, worker_id, id, holder, trade, job_type, status, start_at, end_at, busy, address)
         select $1, $2, $3, $4, made, made, 'PLUMBING', 'drain_cleaning', 'COMPLETED', $5::timestamptz, $5::timestamptz + interval '1 hour', tstzrange($5::timestamptz, $5::timestamptz + interval '1 hour'), '{"street":"1 Main St","city":"Boise","state":"ID","zip":"83702"}' from gen_random_uuid() made`,
        [tenantId, customer, conversation, workerId, at],
      );
    }
  }
});
afterAll(() => world?.stop());

interface Cursors {
  edges: { cursor: string }[];
}
interface Page {
  totalCount: number;
  nodes: { id: string; at: string }[];
  edges: { cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const lists = [['calls', 'startedAt', -1], ['conversations', 'updatedAt', -1], ['leads', 'createdAt', -1], ['appointments', 'start', 1]] as const;

describe.each(lists)('%s', (list, sortKey, direction) => {
  const page = async (args: string) => (await business.get<Record<string, Page>>(`{ ${list}${args} { totalCount nodes { id at: ${sortKey} } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`))[list] as Page;

  test('page by page is the whole list, in its order, each once, rows of one moment included', async () => {
    const whole = await page('');
    expect(whole.nodes).toHaveLength(5);
    expect(whole.totalCount).toBe(5);
    const sorted = [...whole.nodes].sort((a, b) => direction * a.at.localeCompare(b.at));
    expect(whole.nodes.map((node) => node.at)).toEqual(sorted.map((node) => node.at));
    const seen: string[] = [];
    let after: string | null = null;
    for (;;) {
      const part = await page(`(first: 2${after === null ? '' : `, after: "${after}"`})`);
      expect([part.totalCount, part.pageInfo.hasPreviousPage]).toEqual([5, after !== null]);
      expect([part.pageInfo.startCursor, part.pageInfo.endCursor]).toEqual([part.edges[0]?.cursor, part.edges.at(-1)?.cursor]);
      seen.push(...part.nodes.map((node) => node.id));
      after = part.pageInfo.endCursor;
      if (!part.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(whole.nodes.map((node) => node.id));
  });

  test.each([0, -1, 101])('first: %i is VALIDATION_FAILED', async (first) => {
    expect(await business.refusal(`{ ${list}(first: ${first}) { totalCount } }`)).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'first' } });
  });

  test.each(['nonsense', `LIST|2026-13-45T99:99:99.000Z|${randomUUID()}`, `LIST|2026-05-01T12:00:00.000Z|${'-'.repeat(36)}`, `2026-05-01T12:00:00.000Z|${randomUUID()}`])('after: %s is INVALID_FORMAT', async (text) => {
    const after = Buffer.from(text.replace('LIST', list)).toString('base64url');
    expect(await business.refusal(`{ ${list}(after: "${after}") { totalCount } }`)).toMatchObject({ code: 'INVALID_FORMAT', details: { field: 'after' } });
  });
});

test('a cursor holds in the list that gave it, and is INVALID_FORMAT in every other', async () => {
  const cursor = '{ edges { cursor } }';
  const inner = { 'Customer.conversations': `customer { conversations`, 'Customer.calls': `customer { calls`, 'Conversation.messages': `messages` };
  const given = await business.get<Record<'calls' | 'leads' | 'appointments', Cursors> & { conversations: Cursors & { nodes: [{ messages: Cursors; customer: { conversations: Cursors; calls: Cursors } }] } }>(
    `{ calls ${cursor} leads ${cursor} appointments ${cursor} conversations(first: 1) { edges { cursor } nodes { messages ${cursor} customer { conversations ${cursor} calls ${cursor} } } } }`,
  );
  const { messages, customer } = given.conversations.nodes[0];
  const from: Record<string, Cursors> = { ...given, 'Customer.conversations': customer.conversations, 'Customer.calls': customer.calls, 'Conversation.messages': messages };
  const names = [...lists.map(([name]) => name), ...Object.keys(inner)];
  for (const asked of names) {
    const nested = inner[asked as keyof typeof inner];
    const query = nested ? `query ($after: String) { conversations(first: 1) { nodes { ${nested}(after: $after) { totalCount } ${nested.includes('{') ? '}' : ''} } } }` : `query ($after: String) { ${asked}(after: $after) { totalCount } }`;
    for (const source of names) {
      const after = from[source]?.edges[0]?.cursor;
      if (source === asked) expect(await business.get(query, { after })).toBeTruthy();
      else expect([source, asked, await business.refusal(query, { after })]).toEqual([source, asked, { code: 'INVALID_FORMAT', details: { field: 'after' } }]);
    }
  }
});

test.each(['calls', 'leads', 'appointments'])('%s of a period: half open, at most 400 days', async (list) => {
  const count = async (start: string, end: string) => business.get(`{ ${list}(filter: { range: { start: "${start}", end: "${end}" } }) { totalCount } }`);
  expect(await count('2026-05-01T12:00:00Z', '2026-05-02T12:00:00Z')).toEqual({ [list]: { totalCount: 2 } });
  for (const [start, end] of [['2026-05-02T00:00:00Z', '2026-05-02T00:00:00Z'], ['2026-05-02T00:00:00Z', '2026-05-01T00:00:00Z'], ['2026-01-01T00:00:00Z', '2027-02-06T00:00:00Z']])
    expect(await business.refusal(`{ ${list}(filter: { range: { start: "${start}", end: "${end}" } }) { totalCount } }`)).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'filter.range' } });
});

test.each([
  ['calls', 'lineId', (of: Business) => Promise.resolve(of.lineId), 5],
  ['conversations', 'customerId', customerOf, 1],
  ['leads', 'customerId', customerOf, 1],
  ['appointments', 'customerId', customerOf, 1],
  ['appointments', 'workerId', (of: Business) => Promise.resolve(of.workerId), 5],
] as const)('%s by %s: an unknown, malformed or foreign one is RESOURCE_NOT_FOUND', async (list, filter, idOf, count) => {
  const query = `query ($id: ID!) { ${list}(filter: { ${filter}: $id }) { totalCount } }`;
  expect(await business.get(query, { id: await idOf(business) })).toEqual({ [list]: { totalCount: count } });
  for (const id of [randomUUID(), 'not-an-id', '-'.repeat(36), await idOf(other)]) expect(await business.refusal(query, { id })).toMatchObject({ code: 'RESOURCE_NOT_FOUND' });
});

async function customerOf({ tenantId }: Business): Promise<string> {
  const [row] = await world.asOwner<{ id: string }>(`select id from calls.customers where tenant_id = $1 limit 1`, [tenantId]);
  return row?.id as string;
}

test.each([
  ['the customer’s name', 'ana_m', 1],
  ['the customer’s number', '+1208', 5],
  ['a number as people write it', '(208) 500-00', 5],
  ['a part of a number as people write it', '08-5.00', 5],
  ['a number that nobody has', '(208) 501-00', 0],
  ['a message', 'SUMP PUMP NUMBER 3', 1],
  ['no pattern', '%', 1],
  ['nothing there is', 'water heater', 0],
])('conversations are found by %s', async (_what, search, totalCount) => {
  expect(await business.get('query ($search: String) { conversations(filter: { search: $search }) { totalCount } }', { search })).toEqual({ conversations: { totalCount } });
});

test.each([
  ['calls', ['status', 'outcome']],
  ['conversations', ['status', 'urgency']],
  ['leads', ['status', 'trade', 'urgency']],
  ['appointments', ['status']],
])('%s by an empty list are all: a filter that was cleared restricts nothing', async (list, filters) => {
  for (const filter of filters) expect([filter, await business.get(`{ ${list}(filter: { ${filter}: [] }) { totalCount nodes { id } } }`)]).toEqual([filter, await business.get(`{ ${list} { totalCount nodes { id } } }`)]);
  expect(await business.get(`{ ${list}(filter: { status: [] }) { totalCount } }`)).toEqual({ [list]: { totalCount: 5 } });
});

test.each(['', ' ', 'x'.repeat(101)])('a search for "%s" is VALIDATION_FAILED', async (search) => {
  expect(await business.refusal('query ($search: String) { conversations(filter: { search: $search }) { totalCount } }', { search })).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'filter.search' } });
});

test('an unknown, a malformed and a foreign id find nothing', async () => {
  for (const kind of ['call', 'conversation', 'lead', 'appointment']) {
    const [foreign] = await world.asOwner<{ id: string }>(`select id from calls.${kind}s where tenant_id = $1 limit 1`, [other.tenantId]);
    for (const id of [randomUUID(), 'not-an-id', foreign?.id]) expect(await business.get(`query ($id: ID!) { ${kind}(id: $id) { id } }`, { id })).toEqual({ [kind]: null });
  }
});
