import type { Database, Transaction } from '../../../platform/database/database';
import type { Page } from '../../../platform/graphql/pagination';
import { digitsOf } from '../../../platform/values/phoneNumber';
import type { Screening } from '../domain/forwarding';
import type { SealedAccount } from '../domain/account';
import type { CalledLine, Line, LineStatus, SendingLine } from '../domain/line';

export type LineStore = ReturnType<typeof lineStore>;

const fields = `id, number, label, status, capabilities, created_at as "createdAt"`;

/** Of a line with its account. */
const account = `case when account_sid is not null then json_build_object('sid', account_sid, 'sealedTokens', sealed_tokens) end as account`;

/** A number to be put into service. `accountSid` null: the environment's account carries it. */
export interface NewLine {
  id: string;
  number: string;
  label: string | null;
  forwardTargets: readonly string[];
  timeoutSeconds: number;
  screening: Screening;
  segmentsPerSecond: number;
  accountSid: string | null;
}

/** The business's own numbers. */
export function lineStore(tx: Transaction) {
  const { tenantId } = tx;
  return {
    async byIds(ids: readonly string[]): Promise<Line[]> {
      return tx.query<Line>(`select ${fields} from telephony.lines where tenant_id = $1 and id = any($2::uuid[])`, [tenantId, ids]);
    },
    /** False where its id or its number is there already, with whomever. */
    async add(line: NewLine): Promise<boolean> {
      const added = await tx.query(
        `insert into telephony.lines (tenant_id, id, number, label, forward_targets, timeout_seconds, screening, segments_per_second, account_sid) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict do nothing returning 1 as one`,
        [tenantId, line.id, line.number, line.label, line.forwardTargets, line.timeoutSeconds, line.screening, line.segmentsPerSecond, line.accountSid],
      );
      return added.length > 0;
    },
    /** Newest first. */
    async page(page: Page, filter: LineFilter): Promise<Line[]> {
      return tx.query<Line>(
        `select ${fields} from telephony.lines where ${matching} and ($5::timestamptz is null or (created_at, id) < ($5, $6::uuid)) order by created_at desc, id desc limit $7`,
        [...filterParameters(tenantId, filter), page.after?.at ?? null, page.after?.id ?? null, page.limit],
      );
    },
    async count(filter: LineFilter): Promise<number> {
      const [row] = await tx.query<{ count: number }>(`select count(*)::int as count from telephony.lines where ${matching}`, filterParameters(tenantId, filter));
      return row?.count ?? 0;
    },
    /** The oldest line in service; from it the business's own people are texted. */
    async firstId(): Promise<string | null> {
      const [row] = await tx.query<{ id: string }>(`select id from telephony.lines where tenant_id = $1 and status = 'ACTIVE' order by created_at, id limit 1`, [tenantId]);
      return row?.id ?? null;
    },
    /** Gives every line the forwarding; answers the lines that it changed. */
    async forwardAll(forwarding: { targets: readonly string[]; timeoutSeconds: number; screening: Screening }): Promise<Line[]> {
      return tx.query<Line>(
        `update telephony.lines set forward_targets = $2, timeout_seconds = $3, screening = $4
         where tenant_id = $1 and status <> 'RELEASED' and (forward_targets, timeout_seconds, screening) is distinct from ($2::text[], $3::int, $4::text) returning ${fields}`,
        [tenantId, forwarding.targets, forwarding.timeoutSeconds, forwarding.screening],
      );
    },
    /** Locks the line that a text goes out from: its sends pass one by one. */
    async lockForSending(messageId: string): Promise<SendingLine | null> {
      const [row] = await tx.query<SendingLine>(
        `select number, segments_per_second as "segmentsPerSecond", greatest(next_send_at, 'epoch') as "nextSendAt", blocked_until as "blockedUntil", blocked_code as "blockedCode", ${account}
         from telephony.lines left join telephony.accounts using (tenant_id, account_sid) where tenant_id = $1 and id = (select line_id from telephony.messages where tenant_id = $1 and id = $2) and status = 'ACTIVE' for update of lines`,
        [tenantId, messageId],
      );
      return row ?? null;
    },
    /** The account that carries the line; null: the environment's. */
    async accountOf(id: string): Promise<SealedAccount | null> {
      const [row] = await tx.query<{ account: SealedAccount | null }>(`select ${account} from telephony.lines left join telephony.accounts using (tenant_id, account_sid) where tenant_id = $1 and id = $2`, [tenantId, id]);
      return row?.account ?? null;
    },
    setNextSend(id: string, at: Date): void {
      tx.execute(`update telephony.lines set next_send_at = $3 where tenant_id = $1 and id = $2`, [tenantId, id, at]);
    },
    /** Nothing goes out of the line before then. */
    pause(id: string, until: Date): void {
      tx.execute(`update telephony.lines set next_send_at = greatest(next_send_at, $3) where tenant_id = $1 and id = $2`, [tenantId, id, until]);
    },
    /** Stops all sending of the business until then: its registration is missing (twilio.md 24). */
    blockAll(code: number, until: Date): void {
      tx.execute(`update telephony.lines set blocked_code = $2, blocked_until = $3 where tenant_id = $1`, [tenantId, code, until]);
    },
  };
}

export interface LineFilter {
  status: readonly LineStatus[] | null;
  search: string | null;
}

const matching = `tenant_id = $1 and ($2::text[] is null or status = any($2)) and ($3::text is null or strpos(lower(number || ' ' || coalesce(label, '')), lower($3)) > 0 or strpos(number, $4) > 0)`;

function filterParameters(tenantId: string | null, filter: LineFilter): unknown[] {
  return [tenantId, filter.status?.length ? filter.status : null, filter.search, filter.search && digitsOf(filter.search)];
}

/** Lines of whatever tenant: by number, by a known call, or all of them. */
export async function findLines(database: Pick<Database, 'statement'>, by: { number: string } | { callSid: string } | 'all'): Promise<CalledLine[]> {
  const [number, callSid] = by === 'all' ? [null, null] : 'number' in by ? [by.number, null] : [null, by.callSid];
  return database.statement<CalledLine>(
    `select tenant_id as "tenantId", line_id as "lineId", number, label, forward_targets as targets, timeout_seconds as "timeoutSeconds", screening, ${account} from telephony.find_line($1, $2)`,
    [number, callSid],
  );
}
