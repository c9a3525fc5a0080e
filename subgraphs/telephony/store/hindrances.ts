import type { Transaction } from '../../../platform/database/database';
import type { Hindrance, LineHindrance } from '../domain/hindrance';

export type HindranceStore = ReturnType<typeof hindranceStore>;

/** What hinders the texts of the business's numbers, while it does. */
export function hindranceStore(tx: Transaction) {
  const { tenantId } = tx;
  return {
    /** The carrier has said so. */
    met({ lineId, reason, region }: LineHindrance, at: Date): void {
      tx.execute(
        `insert into telephony.hindrances (tenant_id, line_id, reason, region, met_at) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, line_id, reason, region) do update set met_at = greatest(hindrances.met_at, excluded.met_at), disproven_at = null`,
        [tenantId, lineId, reason, region, at],
      );
    },
    /** Those of the reasons and regions that were last met before `since` and had not been disproven yet: they are now. */
    async disprove(lineId: string, reasons: readonly Hindrance[], regions: readonly string[], since: Date): Promise<(LineHindrance & { metAt: Date })[]> {
      return tx.query(
        `update telephony.hindrances set disproven_at = clock_timestamp()
         where tenant_id = $1 and line_id = $2 and reason = any($3) and region = any($4) and met_at < $5 and disproven_at is null
         returning line_id as "lineId", reason, region, met_at as "metAt"`,
        [tenantId, lineId, reasons, regions, since],
      );
    },
    /** When the hindrance was last met, locked until the transaction ends; null unless it has been disproven since. */
    async lockDisproven({ lineId, reason, region }: LineHindrance): Promise<Date | null> {
      const [row] = await tx.query<{ metAt: Date }>(
        `select met_at as "metAt" from telephony.hindrances where tenant_id = $1 and line_id = $2 and reason = $3 and region = $4 and disproven_at is not null for update`,
        [tenantId, lineId, reason, region],
      );
      return row?.metAt ?? null;
    },
    /** Those of that reason are over for every line that the account carries. Answers the lines. */
    async endOfAccount(accountSid: string, reason: Hindrance): Promise<{ lineId: string; number: string }[]> {
      return tx.query(
        `delete from telephony.hindrances h using telephony.lines l where h.tenant_id = $1 and l.tenant_id = $1 and l.id = h.line_id and l.account_sid = $2 and h.reason = $3 returning l.id as "lineId", l.number`,
        [tenantId, accountSid, reason],
      );
    },
    /** The hindrance is over. Answers whether the line has none of that reason any more, elsewhere either. */
    async end({ lineId, reason, region }: LineHindrance): Promise<boolean> {
      tx.execute(`delete from telephony.hindrances where tenant_id = $1 and line_id = $2 and reason = $3 and region = $4`, [tenantId, lineId, reason, region]);
      return (await tx.query(`select 1 as one from telephony.hindrances where tenant_id = $1 and line_id = $2 and reason = $3 limit 1`, [tenantId, lineId, reason])).length === 0;
    },
  };
}
