import { randomUUID } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type ExecutionResult } from 'graphql';
import { migrationSets } from '../../../migrations';
import { type Database, openDatabase } from '../../../platform/database/database';
import { migrate } from '../../../platform/database/migrate';
import { enforceAuthorization } from '../../../platform/graphql/authorization';
import { createTestDatabase, type TestDatabase } from '../../../platform/postgres/testServer';
import { permissionsOf } from '../../../platform/principal/permissions';
import { anonymous, type Principal } from '../../../platform/principal/principal';
import { businessSettings } from '../../../schema/events/tenancy';
import { createContext } from '../createContext';
import { resolvers } from '../resolvers/resolvers';
import { subgraph } from '../subgraph';
import { type BusinessInput, createBusiness } from '../usecases/createBusiness';

/** What the tests look into of the answers. */
interface Answer {
  tenant: { key: string } | null;
  businessConfig: { hours: object[]; jobTypes: object[] } | null;
  _entities: (object | null)[];
}

const boise: BusinessInput = {
  businessName: 'Boise Pipe & Drain',
  trades: ['PLUMBING', 'GARAGE_DOOR'],
  timeZone: 'America/Boise',
  phone: '+12085550199',
  address: { street: '1015 W Main St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6177, longitude: -116.2023 },
};
const schema = enforceAuthorization(buildSubgraphSchema([{ typeDefs: parse(subgraph.typeDefs()), resolvers: resolvers as never }]));
let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  const sets = migrationSets.filter(({ schema }) => ['platform', 'tenancy'].includes(schema));
  testDatabase = await createTestDatabase(`tenancy ${Date.now()}`, async (url) => void (await migrate(url, sets)));
  database = await openDatabase({ url: testDatabase.url, maxConnections: 5, applicationName: 'tenancy tests' });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const contextOf = (principal: Principal) => createContext({ database, clock: () => new Date() }, { principal, requestId: 'test' });
const userOf = (tenantId: string): Principal => ({ kind: 'user', userId: randomUUID(), sessionId: randomUUID(), tenantId, role: 'viewer', permissions: permissionsOf.viewer });
const make = (tenantId: string, input = boise) => createBusiness(contextOf({ kind: 'system', tenantId }), input);
const ask = async (principal: Principal, source: string, variableValues: Record<string, unknown> = {}) =>
  (await graphql({ schema, source, variableValues, contextValue: contextOf(principal) })) as unknown as ExecutionResult<Answer>;

const everything = `query ($id: ID!) {
  tenant(id: $id) { id key businessName status trades timeZone phone address { street country latitude } daysCredit createdAt config { version } }
  businessConfig(tenantId: $id) {
    version tenant { id businessName config { version } } hours { weekday periods { opens closes } } holidays serviceArea { radiusMiles zips center { zip } }
    forwarding { targets timeoutSeconds screening } missedCallText { text enabled segments cooldownMinutes }
    ai { enabled tone silenceSeconds emergenciesToHuman handBackAfterMinutes emergency247 emergencyMultipliers { businessHours holiday } }
    jobTypes { trade code name minutes priceLow { amountMinor currency } priceHigh { amountMinor } offered } } }`;

test.each([
  ['those who are rung for its calls', { forwardTargets: ['+12085550199'] }, ['+12085550199']],
  ['those who are named for it', { forwardTargets: ['+12085550199'], alertPhones: ['+12085550142'] }, ['+12085550142']],
])('of a danger to life a new business tells %s', async (_who, settings, alertPhones) => {
  const made = await make(randomUUID(), { ...boise, settings });
  expect(made.settings?.alertPhones).toEqual(alertPhones);
});

test('a business sees itself and its configuration', async () => {
  const id = randomUUID();
  await make(id);
  const { data, errors } = await ask(userOf(id), everything, { id });
  expect(errors).toBeUndefined();
  expect(data?.tenant).toMatchObject({ id, businessName: 'Boise Pipe & Drain', status: 'ACTIVE', trades: ['PLUMBING', 'GARAGE_DOOR'], address: { country: 'US' }, config: { version: 1 } });
  expect(data?.tenant?.key).toMatch(/^boise-pipe-drain-[0-9a-f]{12}$/);
  const config = data?.businessConfig;
  expect(config).toMatchObject({ version: 1, tenant: { id, config: { version: 1 } }, missedCallText: { enabled: true, segments: 1, cooldownMinutes: 30 }, forwarding: { timeoutSeconds: 20, screening: 'PRESS_KEY' } });
  expect(config).toMatchObject({ ai: { enabled: true, silenceSeconds: 2, emergenciesToHuman: false, handBackAfterMinutes: null, emergencyMultipliers: { businessHours: 1.5, holiday: 2.75 } } });
  expect(config?.hours).toHaveLength(7);
  expect(config?.hours[0]).toEqual({ weekday: 'MONDAY', periods: [{ opens: '08:00', closes: '17:00' }] });
  expect(config?.hours[6]).toEqual({ weekday: 'SUNDAY', periods: [] });
  expect(config?.jobTypes).toHaveLength(22);
  expect(config?.jobTypes[0]).toEqual({ trade: 'PLUMBING', code: 'leak_repair', name: 'Leak repair', minutes: 90, priceLow: { amountMinor: 15000, currency: 'USD' }, priceHigh: { amountMinor: 45000 }, offered: true });
});

test('another business, an unknown and a malformed id are null', async () => {
  const [own, other] = [randomUUID(), randomUUID()];
  await make(own);
  await make(other);
  for (const id of [other, randomUUID(), 'nonsense']) {
    expect(await ask(userOf(own), everything, { id })).toEqual({ data: { tenant: null, businessConfig: null } });
  }
  const entities = await ask(userOf(own), 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Tenant { id businessName } } }', {
    r: [own, other].map((id) => ({ __typename: 'Tenant', id })),
  });
  expect(entities.data?._entities).toEqual([{ id: own, businessName: 'Boise Pipe & Drain' }, null]);
});

