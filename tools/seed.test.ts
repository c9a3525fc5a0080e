import { migrationSets } from '../migrations';
import { readEnvironment } from '../platform/config/environment';
import { openDatabase } from '../platform/database/database';
import { migrate } from '../platform/database/migrate';
import { createTestDatabase } from '../platform/postgres/testServer';
import { anonymous } from '../platform/principal/principal';
import { createTokens } from '../platform/principal/tokens';
import type { Foundation } from '../platform/runtime/subgraphModule';
import { createContext } from '../subgraphs/identity/createContext';
import { login } from '../subgraphs/identity/usecases/login';
import { demoIds, demoLogin } from './demo';
import { seed, seedBusiness } from './seed';

test('the demo business is made once, its people can log in, and other businesses can stand beside it, one with an account of its own', async () => {
  const sets = migrationSets.filter(({ schema }) => ['platform', 'tenancy', 'identity', 'telephony'].includes(schema));
  const testDatabase = await createTestDatabase(`seed ${Date.now()}`, async (url) => void (await migrate(url, sets)));
  const database = await openDatabase({ url: testDatabase.url, maxConnections: 5, applicationName: 'seed test' });
  try {
    const foundation = { database, tokens: createTokens('a secret of at least thirty-two bytes', 900), clock: () => new Date(), environment: readEnvironment({}) } as Foundation;
    const kinds = () => database.transaction(demoIds.tenant, (tx) => tx.query<{ type: string }>('select type from platform.events order by x, id'));
    await seed(foundation);
    const first = await kinds();
    // A number that the environment names later does not move the line that is there.
    await seed({ ...foundation, environment: readEnvironment({ TWILIO_PHONE_NUMBER: '+12085550177' }) });
    expect(await kinds()).toEqual(first);
    expect(first).toEqual([{ type: 'tenancy.businessConfigured' }, { type: 'telephony.lineChanged' }]);

    const context = createContext(foundation, { principal: anonymous, requestId: 'test' });
    for (const who of [demoLogin.owner, demoLogin.dispatcher]) {
      const auth = await login(context, { ...who, tenantId: null });
      expect(auth.person.membership.tenantId).toBe(demoIds.tenant);
    }
    const other = await seedBusiness(foundation, { name: 'Other Plumbing', number: '+12085550188', bcryptCost: 4 });
    const account = { accountSid: `AC${'5'.repeat(32)}`, authTokens: ['a-token-of-the-seed'] };
    const own = await seedBusiness({ ...foundation, environment: readEnvironment({ ENCRYPTION_KEY: 'an encryption key of the test, long enough' }) }, { number: '+12085550187', bcryptCost: 4, account });
    expect(await database.transaction(own.tenantId, (tx) => tx.query(`select account_sid, position($1 in sealed_tokens) as shown from telephony.lines join telephony.accounts using (tenant_id, account_sid)`, account.authTokens))).toEqual([{ account_sid: account.accountSid, shown: 0 }]);
    const owner = other.users[0] as { email: string; password: string };
    expect((await login(context, { ...owner, tenantId: null })).person.membership).toEqual({ tenantId: other.tenantId, role: 'owner' });
  } finally {
    await database.close();
    await testDatabase.drop();
  }
});
