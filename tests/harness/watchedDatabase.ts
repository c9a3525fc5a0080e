import type { Database, Transaction } from '../../platform/database/database';

/** One thing that was asked of a database. `reader` and `statement` are a transaction each, in one trip; `execute` goes with what comes after it. */
export interface Asked {
  what: 'transaction' | 'query' | 'execute' | 'reader' | 'statement';
  tenantId: string | null;
  /** Empty for a transaction, of which the queries are heard by themselves. */
  sql: string;
}

/** The same database, every way to ask something of it heard, at the moment of asking. */
export function watchedDatabase(database: Database, heard: (asked: Asked) => void): Database {
  const watched = (tx: Transaction, what: 'query' | 'reader'): Transaction => ({
    ...tx,
    query: (sql, parameters) => {
      heard({ what, tenantId: tx.tenantId, sql });
      return tx.query(sql, parameters);
    },
    execute: (sql, parameters) => {
      heard({ what: 'execute', tenantId: tx.tenantId, sql });
      tx.execute(sql, parameters);
    },
  });
  return {
    ...database,
    reserve: async (connections) => watchedDatabase(await database.reserve(connections), heard),
    transaction: (tenantId, work) => {
      heard({ what: 'transaction', tenantId, sql: '' });
      return database.transaction(tenantId, (tx) => work(watched(tx, 'query')));
    },
    reader: (tenantId) => watched(database.reader(tenantId), 'reader'),
    statement: (sql, parameters) => {
      heard({ what: 'statement', tenantId: null, sql });
      return database.statement(sql, parameters);
    },
  };
}
