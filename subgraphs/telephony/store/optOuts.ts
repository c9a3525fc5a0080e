import type { Transaction } from '../../../platform/database/database';
import type { Page } from '../../../platform/graphql/pagination';
import type { OptOut } from '../domain/line';

export type OptOutStore = ReturnType<typeof optOutStore>;
export type OptOutSource = 'KEYWORD' | 'WORDS' | 'CARRIER';

/** Numbers that asked this business for no more texts, and numbers that no text reaches. */
export function optOutStore(tx: Transaction) {
  const { tenantId } = tx;
  return {
    /** Those of the numbers that are opted out. */
    async among(phones: readonly string[]): Promise<Set<string>> {
      const rows = await tx.query<{ phone: string }>(`select phone from telephony.opt_outs where tenant_id = $1 and phone = any($2) and opted_in_at is null`, [tenantId, phones]);
      return new Set(rows.map((row) => row.phone));
    },
    /** Answers whether that changed anything: what was said before a later START does not. */
    async optOut(phone: string, source: OptOutSource, at: Date): Promise<boolean> {
      const rows = await tx.query(
        `insert into telephony.opt_outs (tenant_id, phone, source, opted_out_at) values ($1, $2, $3, $4)
         on conflict (tenant_id, phone) do update set id = gen_random_uuid(), source = excluded.source, opted_out_at = excluded.opted_out_at, opted_in_at = null
         where opt_outs.opted_in_at <= excluded.opted_out_at returning 1 as one`,
        [tenantId, phone, source, at],
      );
      return rows.length > 0;
    },
    /** Answers whether that changed anything: what was said before a later STOP does not. */
    async optIn(phone: string, at: Date): Promise<boolean> {
      const rows = await tx.query(`update telephony.opt_outs set opted_in_at = $3 where tenant_id = $1 and phone = $2 and opted_in_at is null and opted_out_at <= $3 returning 1 as one`, [tenantId, phone, at]);
      return rows.length > 0;
    },
    /** Newest first. */
    async page(page: Page): Promise<OptOut[]> {
      return tx.query<OptOut>(
        `select id, phone, opted_out_at as "optedOutAt" from telephony.opt_outs
         where tenant_id = $1 and opted_in_at is null and ($2::timestamptz is null or (opted_out_at, id) < ($2, $3::uuid)) order by opted_out_at desc, id desc limit $4`,
        [tenantId, page.after?.at ?? null, page.after?.id ?? null, page.limit],
      );
    },
    async count(): Promise<number> {
      const [row] = await tx.query<{ count: number }>(`select count(*)::int as count from telephony.opt_outs where tenant_id = $1 and opted_in_at is null`, [tenantId]);
      return row?.count ?? 0;
    },
    markUnreachable(phone: string, code: number, at: Date): void {
      tx.execute(
        `insert into telephony.unreachable_numbers (tenant_id, phone, code, since) values ($1, $2, $3, $4) on conflict (tenant_id, phone) do update set code = excluded.code`,
        [tenantId, phone, code, at],
      );
    },
    /** Whether the number is opted out, and the code with which texts to it failed for good; null while none did. */
    async standingOf(phone: string): Promise<{ optedOut: boolean; unreachableCode: number | null }> {
      const [row] = await tx.query<{ optedOut: boolean; unreachableCode: number | null }>(
        `select exists (select from telephony.opt_outs where tenant_id = $1 and phone = $2 and opted_in_at is null) as "optedOut",
           (select code from telephony.unreachable_numbers where tenant_id = $1 and phone = $2) as "unreachableCode"`,
        [tenantId, phone],
      );
      return row as NonNullable<typeof row>;
    },
  };
}
