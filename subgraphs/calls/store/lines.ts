import type { Transaction } from '../../../platform/database/database';
import { isUuid } from '../../../platform/values/uuid';
import type { Line } from '../domain/line';
import { rowsOf } from './rows';

/** The business's numbers, as telephony tells of them, within one transaction. */
export function lineStore(tx: Transaction) {
  const { one } = rowsOf(tx);
  return {
    byId: async (id: string): Promise<Line | null> => (isUuid(id) ? one(`select id, number, blocked_code, blocked_until from calls.lines where tenant_id = $1 and id = $2`, [tx.tenantId, id]) : null),
    async save(line: Pick<Line, 'id' | 'number'>): Promise<void> {
      tx.execute(`insert into calls.lines (tenant_id, id, number) values ($1, $2, $3) on conflict (tenant_id, id) do update set number = excluded.number`, [tx.tenantId, line.id, line.number]);
    },
    /** Whether the number is one of the business's own. */
    isOwnNumber: async (number: string): Promise<boolean> => (await tx.query(`select 1 as one from calls.lines where tenant_id = $1 and number = $2`, [tx.tenantId, number])).length > 0,
    /** Until then the carrier takes no text of the business, with that error. */
    async blockAll(code: number | null, until: Date): Promise<void> {
      tx.execute(`update calls.lines set blocked_code = $2, blocked_until = $3 where tenant_id = $1`, [tx.tenantId, code, until]);
    },
  };
}

export type LineStore = ReturnType<typeof lineStore>;
