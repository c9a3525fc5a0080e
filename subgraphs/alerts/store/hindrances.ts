import type { Transaction } from '../../../platform/database/database';
import type { Hindrances } from '../context';

/** When each hindrance of one tenant's texts was last met, and last over. */
export function createHindrances(tx: Transaction): Hindrances {
  const note = async (column: 'met_at' | 'over_at', subject: string, at: Date) => {
    const [row] = await tx.query<{ isOver: boolean }>(
      `insert into alerts.hindrances as known (tenant_id, subject, ${column}) values ($1, $2, $3)
       on conflict (tenant_id, subject) do update set ${column} = greatest(known.${column}, excluded.${column}) returning coalesce(over_at >= met_at, met_at is null) as "isOver"`,
      [tx.tenantId, subject, at],
    );
    return row?.isOver === true;
  };
  return { met: (subject, at) => note('met_at', subject, at), over: (subject, at) => note('over_at', subject, at) };
}
