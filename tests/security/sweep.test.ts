import { randomUUID } from 'node:crypto';
import { CloseCode } from 'graphql-ws';
import { getNamedType, isObjectType } from 'graphql';
import { migrationSets } from '../../migrations';
import { applicationRole } from '../../platform/database/database';
import { alertChanged } from '../../schema/events/alerts';
import { appendEvent } from '../../platform/events/eventLog';
import { callOf, type Root, rootsOf, supergraphApi, unknownId } from './operations';
import { type Answer, type BusinessRows, roleNames, startWorld, type World } from './world';

/** What anybody may call without a token. A field that is added here is a decision, not an accident. */
const publicFields = ['login', 'refreshSession'];
/** Tables without row-level security. One that is added here is a decision (docs/decisions/0002), not an accident. */
const tablesWithoutSecurity = [
  // Hashes of what was typed at a log-in, with a count; who is an operator, which the application's role cannot read.
  'identity.login_attempts',
  'identity.operators',
  // Which processes run; which log it is and how far each of its consumers is; when each regular work is due. Nothing of any customer.
  'infra.services',
  'platform.log_epoch',
  'platform.relay_cursors',
  'platform.schedules',
];
/** What runs as its owner, past row-level security. A function that is added here is a decision (docs/decisions/0002), not an accident. */
const functionsPastSecurity = [
  // What was answered under idempotency keys long ago.
  'calls.forget_answers',
  // The caller's own businesses; log-in and refresh, before a tenant is known; a member into the transaction's own tenant; what has ended long ago.
  'identity.create_member',
  'identity.find_login',
  'identity.find_refresh_token',
  'identity.forget_sessions',
  'identity.memberships_of',
  'identity.session_alive',
  // The registry of processes, which holds nothing of any customer.
  'infra.beat',
  'infra.leave',
  // Relay, live feed and workers serve all tenants; which database the log is of, and how far it is settled, is nobody's.
  'platform.adopt_log',
  'platform.claim_jobs',
  'platform.count_dead_jobs',
  'platform.epoch',
  'platform.events_behind_horizon',
  'platform.forget_answers',
  'platform.forget_events',
  'platform.relay_events',
  'platform.renew_leases',
  'platform.tail_events',
  // A number's business and account (its tokens sealed), for a webhook, and whether any has changed; what has been received long ago.
  'telephony.find_line',
  'telephony.forget_receipts',
  'telephony.lines_changed',
  // For identity: whether nobody may act for a business.
  'tenancy.is_suspended',
];
/** What everybody who is logged in may do, whatever the role: all about oneself. */
const ownWrites = ['login', 'logout', 'refreshSession'];

const schema = supergraphApi();
const roots = rootsOf(schema);
let world: World;
let ours: BusinessRows;
let theirs: BusinessRows;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  world = await startWorld();
  ours = await world.furnished('+12085550201', 2, roleNames);
  theirs = await world.furnished('+12085550202', 2, roleNames);
  for (const user of ours.business.users) tokens[user.role] = (await world.login(user.email, user.password)).accessToken;
});
afterAll(() => world.close());

const codesOf = (body: Answer) => (body.errors ?? []).map((error) => error.extensions['code']);

test('without a token every root field of the supergraph is refused, but for the public list', async () => {
  const open: string[] = [];
  for (const root of roots.filter(({ kind }) => kind !== 'subscription')) {
    const { body, status } = await world.post(callOf(root));
    const refused = codesOf(body).includes('AUTH_TOKEN_INVALID') && body.errors?.some((error) => error.path?.[0] === root.name && /token|logged in|log in/i.test(error.message));
    expect([root.name, status, body.data?.[root.name] ?? null]).toEqual([root.name, 200, null]);
    if (publicFields.includes(root.name)) open.push(root.name);
    else expect([root.name, refused ? 'AUTH_TOKEN_INVALID' : codesOf(body)]).toEqual([root.name, 'AUTH_TOKEN_INVALID']);
  }
  expect(open.sort()).toEqual(publicFields);
  process.stdout.write(`public root fields: ${open.join(', ')}; closed: ${roots.length - open.length} of ${roots.length}\n`);
});

test.each(['no token', 'a bad token'])('with %s the socket closes with 4401 before any subscription starts', async (which) => {
  for (const root of roots.filter(({ kind }) => kind === 'subscription')) {
    const client = world.connect(which === 'no token' ? null : 'a.b.c');
    const ended = await new Promise<{ code?: number }>((resolve) => client.subscribe({ query: callOf(root) }, { next: () => resolve({}), error: (error) => resolve(error as { code: number }), complete: () => resolve({}) }));
    expect([root.name, ended.code]).toEqual([root.name, 4401]);
    expect(ended.code).not.toBe(CloseCode.Forbidden);
    await client.dispose();
  }
});

