import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../../platform/principal/principal';
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

const codeOf = (result: ExecutionResult) => result.errors?.[0]?.extensions['code'];

async function aPerson() {
  const tenantId = randomUUID();
  const email = `${randomUUID()}@example.test`;
  const id = await identity.addMember(tenantId, { email });
  const login = (more: object = {}) => identity.ask(loginMutation, { email, password: 'correct horse', ...more });
  const loggedIn = async () => {
    const auth = (await login()).data?.['login'] as { accessToken: string; refreshToken: string };
    const principal = (await identity.principalOf(auth.accessToken)) as Extract<Principal, { kind: 'user' }>;
    return { ...auth, principal };
  };
  const refresh = (token: string) => identity.ask(refreshMutation, { token });
  return { tenantId, email, id, login, loggedIn, refresh };
}

describe('login', () => {
  test('the right password opens a session with the rights of the role', async () => {
    const person = await aPerson();
    const result = await person.login();
    expect(result.errors).toBeUndefined();
    const user = result.data?.['login'].user;
    expect(user).toMatchObject({ id: person.id, email: person.email, role: { code: 'owner', name: 'Owner' } });
    expect(user.role.permissions).toContain('owner:write');
    expect(user.memberships).toEqual([{ tenant: { id: person.tenantId }, role: { code: 'owner' } }]);
    expect(user.lastLogin).not.toBeNull();
    const principal = (await identity.principalOf(result.data?.['login'].accessToken)) as Extract<Principal, { kind: 'user' }>;
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
    expect(first.data?.['login'].user.role.code).toBe('owner');
    const named = await person.login({ tenantId: second });
    expect(named.data?.['login'].user.role.code).toBe('viewer');
    const principal = await identity.principalOf(named.data?.['login'].accessToken);
    const me = await identity.ask('{ me { memberships { tenant { id } role { code } } } }', {}, principal);
    expect(me.data?.['me'].memberships).toEqual([
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
    expect(result.data?.['refreshSession'].refreshToken).not.toBe(refreshToken);
    expect(await identity.principalOf(result.data?.['refreshSession'].accessToken)).toMatchObject({ sessionId: principal.sessionId });
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
    const successor = (await person.refresh(refreshToken)).data?.['refreshSession'].refreshToken;
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

describe('me and User', () => {
  test('me answers the caller, and nobody without a token', async () => {
    const person = await aPerson();
    const { principal } = await person.loggedIn();
    expect((await identity.ask('{ me { id email } }', {}, principal)).data?.['me']).toEqual({ id: person.id, email: person.email });
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
    expect(result.data?.['_entities']).toEqual([{ id: colleague, role: { code: 'technician' }, memberships: [{ tenant: { id: person.tenantId } }] }, null, null, null]);
  });
});
