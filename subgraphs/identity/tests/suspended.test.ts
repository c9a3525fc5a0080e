import { randomUUID } from 'node:crypto';
import { codeOf, openedPeople } from './people';

const { identity, aPerson } = openedPeople();

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