describe('ids of another business', () => {
  /** The answer without what differs from call to call. */
  const shape = (body: Answer, id: string) => JSON.parse(JSON.stringify({ data: body.data, errors: body.errors?.map(({ message, path, extensions: { code, details, service } }) => ({ message, path, code, details, service })) }).replaceAll(id, 'ID')) as unknown;
  const targets = roots.filter(({ kind, idPaths, name }) => kind !== 'subscription' && idPaths.length > 0 && !publicFields.includes(name));

  test('there are such fields in number', () => expect(targets.length).toBeGreaterThan(15));

  test.each(targets.flatMap((root) => root.idPaths.map((path) => [`${root.name}(${path})`, root, path] as const)))('%s answers as for an unknown id', async (_name, root: Root, path: string) => {
    const token = tokens['owner'] as string;
    const reference = shape((await world.post(callOf(root, { [path]: unknownId }), { token })).body, unknownId);
    for (const [kind, id] of Object.entries(theirs.ids)) {
      const { body } = await world.post(callOf(root, { [path]: id }), { token });
      expect({ kind, ...(shape(body, id) as object) }).toEqual({ kind, ...(reference as object) });
    }
    const isLookup = root.kind === 'query' && path === 'id';
    if (isLookup) expect(reference).toMatchObject({ data: { [root.name]: null } });
    if (root.kind === 'mutation') expect(JSON.stringify(reference)).toContain('RESOURCE_NOT_FOUND');
    const malformed = await world.post(callOf(root, { [path]: 'not-an-id' }), { token });
    expect({ malformed: shape(malformed.body, 'not-an-id') }).toEqual({ malformed: reference });
  });

  test('the same calls with our own ids do find something', async () => {
    const token = tokens['owner'] as string;
    for (const name of ['call', 'conversation', 'lead', 'appointment', 'alert', 'tenant']) {
      const root = roots.find((candidate) => candidate.name === name) as Root;
      const { body } = await world.post(callOf(root, { id: ours.ids[name] as string }), { token });
      expect([name, body.data?.[name] ?? body.errors]).toEqual([name, { __typename: expect.any(String) }]);
    }
  });

  test('the subscription `events` carries our own alone', async () => {
    const { body } = await world.post('{ eventCursor }', { token: tokens['owner'] });
    const client = world.connect(tokens['owner'] as string);
    const events = client.iterate<{ events: { id: string; alert?: { id: string } } }>({ query: `subscription($after: ID) { events(after: $after) { id ... on AlertEvent { alert { id } } } }`, variables: { after: body.data?.['eventCursor'] } });
    const append = (rows: BusinessRows) =>
      world.application.foundation.database.transaction(rows.business.tenantId, (tx) => appendEvent(tx, alertChanged({ alertId: rows.ids['alert'] as string, conversationId: null, status: 'OPEN', kind: 'TASK', at: new Date().toISOString() })));
    await append(theirs);
    await append(ours);
    expect((await events.next()).value).toMatchObject({ data: { events: { alert: { id: ours.ids['alert'] } } } });
    await events.return?.();
    await client.dispose();
  });
});

test('every list shows rows of the own business only', async () => {
  const token = tokens['owner'] as string;
  const foreign = new Set(Object.values(theirs.ids));
  const lists = roots.filter(({ kind, field }) => kind === 'query' && getNamedType(field.type).name.endsWith('Connection'));
  expect(lists.map((root) => root.name)).toEqual(expect.arrayContaining(['calls', 'conversations', 'leads', 'appointments', 'alerts', 'phoneNumbers']));
  for (const root of lists) {
    const connection = getNamedType(root.field.type);
    const node = isObjectType(connection) ? getNamedType((connection.getFields()['nodes'] as { type: Parameters<typeof getNamedType>[0] }).type as never) : null;
    const fields = isObjectType(node) && 'id' in node.getFields() ? 'id' : '__typename';
    const { body } = await world.post(`{ ${root.name}(first: 100) { totalCount nodes { ${fields} } } }`, { token });
    expect([root.name, body.errors]).toEqual([root.name, undefined]);
    const { nodes, totalCount } = body.data?.[root.name] as { nodes: { id: string }[]; totalCount: number };
    expect([root.name, nodes.filter((row) => foreign.has(row.id)), nodes.length]).toEqual([root.name, [], totalCount]);
    const expected = { calls: 2, conversations: 2, leads: 2, appointments: 2, alerts: 2, phoneNumbers: 1 }[root.name];
    if (expected !== undefined) expect([root.name, nodes.length]).toEqual([root.name, expected]);
  }
});

