import type { Database } from './database';

/** One connection, for what is asked again and again and must not wait for a free one behind other work: whoever looks for work would hold all of it up. */
export type OwnConnection = Pick<Database, 'statement' | 'close'>;

/** Opened at the first statement, and anew at the next where that failed. Close it before the database. */
export function ownConnection(database: Pick<Database, 'reserve'>): OwnConnection {
  let reserved: Promise<Database> | null = null;
  const reserve = () =>
    database.reserve(1).catch((error: unknown) => {
      reserved = null;
      throw error;
    });
  return {
    statement: async (sql, parameters) => (await (reserved ??= reserve())).statement(sql, parameters),
    close: async () => (await reserved?.catch(() => null))?.close(),
  };
}
