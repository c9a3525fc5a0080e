import { randomUUID } from 'node:crypto';
import { forgetSessions } from '../store/sessions';
import { answered, codeOf, openedPeople } from './people';

const { identity, aPerson } = openedPeople();

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
  await forgetSessions.run(identity.database);
  const rows = (person: typeof gone) => identity.asOwner(`select id from identity.sessions where user_id = $1`, [person.id]);
  expect(await rows(gone)).toEqual([{ id: living }]);
  expect(await rows(kept)).toHaveLength(1);
  const tries = (person: typeof gone) => identity.asOwner('select 1 as one from identity.login_attempts where login_hash = sha256($1::bytea)', [countedUnder(person)]);
  expect([(await tries(gone)).length, (await tries(kept)).length]).toEqual([0, 1]);
  expect(await identity.isAlive(living)).toBe(true);
});
