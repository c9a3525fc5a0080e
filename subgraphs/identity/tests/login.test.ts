import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../platform/principal/principal';
import { answered, codeOf, openedPeople } from './people';

const { identity, aPerson } = openedPeople();

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
