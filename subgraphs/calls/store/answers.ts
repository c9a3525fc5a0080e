import type { Transaction } from '../../../platform/database/database';
import { forgetByParts, type Schedule } from '../../../platform/runtime/schedules';
import { rowsOf } from './rows';

/** What mutations made under their idempotency keys, within one transaction. */
export function answerStore(tx: Transaction) {
  const { one } = rowsOf(tx);
  return {
    /** For what input the key was used, and what was made of it; `resultId` null where nothing was. The key is locked until the transaction ends. */
    lock(operation: string, key: string): Promise<{ inputHash: string; resultId: string | null } | null> {
      tx.execute('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${tx.tenantId}:${operation}:${key}`]);
      return one(`select input_hash, result_id from calls.answers where tenant_id = $1 and operation = $2 and key = $3`, [tx.tenantId, operation, key]);
    },
    /** From now on the key is this input's. */
    async claim(operation: string, key: string, inputHash: string): Promise<void> {
      tx.execute(`insert into calls.answers (tenant_id, operation, key, input_hash) values ($1, $2, $3, $4)`, [tx.tenantId, operation, key, inputHash]);
    },
    async save(operation: string, key: string, resultId: string): Promise<void> {
      tx.execute(`update calls.answers set result_id = $4 where tenant_id = $1 and operation = $2 and key = $3`, [tx.tenantId, operation, key, resultId]);
    },
  };
}

/** Nobody tries the same again after so long. */
const keptDays = 7;

/** Every hour. */
export const forgetAnswers: Schedule = {
  name: 'calls.forgetAnswers',
  everyMinutes: 60,
  run: (database) => forgetByParts(database, `select calls.forget_answers(clock_timestamp() - interval '${keptDays} days', $1) as gone`),
};

export type AnswerStore = ReturnType<typeof answerStore>;
