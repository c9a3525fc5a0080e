import type { Transaction } from '../../../platform/database/database';
import { countSegmentsSent } from '../../../platform/values/smartEncoding';
import { rankOf, rankOfRest, ranks, type MessageChanges, type NewMessage, type OutboundMessage } from '../domain/message';

export type MessageStore = ReturnType<typeof messageStore>;

/** A message's columns as `OutboundMessage` names them. */
export const messageFields = `id, conversation_id as "conversationId", line_id as "lineId", recipient as "to", body, segments, purpose, ownership, validity_seconds as "validitySeconds", status,
  twilio_sid as "twilioSid", replaced_sids as "replacedSids", attempts, error_code as "errorCode", correlation_id as "correlationId", queued_at as "queuedAt", claimed_at as "claimedAt", sending_at as "sendingAt", due_at as "dueAt",
  exists (select from telephony.hindrances hindered where (hindered.tenant_id, hindered.line_id) = (messages.tenant_id, messages.line_id)) as hindered`;
/** As `rankOf`. */
const rankSql = `case purpose ${Object.entries(ranks).map(([purpose, rank]) => `when '${purpose}' then ${rank}`).join(' ')} else ${rankOfRest} end`;
const columns: Record<keyof MessageChanges, string> = {
  status: 'status',
  twilioSid: 'twilio_sid',
  replacedSids: 'replaced_sids',
  attempts: 'attempts',
  claimedAt: 'claimed_at',
  sendingAt: 'sending_at',
  dueAt: 'due_at',
  looksAt: 'looks_at',
  errorCode: 'error_code',
  reason: 'reason',
};

/**
 * Texts to customers and to the business's own people.
 * @param correlationId kept with those that are added
 */
export function messageStore(tx: Transaction, correlationId: string | null = null) {
  const { tenantId } = tx;
  return {
    /** Once for its id. */
    add(message: NewMessage): void {
      tx.execute(
        `insert into telephony.messages (tenant_id, id, conversation_id, line_id, recipient, body, segments, purpose, ownership, validity_seconds, queued_at, correlation_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`,
        [tenantId, message.id, message.conversationId, message.lineId, message.to, message.body, countSegmentsSent(message.body), message.purpose, message.ownership, message.validitySeconds, message.queuedAt, correlationId],
      );
    },
    /** Locks the message until the transaction ends. */
    async lock(id: string): Promise<OutboundMessage | null> {
      const [row] = await tx.query<OutboundMessage>(`select ${messageFields} from telephony.messages where tenant_id = $1 and id = $2 for update`, [tenantId, id]);
      return row ?? null;
    },
    change(id: string, changes: MessageChanges): void {
      const entries = Object.entries(changes) as [keyof MessageChanges, unknown][];
      const sets = entries.map(([name], index) => `${columns[name]} = $${index + 3}`).join(', ');
      tx.execute(`update telephony.messages set ${sets} where tenant_id = $1 and id = $2`, [tenantId, id, ...entries.map(([, value]) => value)]);
    },
    /** Those of the carrier's sids, of texts to the number, that stand on a message of ours already. */
    async knownSids(to: string, sids: readonly string[]): Promise<Set<string>> {
      const rows = await tx.query<{ sid: string }>(
        `select twilio_sid as sid from telephony.messages where tenant_id = $1 and twilio_sid = any($2)
         union all select unnest(replaced_sids) from telephony.messages where tenant_id = $1 and recipient = $3 and replaced_sids <> '{}' and replaced_sids && $2::text[]`,
        [tenantId, sids, to],
      );
      return new Set(rows.map((row) => row.sid));
    },
    /** Segments of the line's waiting texts that go first: those of a lower rank, then the older ones. None that is put off, nor one that was to look before `lookingAfter`. */
    async segmentsAhead(message: OutboundMessage, lookingAfter: Date): Promise<number> {
      const [row] = await tx.query<{ ahead: number }>(
        `select coalesce(sum(segments), 0)::int as ahead from telephony.messages
         where tenant_id = $1 and line_id = $2 and status = 'QUEUED' and id <> $3
           and due_at <= clock_timestamp() and greatest(due_at, looks_at) > $6 and (${rankSql}, queued_at, id) < ($4::int, $5::timestamptz, $3::uuid)`,
        [tenantId, message.lineId, message.id, rankOf(message.purpose), message.queuedAt, lookingAfter],
      );
      return row?.ahead ?? 0;
    },
    /** Segments of the line's waiting texts of a lower rank that have come due since then. */
    async segmentsBefore(message: OutboundMessage, dueAfter: Date): Promise<number> {
      const [row] = await tx.query<{ segments: number }>(
        `select coalesce(sum(segments), 0)::int as segments from telephony.messages
         where tenant_id = $1 and line_id = $2 and status = 'QUEUED' and ${rankSql} < $4::int and due_at > $3 and due_at <= clock_timestamp()`,
        [tenantId, message.lineId, dueAfter, rankOf(message.purpose)],
      );
      return row?.segments ?? 0;
    },
    /** Asks the conversation's owner whether the text may still go out, locking the conversation (schema/sql/calls.sql). Asked before every try. */
    async claim(id: string, ownership: number): Promise<boolean> {
      const [row] = await tx.query<{ claimed: boolean }>(`select calls.claim_message($1::uuid, $2::int) as claimed`, [id, ownership]);
      return row?.claimed === true;
    },
  };
}
