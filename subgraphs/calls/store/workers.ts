import type { Transaction } from '../../../platform/database/database';
import type { Worker } from '../domain/workers';
import { rowsOf } from './rows';

/** Who makes the business's visits, within one transaction. */
export function workerStore(tx: Transaction) {
  const { many } = rowsOf(tx);
  let known: Promise<Worker[]> | null = null;
  return {
    /** By name; read once. */
    all: (): Promise<Worker[]> => (known ??= many<Worker>(`select id, name, user_id from calls.workers where tenant_id = $1 order by name, id`, [tx.tenantId])),
    /** Until this transaction ends nobody else takes a worker's time: what is read of the calendar from here on stays true. */
    lock: (): void => tx.execute(`select from calls.workers where tenant_id = $1 order by id for no key update`, [tx.tenantId]),
    async add(worker: Worker): Promise<void> {
      known = null;
      tx.execute(`insert into calls.workers (tenant_id, id, name, user_id) values ($1, $2, $3, $4) on conflict do nothing`, [tx.tenantId, worker.id, worker.name, worker.userId]);
    },
  };
}

export type WorkerStore = ReturnType<typeof workerStore>;
