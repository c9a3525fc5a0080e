import type { Transaction } from '../../../platform/database/database';
import type { Conversation } from '../domain/conversation';
import type { Message } from '../domain/message';
import { rowsOf } from './rows';

/** A message to be kept; what is left out is null, and the id a new one. */
export type NewMessage = Pick<Message, 'conversationId' | 'direction' | 'sender' | 'body' | 'segments' | 'status'> &
  Partial<Pick<Message, 'id' | 'callId' | 'authorId' | 'media' | 'purpose' | 'ownership' | 'turn' | 'offeredSlots' | 'receivedAt'>> & { twilioSid?: string };

/** The columns, and what stands in them. */
const inserting = `insert into calls.messages (tenant_id, id, conversation_id, call_id, direction, sender, author_id, body, media, segments, status, twilio_sid, purpose, ownership, turn, offered_slots, received_at)
  values ($1, coalesce($2, gen_random_uuid()), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;

/** The texts of the conversations, within one transaction. */
export function messageStore(tx: Transaction) {
  const { one, many } = rowsOf(tx);
  const valuesOf = (m: NewMessage) => [
    tx.tenantId, m.id ?? null, m.conversationId, m.callId ?? null, m.direction, m.sender, m.authorId ?? null, m.body, JSON.stringify(m.media ?? []), m.segments, m.status,
    m.twilioSid ?? null, m.purpose ?? null, m.ownership ?? 0, m.turn ?? 0, JSON.stringify(m.offeredSlots ?? []), m.receivedAt ?? null,
  ];
  return {
    byId: (id: string): Promise<Message | null> => one(`select * from calls.messages where tenant_id = $1 and id = $2`, [tx.tenantId, id]),
    /** The newest messages that were said or still will be, oldest first: what the machine wrote under an older hand, or replied to an older turn, will be dropped (calls.claim_message). */
    async history({ id, turn, ownership }: Pick<Conversation, 'id' | 'turn' | 'ownership'>, atMost: number): Promise<Message[]> {
      const rows = await many<Message>(
        `select * from calls.messages where tenant_id = $1 and conversation_id = $2 and status <> 'DROPPED'
           and not (status = 'QUEUED' and coalesce(purpose, '') not in ('HUMAN', 'SAFETY') and (ownership <> $5 or purpose = 'REPLY' and turn <> $4)) order by created_at desc, id desc limit $3`,
        [tx.tenantId, id, atMost, turn, ownership],
      );
      return rows.reverse();
    },
    /** Null when a message of this Twilio sid is there already. */
    add: (m: NewMessage): Promise<{ id: string; createdAt: Date } | null> => one(`${inserting} on conflict do nothing returning id, created_at`, valuesOf(m)),
    /** The same of a message that is new for certain. */
    put: (m: NewMessage): void => tx.execute(inserting, valuesOf(m)),
    /** Moves a message's delivery state on, and answers which it was; null where it stands there already or further, or is none of a thread. */
    advance: (id: string, status: string, from: readonly string[], change: { twilioSid?: string; errorCode?: number | null } = {}): Promise<{ was: string; conversationId: string } | null> =>
      one(
        `update calls.messages m set status = $3, twilio_sid = coalesce($4, m.twilio_sid), error_code = coalesce($5, m.error_code)
         from (select id, status as was from calls.messages where tenant_id = $1 and id = $2 and status = any($6) for update) before where m.tenant_id = $1 and m.id = before.id returning was, conversation_id`,
        [tx.tenantId, id, status, change.twilioSid ?? null, change.errorCode ?? null, from],
      ),
  };
}

export type MessageStore = ReturnType<typeof messageStore>;
