import type { Database } from '../../../platform/database/database';
import type { Logins } from '../context';
import type { RoleCode } from '../domain/person';

interface LoginRow {
  user_id: string;
  password_hash: string;
  is_active: boolean;
  tenant_id: string | null;
  role: RoleCode | null;
  is_suspended: boolean;
}

/** What log-in and refresh ask before a tenant is known: security-definer functions, and a table of hashes that is nobody's. */
export function loginStore(database: Database): Logins {
  return {
    async find(emailOrUsername) {
      const rows = await database.statement<LoginRow>(`select user_id, password_hash, is_active, tenant_id, role, is_suspended from identity.find_login($1)`, [emailOrUsername]);
      const [first] = rows;
      if (!first) return null;
      const memberships = rows.flatMap((row) => (row.tenant_id && row.role ? [{ tenantId: row.tenant_id, role: row.role, isSuspended: row.is_suspended }] : []));
      return { userId: first.user_id, passwordHash: first.password_hash, isActive: first.is_active, memberships };
    },
    countTry: (loginHash, decide) =>
      database.transaction(null, async (tx) => {
        // Locks the row, new or not, until the commit.
        const rows = await tx.query<{ wrong_tries: number; last_wrong_at: Date }>(
          `insert into identity.login_attempts as a (login_hash, wrong_tries, last_wrong_at) values ($1, 0, 'epoch')
           on conflict (login_hash) do update set wrong_tries = a.wrong_tries returning wrong_tries, last_wrong_at`,
          [loginHash],
        );
        const [row] = rows as [(typeof rows)[number]];
        const tries = decide({ count: row.wrong_tries, lastAt: row.last_wrong_at });
        if (tries) tx.execute(`update identity.login_attempts set wrong_tries = $2, last_wrong_at = $3 where login_hash = $1`, [loginHash, tries.count, tries.lastAt]);
        return tries !== null;
      }),
    async takeBackTry(loginHash) {
      await database.statement(`update identity.login_attempts set wrong_tries = wrong_tries - 1 where login_hash = $1 and wrong_tries > 0`, [loginHash]);
    },
    async forgetTries(loginHash) {
      await database.statement(`delete from identity.login_attempts where login_hash = $1`, [loginHash]);
    },
    async tenantOfRefreshToken(tokenHash) {
      const [row] = await database.statement<{ tenant_id: string | null }>(`select identity.find_refresh_token($1) as tenant_id`, [tokenHash]);
      return row?.tenant_id ?? null;
    },
  };
}
