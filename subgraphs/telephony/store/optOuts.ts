import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../../platform/database/database';
import type { Page } from '../../../platform/graphql/pagination';
import type { OptOut } from '../domain/line';

export type OptOutStore = ReturnType<typeof optOutStore>;
export type OptOutSource = 'KEYWORD' | 'WORDS' | 'CARRIER';

/** Of the row there is, which keeps when STOP and START were last said, in whatever order they are applied; its id changes with its standing. */
const isOut = 'opt_outs.opted_in_at is null';

/** Numbers that asked this business for no more texts, and numbers that no text reaches. */
export function optOutStore(tx: Transaction) {
  const { tenantId } = tx;
  return {
    /** Those of the numbers that are opted out. */
    async among(phones: readonly string[]): Promise<Set<string>> {
      const rows = await tx.query<{ phone: string }>(`select phone from telephony.opt_outs where tenant_id = $1 and phone = any($2) and opted_in_at is null`, [tenantId, phones]);
      return new Set(rows.map((row) => row.phone));
    },
    /** Answers whether that changed anything: what was said before a later START does not, nor does a STOP after a STOP; but the later one counts against a START between them. */
    async optOut(phone: string, source: OptOutSource, at: Date): Promise<boolean> {
      const [row] = await tx.query<{ isNews: boolean }>(
        `insert into telephony.opt_outs (tenant_id, phone, source, opted_out_at, id) values ($1, $2, $3, $4, $5)
         on conflict (tenant_id, phone) do update set opted_out_at = excluded.opted_out_at, opted_in_at = null,
           id = case when ${isOut} then opt_outs.id else excluded.id end, source = case when ${isOut} then opt_outs.source else excluded.source end
         where coalesce(opt_outs.opted_in_at, opt_outs.opted_out_at) <= excluded.opted_out_at returning id = $5 as "isNews"`,
        [tenantId, phone, source, at, randomUUID()],
      );
      return row?.isNews ?? false;
    },
    /** Answers whether that changed anything: what was said before a later STOP does not. The time is kept of a number that is not out, too: an earlier STOP may come yet. */
    async optIn(phone: string, at: Date): Promise<boolean> {
      const [row] = await tx.query<{ isNews: boolean }>(
        `insert into telephony.opt_outs (tenant_id, phone, source, opted_out_at, opted_in_at, id) values ($1, $2, 'KEYWORD', '-infinity', $3, $4)
         on conflict (tenant_id, phone) do update set opted_in_at = excluded.opted_in_at, id = case when ${isOut} then excluded.id else opt_outs.id end
         where coalesce(opt_outs.opted_in_at, opt_outs.opted_out_at) < excluded.opted_in_at returning id = $4 and opted_out_at > '-infinity' as "isNews"`,
        [tenantId, phone, at, randomUUID()],
      );
      return row?.isNews ?? false;
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
