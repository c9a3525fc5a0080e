import type { Database, Transaction } from '../../../platform/database/database';
import type { IdentityTransaction } from '../context';
import type { Membership, Person, RoleCode } from '../domain/person';

interface PersonRow {
  id: string;
  unique_id: string;
  email: string;
  username: string;
  first_name: string;
  last_name: string;
  phone: string | null;
  is_active: boolean;
  last_login: Date | null;
  created_at: Date;
  tenant_id: string;
  role: RoleCode;
}

/** The people of the transaction's business; row-level security hides everybody else. */
export function peopleStore(tx: Transaction): IdentityTransaction['people'] {
  const byIds = async (ids: readonly string[]) => {
    const rows = await tx.query<PersonRow>(
      `select u.id, u.unique_id, u.email, u.username, u.first_name, u.last_name, u.phone, u.is_active, u.last_login, u.created_at, m.tenant_id, m.role
       from identity.memberships m join identity.users u on u.id = m.user_id where u.id = any($1::uuid[])`,
      [ids],
    );
    return rows.map(toPerson);
  };
  return {
    byIds,
    byId: async (id) => (await byIds([id]))[0] ?? null,
    async noteLogin(id, at) {
      await tx.query(`update identity.users set last_login = $2 where id = $1`, [id, at]);
    },
    async add(member) {
      const [row] = await tx.query<{ id: string }>(`select identity.create_member($1, $2, $3, $4, $5, $6, $7, $8, $9) as id`, [
        member.id,
        member.uniqueId,
        member.email,
        member.username,
        member.firstName,
        member.lastName,
        member.phone,
        member.passwordHash,
        member.role,
      ]);
      return (row as { id: string }).id;
    },
  };
}

/** All businesses of a person, whatever the tenant: ask for the caller's own only. */
export async function membershipsOf(database: Pick<Database, 'statement'>, userId: string): Promise<Membership[]> {
  const rows = await database.statement<{ tenant_id: string; role: RoleCode }>(`select tenant_id, role from identity.memberships_of($1)`, [userId]);
  return rows.map((row) => ({ tenantId: row.tenant_id, role: row.role }));
}

/** Asked of tenancy through its published function: nobody acts for a suspended business from that moment on. */
export async function isSuspended(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ suspended: boolean }>(`select tenancy.is_suspended($1) as suspended`, [tx.tenantId]);
  return row?.suspended ?? false;
}

function toPerson(row: PersonRow): Person {
  return {
    id: row.id,
    uniqueId: row.unique_id,
    email: row.email,
    username: row.username,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    isActive: row.is_active,
    lastLogin: row.last_login,
    createdAt: row.created_at,
    membership: { tenantId: row.tenant_id, role: row.role },
  };
}
