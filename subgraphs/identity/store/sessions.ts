import type { Transaction } from '../../../platform/database/database';
import type { Schedule } from '../../../platform/runtime/schedules';
import type { IdentityTransaction } from '../context';

/** Sessions and the hashes of their refresh tokens; the tokens themselves are kept by their holders only. */
export function sessionStore(tx: Transaction): IdentityTransaction['sessions'] {
  return {
    async open(session) {
      await tx.query(`insert into identity.sessions (id, tenant_id, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5)`, [
        session.id,
        tx.tenantId,
        session.userId,
        session.at,
        session.expiresAt,
      ]);
    },
    async byRefreshToken(tokenHash) {
      // Two statements: the token is read after the session's lock is held, or a racing rotation would not be seen.
      const [session] = await tx.query<{ id: string; user_id: string; ended_at: Date | null }>(
        `select id, user_id, ended_at from identity.sessions
         where id = (select session_id from identity.refresh_tokens where token_hash = $1) for update`,
        [tokenHash],
      );
      const [token] = await tx.query<{ expires_at: Date; rotated_at: Date | null }>(
        `select expires_at, rotated_at from identity.refresh_tokens where token_hash = $1`,
        [tokenHash],
      );
      if (!session || !token) return null;
      return {
        session: { id: session.id, userId: session.user_id, endedAt: session.ended_at },
        token: { expiresAt: token.expires_at, rotatedAt: token.rotated_at },
      };
    },
    async addRefreshToken(token) {
      await tx.query(
        `insert into identity.refresh_tokens (token_hash, tenant_id, session_id, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
        [token.hash, tx.tenantId, token.sessionId, token.at, token.expiresAt],
      );
    },
    async rotate(tokenHash, successor, at) {
      await tx.query(`update identity.refresh_tokens set rotated_at = $3, successor = $2 where token_hash = $1`, [tokenHash, successor, at]);
    },
    async prolong(sessionId, expiresAt, at) {
      await tx.query(`update identity.sessions set expires_at = $2 where id = $1`, [sessionId, expiresAt]);
      await tx.query(`delete from identity.refresh_tokens where session_id = $1 and expires_at < $2`, [sessionId, at]);
    },
    async end(sessionId, at) {
      const [row] = await tx.query<{ user_id: string }>(
        `update identity.sessions set ended_at = $2 where id = $1 and ended_at is null returning user_id`,
        [sessionId, at],
      );
      return row ? { userId: row.user_id } : null;
    },
  };
}

/** Sessions that ended or ran out, and wrong tries, are of no use a day later: a lock lasts 15 minutes. Every hour. */
export const forgetSessions: Schedule = {
  name: 'identity.forgetSessions',
  everyMinutes: 60,
  run: async (database) => void (await database.statement(`select identity.forget_sessions(clock_timestamp() - interval '1 day')`)),
};
