import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { actingFor, type Principal } from '../../../platform/principal/principal';
import { forgetSessions } from '../store/sessions';
import { openIdentity } from './identityHarness';

const loginMutation = `mutation ($email: String!, $password: String!, $tenantId: ID) {
  login(input: { email: $email, password: $password, tenantId: $tenantId }) {
    accessToken refreshToken expiresAt user { id email role { code name permissions } memberships { tenant { id } role { code } } lastLogin } } }`;
const refreshMutation = `mutation ($token: String!) { refreshSession(refreshToken: $token) { accessToken refreshToken user { id } } }`;

let identity: Awaited<ReturnType<typeof openIdentity>>;
beforeAll(async () => {
  identity = await openIdentity();
});
afterAll(() => identity.close());

/** What the operation answered; the test fails where it was refused. */
function answered<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('there is no answer');
  return value;
}
const codeOf = (result: Pick<ExecutionResult, 'errors'>) => result.errors?.[0]?.extensions['code'];

async function aPerson() {
  const tenantId = randomUUID();
  const email = `${randomUUID()}@example.test`;
  const id = await identity.addMember(tenantId, { email });
  const login = (more: object = {}) => identity.ask(loginMutation, { email, password: 'correct horse', ...more });
  const loggedIn = async () => {
    const { accessToken, refreshToken } = answered((await login()).data?.login);
    const principal = (await identity.principalOf(accessToken)) as Extract<Principal, { kind: 'user' }>;
    return { accessToken, refreshToken, principal };
  };
  const refresh = (token: string) => identity.ask(refreshMutation, { token });
  return { tenantId, email, id, login, loggedIn, refresh };
}

describe('login', () => {
  test('the right password opens a session with the rights of the role', async () => {
    const person = await aPerson();
    const result = await person.login();
    expect(result.errors).toBeUndefined();
    const { user, accessToken } = answered(result.data?.login);
    expect(user).toMatchObject({ id: person.id, email: person.email, role: { code: 'owner', name: 'Owner' } });
    expect(user.role.permissions).toContain('owner:write');
    expect(user.memberships).toEqual([{ tenant: { id: person.tenantId }, role: { code: 'owner' } }]);
    expect(user.lastLogin).not.toBeNull();
    const principal = (await identity.principalOf(accessToken)) as Extract<Principal, { kind: 'user' }>;
    expect(principal).toMatchObject({ userId: person.id, tenantId: person.tenantId, role: 'owner' });
    expect(await identity.isAlive(principal.sessionId)).toBe(true);
  });

  test('the address in capitals and the username log in as well', async () => {
    const person = await aPerson();
    expect((await person.login({ email: ` ${person.email.toUpperCase()} ` })).errors).toBeUndefined();
    expect((await person.login({ email: person.email.replace('@', '.') })).errors).toBeUndefined();
  });

  test('wrong password, unknown address, foreign business and a password over 72 bytes are told alike', async () => {
    const person = await aPerson();
    const attempts = [{ password: 'wrong' }, { email: 'nobody@example.test' }, { tenantId: randomUUID() }, { tenantId: 'x' }, { password: `correct horse${'x'.repeat(72)}` }, { password: 'correct horse\0' }];
    const results = await Promise.all(attempts.map((attempt) => person.login(attempt)));
    expect(results.map(codeOf)).toEqual(attempts.map(() => 'AUTH_CREDENTIALS_INVALID'));
    expect(new Set(results.map((result) => result.errors?.[0]?.message)).size).toBe(1);
  });

  test.each(['known', 'unknown'])('five wrong tries lock a(n) %s address for 15 minutes, even when made at once', async (kind) => {
    const person = await aPerson();
    const email = kind === 'known' ? person.email : `${randomUUID()}@example.test`;
    await Promise.all(Array.from({ length: 5 }, () => person.login({ email, password: 'wrong' })));
    expect(codeOf(await person.login({ email }))).toBe('AUTH_CREDENTIALS_INVALID');
    identity.passMillis(15 * 60_000);
    expect(codeOf(await person.login({ email }))).toBe(kind === 'known' ? undefined : 'AUTH_CREDENTIALS_INVALID');
  });

  test('the five are of the person, by whichever name they were tried: address and username together, in any case', async () => {
    const person = await aPerson();
    const username = person.email.replace('@', '.');
    for (const email of [person.email, username, person.email.toUpperCase(), ` ${username} `, username]) expect(codeOf(await person.login({ email, password: 'wrong' }))).toBe('AUTH_CREDENTIALS_INVALID');
    for (const email of [username, person.email]) expect(codeOf(await person.login({ email }))).toBe('AUTH_CREDENTIALS_INVALID');
    identity.passMillis(15 * 60_000);
    expect(codeOf(await person.login({ email: username }))).toBeUndefined();
  });

  test('nobody locks a person by typing what their tries are counted under', async () => {
    const person = await aPerson();
    for (let tries = 0; tries < 6; tries += 1) await Promise.all([person.id, `user ${person.id}`, `user:${person.id}`].map((email) => person.login({ email, password: 'wrong' })));
    expect(codeOf(await person.login())).toBeUndefined();
  });

  test('the right password forgets the wrong tries before it', async () => {
    const person = await aPerson();
    for (let round = 0; round < 2; round += 1) {
      for (let tries = 0; tries < 4; tries += 1) await person.login({ password: 'wrong' });
      expect(codeOf(await person.login())).toBeUndefined();
    }
  });

  test('many log-ins of one person at once all succeed', async () => {
    const person = await aPerson();
    const results = await Promise.all(Array.from({ length: 12 }, () => person.login()));
    expect(results.filter((result) => result.errors)).toEqual([]);
  });

  test('a person of two businesses acts for the first, or for the one named', async () => {
    const person = await aPerson();
    const second = randomUUID();
    expect(await identity.addMember(second, { email: person.email, role: 'viewer' })).toBe(person.id);
    const first = await person.login();
    expect(first.data?.login.user.role.code).toBe('owner');
    const named = await person.login({ tenantId: second });
    expect(named.data?.login.user.role.code).toBe('viewer');
    const principal = await identity.principalOf(answered(named.data?.login).accessToken);
    const me = await identity.ask('{ me { memberships { tenant { id } role { code } } } }', {}, principal);
    expect(me.data?.me.memberships).toEqual([
      { tenant: { id: person.tenantId }, role: { code: 'owner' } },
      { tenant: { id: second }, role: { code: 'viewer' } },
    ]);
  });
});

