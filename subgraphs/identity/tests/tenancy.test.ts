import { randomUUID } from 'node:crypto';
import { openedIdentity } from './identityHarness';

const identity = openedIdentity();

test.each(['users', 'memberships', 'sessions', 'refresh_tokens'])('identity.%s shows a business its own rows only, and nobody else any', async (table) => {
  const tenants = [randomUUID(), randomUUID()];
  for (const tenantId of tenants) {
    const email = `${tenantId}@example.test`;
    await identity.addMember(tenantId, { email });
    await identity.ask(`mutation ($email: String!) { login(input: { email: $email, password: "correct horse" }) { expiresAt } }`, { email });
  }
  const count = (tenantId: string | null) =>
    identity.database.transaction(tenantId, async (tx) => (await tx.query<{ count: number }>(`select count(*)::int as count from identity.${table}`))[0]?.count);
  expect(await Promise.all([...tenants, randomUUID(), null].map(count))).toEqual([1, 1, 0, 0]);
});

test('the hash of a password cannot be read, nor a member be added to no business', async () => {
  await expect(identity.database.transaction(randomUUID(), (tx) => tx.query('select password_hash from identity.users'))).rejects.toThrow(/permission denied/);
  await expect(identity.database.transaction(null, (tx) => tx.query(`select identity.create_member($1, 'u', 'a@b.test', 'a', 'A', 'B', null, 'h', 'owner')`, [randomUUID()]))).rejects.toThrow(/needs a tenant/);
});