test('without a token there is nothing', async () => {
  const { errors } = await ask(anonymous, '{ tenant(id: "x") { id } }');
  expect(errors?.[0]?.extensions['code']).toBe('AUTH_TOKEN_INVALID');
});

test.each(['tenants', 'business_configs'])('tenancy.%s shows a business its own row only', async (table) => {
  const id = randomUUID();
  await make(id);
  await make(randomUUID());
  const count = (tenantId: string | null) => database.transaction(tenantId, async (tx) => (await tx.query<{ count: number }>(`select count(*)::int as count from tenancy.${table}`))[0]?.count);
  expect(await Promise.all([id, randomUUID(), null].map(count))).toEqual([1, 0, 0]);
});

test('making a business says so once with its whole configuration; made again it stays as it is', async () => {
  const id = randomUUID();
  await make(id);
  const again = await make(id, { ...boise, businessName: 'Another name' });
  expect(again.tenant.businessName).toBe('Boise Pipe & Drain');
  const events = await database.transaction(id, (tx) => tx.query<{ type: string; payload: unknown }>('select type, payload from platform.events'));
  expect(events.map((event) => event.type)).toEqual(['tenancy.businessConfigured']);
  expect(businessSettings.parse(events[0]?.payload)).toMatchObject({ tenantId: id, version: 1, businessName: 'Boise Pipe & Drain' });
});

test('published to identity: who is suspended, in whatever transaction it is asked; others and unknown ones are not', async () => {
  const [active, inactive, suspended] = [randomUUID(), randomUUID(), randomUUID()];
  for (const [id, status] of [[active, 'ACTIVE'], [inactive, 'INACTIVE'], [suspended, 'SUSPENDED']] as const) {
    await make(id);
    await database.transaction(id, (tx) => tx.query('update tenancy.tenants set status = $1', [status]));
  }
  const isSuspended = (id: string) => database.transaction(null, async (tx) => (await tx.query<{ suspended: boolean }>('select tenancy.is_suspended($1) as suspended', [id]))[0]?.suspended);
  expect(await Promise.all([active, inactive, suspended, randomUUID()].map(isSuspended))).toEqual([false, false, true, false]);
});