describe('refreshSession', () => {
  test('answers a new pair of the same session', async () => {
    const person = await aPerson();
    const { refreshToken, principal } = await person.loggedIn();
    const result = await person.refresh(refreshToken);
    expect(result.errors).toBeUndefined();
    expect(result.data?.refreshSession.refreshToken).not.toBe(refreshToken);
    expect(await identity.principalOf(answered(result.data?.refreshSession).accessToken)).toMatchObject({ sessionId: principal.sessionId });
  });

  test('honours the token before for 10 s, also when two tabs refresh at once', async () => {
    const person = await aPerson();
    const { refreshToken, principal } = await person.loggedIn();
    const both = await Promise.all([person.refresh(refreshToken), person.refresh(refreshToken)]);
    expect(both.map(codeOf)).toEqual([undefined, undefined]);
    identity.passMillis(10_000);
    expect(codeOf(await person.refresh(refreshToken))).toBeUndefined();
    expect(await identity.isAlive(principal.sessionId)).toBe(true);
  });

  test('a token used again later ends the session and all its tokens, and says so once', async () => {
    const person = await aPerson();
    const { refreshToken, principal } = await person.loggedIn();
    const successor = answered((await person.refresh(refreshToken)).data?.refreshSession).refreshToken;
    identity.passMillis(10_001);
    expect(codeOf(await person.refresh(refreshToken))).toBe('AUTH_TOKEN_INVALID');
    expect(codeOf(await person.refresh(successor))).toBe('AUTH_TOKEN_INVALID');
    expect(codeOf(await person.refresh(refreshToken))).toBe('AUTH_TOKEN_INVALID');
    expect(await identity.isAlive(principal.sessionId)).toBe(false);
    expect(await identity.events(person.tenantId)).toMatchObject([{ type: 'identity.sessionEnded', payload: { sessionId: principal.sessionId, userId: person.id } }]);
  });

  test('refuses an unknown token, and one past its 7 days', async () => {
    const person = await aPerson();
    const { refreshToken } = await person.loggedIn();
    expect(codeOf(await person.refresh('nonsense'))).toBe('AUTH_TOKEN_INVALID');
    identity.passMillis(7 * 86_400_000);
    expect(codeOf(await person.refresh(refreshToken))).toBe('AUTH_TOKEN_INVALID');
    identity.passMillis(-7 * 86_400_000);
  });
});