describe('row-level security', () => {
  test('binds every table of every schema, but for those of the list', async () => {
    const tables = await world.sql<{ name: string; secured: boolean }>(
      `select n.nspname || '.' || c.relname as name,
              c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polqual is not null) as secured
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'f', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const ledgers = migrationSets.flatMap(({ schema: name }) => [`${name}.migrations`, `${name}.published_functions`]);
    expect(tables.filter((table) => !table.secured && !ledgers.includes(table.name)).map((table) => table.name)).toEqual(tablesWithoutSecurity);
  });

  test('the application role owns nothing, is no superuser and cannot step around it', async () => {
    const owned = await world.sql(
      `select relname from pg_class where relowner = $1::regrole union all select proname from pg_proc where proowner = $1::regrole
       union all select nspname from pg_namespace where nspowner = $1::regrole union all select datname from pg_database where datdba = $1::regrole`,
      [applicationRole],
    );
    expect(owned).toEqual([]);
    expect(await world.sql(`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = $1`, [applicationRole])).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }]);
  });

  test('is stepped around by the functions of the list alone', async () => {
    const found = await world.sql<{ name: string }>(
      `select distinct n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    expect(found.map(({ name }) => name).sort()).toEqual([...functionsPastSecurity].sort());
  });

  test('every function that runs as its owner pins its search_path, and none is for everybody to redefine', async () => {
    const loose = await world.sql(
      `select n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema') and not exists (select from unnest(coalesce(p.proconfig, '{}')) as setting where setting like 'search_path=pg_catalog%')`,
    );
    expect(loose).toEqual([]);
    expect(await world.sql(`select nspname from pg_namespace where has_schema_privilege($1, oid, 'CREATE') and nspname not like 'pg_temp%'`, [applicationRole])).toEqual([]);
  });

  test('a transaction without a tenant reads no row of any table, and one of another tenant writes none', async () => {
    const { database } = world.application.foundation;
    const tables = await world.sql<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and c.relrowsecurity and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`,
    );
    for (const { name } of tables) {
      const [row] = await database.transaction(null, (tx) => tx.query<{ count: string }>(`select count(*) from ${name}`));
      expect([name, row?.count]).toEqual([name, '0']);
    }
    const changed = await database.transaction(ours.business.tenantId, (tx) => tx.query(`update calls.conversations set unread_count = 9 where id = $1 returning id`, [theirs.ids['conversation']]));
    expect(changed).toEqual([]);
    await expect(
      database.transaction(ours.business.tenantId, (tx) => tx.query(`insert into calls.customers (tenant_id, id, phone) values ($1, $2, '+12085559999')`, [theirs.business.tenantId, randomUUID()])),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('roles', () => {
  test('a viewer is refused every write, whatever its input', async () => {
    const allowed: string[] = [];
    for (const root of roots.filter(({ kind }) => kind === 'mutation')) {
      if (ownWrites.includes(root.name)) {
        allowed.push(root.name);
        continue;
      }
      const ids = Object.fromEntries(root.idPaths.map((path) => [path, ours.ids['conversation'] as string]));
      const { body } = await world.post(callOf(root, ids), { token: tokens['viewer'] });
      expect([root.name, codesOf(body)]).toEqual([root.name, ['AUTH_INSUFFICIENT_PERMISSIONS']]);
    }
    expect(allowed.sort()).toEqual(ownWrites);
  });

  test.each(roleNames.filter((role) => role !== 'technician'))('%s reads every list', async (role) => {
    for (const name of ['calls', 'conversations', 'leads', 'appointments', 'alerts', 'phoneNumbers', 'optOuts']) {
      const { body } = await world.post(`{ ${name} { nodes { __typename } } }`, { token: tokens[role] });
      expect([name, body.errors]).toEqual([name, undefined]);
    }
  });

  test('a technician sees neither numbers nor the dashboard', async () => {
    const range = '{ start: "2026-01-01T00:00:00Z", end: "2026-01-02T00:00:00Z" }';
    for (const query of ['{ phoneNumbers { nodes { id } } }', '{ optOuts { nodes { phone } } }', `{ dashboard(range: ${range}) { start } }`]) {
      const { body } = await world.post(query, { token: tokens['technician'] });
      expect([query, codesOf(body)[0]]).toEqual([query, expect.stringMatching(/AUTH_INSUFFICIENT_PERMISSIONS|GRAPHQL_VALIDATION_FAILED/)]);
    }
  });

  test('a token whose role was raised by hand does not verify', async () => {
    const [header, claims, signature] = (tokens['viewer'] as string).split('.') as [string, string, string];
    const raised = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), role: 'owner', permissions: ['calls:write'] };
    const { status } = await world.post('{ me { id } }', { token: [header, Buffer.from(JSON.stringify(raised)).toString('base64url'), signature].join('.') });
    expect(status).toBe(401);
  });
});