test('logout ends the session at once, says so once, and answers true again', async () => {
  const person = await aPerson();
  const { refreshToken, principal } = await person.loggedIn();
  const logout = () => identity.ask('mutation { logout }', {}, principal);
  expect((await logout()).data).toEqual({ logout: true });
  expect(await identity.isAlive(principal.sessionId)).toBe(false);
  expect(codeOf(await person.refresh(refreshToken))).toBe('AUTH_TOKEN_INVALID');
  expect((await logout()).data).toEqual({ logout: true });
  expect(await identity.events(person.tenantId)).toHaveLength(1);
});

describe('a suspended business', () => {
  const suspended = { code: 'AUTH_INSUFFICIENT_PERMISSIONS', details: { tenantStatus: 'SUSPENDED' } };
  const setStatus = (tenantId: string, status: string) =>
    identity.asOwner(
      `insert into tenancy.tenants (tenant_id, key, name, business_name, status, trades, time_zone, created_at) values ($1::uuid, $1::text, 'A', 'A', $2, '{}', 'UTC', now())
       on conflict (tenant_id) do update set status = excluded.status`,
      [tenantId, status],
    );

  test('lets nobody in, refresh or go on, at once, until the suspension ends', async () => {
    const person = await aPerson();
    const { refreshToken, principal } = await person.loggedIn();
    await setStatus(person.tenantId, 'SUSPENDED');
    expect(await identity.isAlive(principal.sessionId)).toBe(false);
    expect((await person.login()).errors?.[0]?.extensions).toMatchObject(suspended);
    expect((await person.refresh(refreshToken)).errors?.[0]?.extensions).toMatchObject(suspended);
    await setStatus(person.tenantId, 'ACTIVE');
    expect(await identity.isAlive(principal.sessionId)).toBe(true);
    expect(codeOf(await person.refresh(refreshToken))).toBeUndefined();
  });

  test('is told to nobody without the right password', async () => {
    const person = await aPerson();
    await setStatus(person.tenantId, 'SUSPENDED');
    expect(codeOf(await person.login({ password: 'wrong' }))).toBe('AUTH_CREDENTIALS_INVALID');
    expect(codeOf(await person.login({ tenantId: randomUUID() }))).toBe('AUTH_CREDENTIALS_INVALID');
  });

  test('leaves its people their other businesses', async () => {
    const person = await aPerson();
    const second = randomUUID();
    await identity.addMember(second, { email: person.email, role: 'viewer' });
    await setStatus(person.tenantId, 'SUSPENDED');
    expect((await person.login()).data?.login.user.memberships).toEqual([{ tenant: { id: second }, role: { code: 'viewer' } }]);
    expect((await person.login({ tenantId: person.tenantId })).errors?.[0]?.extensions).toMatchObject(suspended);
  });

  test('is not one that is inactive by its own choice: its people still get in', async () => {
    const person = await aPerson();
    await setStatus(person.tenantId, 'INACTIVE');
    expect(codeOf(await person.login())).toBeUndefined();
  });
});

test('a person switched off is out at once, and cannot come back', async () => {
  const person = await aPerson();
  const { refreshToken, principal } = await person.loggedIn();
  await identity.asOwner('update identity.users set is_active = false where id = $1', [person.id]);
  expect(await identity.isAlive(principal.sessionId)).toBe(false);
  expect(codeOf(await person.refresh(refreshToken))).toBe('AUTH_TOKEN_INVALID');
  expect(codeOf(await person.login())).toBe('AUTH_CREDENTIALS_INVALID');
});

test('an operator’s session is of no business, and lives while they are an operator', async () => {
  const person = await aPerson();
  const sessionId = randomUUID();
  await identity.asOwner(`insert into identity.sessions (id, tenant_id, user_id, created_at, expires_at) values ($1, null, $2, now(), now() + interval '1 day')`, [sessionId, person.id]);
  expect(await identity.isAlive(sessionId)).toBe(false);
  await identity.asOwner('insert into identity.operators values ($1)', [person.id]);
  expect(await identity.isAlive(sessionId)).toBe(true);
});

test('sessions and wrong tries are forgotten a day after they are of any use, not before', async () => {
  const [gone, kept] = [await aPerson(), await aPerson()];
  for (const person of [gone, kept]) {
    const { principal } = await person.loggedIn();
    await identity.ask('mutation { logout }', {}, principal);
    await person.login({ password: 'wrong' });
  }
  const countedUnder = (person: typeof gone) => Buffer.from(`user\0${person.id}`);
  const living = (await gone.loggedIn()).principal.sessionId;
  await gone.login({ password: 'wrong' });
  const dayAgo = `clock_timestamp() - interval '25 hours'`;
  await identity.asOwner(`update identity.sessions set ended_at = ${dayAgo} where user_id = $1 and ended_at is not null`, [gone.id]);
  await identity.asOwner(`update identity.login_attempts set last_wrong_at = ${dayAgo} where login_hash = sha256($1::bytea)`, [countedUnder(gone)]);
  await identity.database.transaction(null, (tx) => forgetSessions.run(tx));
  const rows = (person: typeof gone) => identity.asOwner(`select id from identity.sessions where user_id = $1`, [person.id]);
  expect(await rows(gone)).toEqual([{ id: living }]);
  expect(await rows(kept)).toHaveLength(1);
  const tries = (person: typeof gone) => identity.asOwner('select 1 as one from identity.login_attempts where login_hash = sha256($1::bytea)', [countedUnder(person)]);
  expect([(await tries(gone)).length, (await tries(kept)).length]).toEqual([0, 1]);
  expect(await identity.isAlive(living)).toBe(true);
});

describe('me and User', () => {
  test('me answers the caller, and nobody without a token', async () => {
    const person = await aPerson();
    const { principal } = await person.loggedIn();
    expect((await identity.ask('{ me { id email } }', {}, principal)).data?.me).toEqual({ id: person.id, email: person.email });
    expect(codeOf(await identity.ask('{ me { id } }'))).toBe('AUTH_TOKEN_INVALID');
  });

  test('a colleague is found by key; a person of another business, an unknown and a malformed id are null', async () => {
    const person = await aPerson();
    const stranger = await aPerson();
    const { principal } = await person.loggedIn();
    const colleague = await identity.addMember(person.tenantId, { email: `${randomUUID()}@example.test`, role: 'technician' });
    const representations = [colleague, stranger.id, randomUUID(), 'nonsense'].map((id) => ({ __typename: 'User', id }));
    const result = await identity.ask(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { id role { code } memberships { tenant { id } } } } }',
      { representations },
      principal,
    );
    expect(result.data?._entities).toEqual([{ id: colleague, role: { code: 'technician' }, memberships: [{ tenant: { id: person.tenantId } }] }, null, null, null]);
  });

  describe('of a colleague', () => {
    const withheld = ['uniqueId', 'email', 'username', 'isActive', 'createdAt', 'memberships { role { code } }'];
    const colleagueQuery = (fields: string) => `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${fields} } } }`;
    /** An owner and a colleague of theirs, who asks. */
    async function aColleague(role: 'technician' | 'viewer' | 'owner') {
      const owner = await aPerson();
      await owner.login();
      const email = `${randomUUID()}@example.test`;
      const id = await identity.addMember(owner.tenantId, { email, role });
      const { accessToken } = answered((await identity.ask(loginMutation, { email, password: 'correct horse' })).data?.login);
      const principal = await identity.principalOf(accessToken);
      const see = (who: string, fields: string, as: Principal = principal) => identity.ask(colleagueQuery(fields), { representations: [{ __typename: 'User', id: who }] }, as);
      return { owner, id, email, see };
    }

    test('who may not read users sees the names, nothing of what can be null, and is refused the rest', async () => {
      const { owner, see } = await aColleague('technician');
      const seen = await see(owner.id, 'id firstName lastName phone lastLogin role { code permissions }');
      expect(seen).toEqual({ data: { _entities: [{ id: owner.id, firstName: 'Ana', lastName: 'Li', phone: null, lastLogin: null, role: null }] } });
      for (const field of withheld) {
        const { data, errors } = await see(owner.id, field);
        expect([field, data, errors?.map(({ extensions }) => extensions['code'])]).toEqual([field, { _entities: [null] }, ['AUTH_INSUFFICIENT_PERMISSIONS']]);
      }
    });

    test('they still see all of themselves, by key too', async () => {
      const { id, email, see } = await aColleague('technician');
      const seen = await see(id, `id email lastLogin role { code } ${withheld.filter((field) => field !== 'email').join(' ')}`);
      expect(seen.errors).toBeUndefined();
      expect(seen.data?._entities).toMatchObject([{ id, email, lastLogin: expect.any(Date), role: { code: 'technician' } }]);
    });

    test('who may read users sees them, an operator who acts for the business too', async () => {
      const { owner, see } = await aColleague('viewer');
      const operator = actingFor({ kind: 'operator', userId: randomUUID(), sessionId: randomUUID(), tenantId: null }, owner.tenantId);
      for (const seen of [await see(owner.id, `email role { code } ${withheld.slice(2).join(' ')}`), await see(owner.id, 'email role { code }', operator)]) {
        expect(seen.errors).toBeUndefined();
        expect(seen.data?._entities).toMatchObject([{ email: owner.email, role: { code: 'owner' } }]);
      }
    });
  });
});
