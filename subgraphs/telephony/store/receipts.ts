import type { Transaction } from '../../../platform/database/database';
import { forgetByParts, type Schedule } from '../../../platform/runtime/schedules';
import type { CarriedCall } from '../domain/call';
import { codesProvenByTwo } from '../domain/delivery';
import type { OutboundMessage } from '../domain/message';
import type { Receipt } from '../domain/webhook';
import { callFields, toCall, type CallRow } from './calls';
import { messageFields } from './messages';

export type ReceiptStore = ReturnType<typeof receiptStore>;

/** The receipt, as the first part of a statement; `$1` to `$4` are its own. */
const receipt = `receipt as (insert into telephony.webhook_receipts (tenant_id, key, idempotency_token, received_at) values ($1, $2, $3, $4) on conflict do nothing returning 1)`;

/**
 * Which webhooks have been taken in. Each is taken in by the statement that also reads what it is about, since round trips are what a webhook
 * costs. `first` is false where it was taken in before: then nothing but the receipt may be trusted to be news.
 */
export function receiptStore(tx: Transaction) {
  const { tenantId } = tx;
  const own = (taken: Receipt) => [tenantId, taken.key, taken.token, taken.receivedAt];
  return {
    /** With the call, locked until the transaction ends; null where none is known. */
    async takeWithCall(taken: Receipt, callSid: string): Promise<{ first: boolean; call: CarriedCall | null }> {
      const [row] = await tx.query<{ first: boolean } & ({ [Field in keyof CallRow]: null } | CallRow)>(
        `with ${receipt}, call as (select ${callFields} from telephony.calls where tenant_id = $1 and call_sid = $5 for update)
         select exists (select 1 from receipt) as first, call.* from (values (1)) one left join call on true`,
        [...own(taken), callSid],
      );
      const { first, ...call } = row as NonNullable<typeof row>;
      return { first, call: call.callSid === null ? null : toCall(call as CallRow) };
    },
    /** Makes the call with it, where it is the first of its kind; `isNew` is false where the call is known already. */
    async takeWithNewCall(taken: Receipt, call: Omit<CarriedCall, 'progress'>): Promise<{ first: boolean; isNew: boolean }> {
      const [row] = await tx.query<{ first: boolean; isNew: boolean }>(
        `with ${receipt}, made as (
           insert into telephony.calls (tenant_id, call_sid, line_id, caller, called, screening, own_number, started_at)
           select $1, $5, $6, $7, $8, $9, $10, $11 from receipt on conflict do nothing returning 1)
         select exists (select 1 from receipt) as first, exists (select 1 from made) as "isNew"`,
        [...own(taken), call.callSid, call.lineId, call.caller, call.called, call.screening, call.ownNumber, call.startedAt],
      );
      return row as NonNullable<typeof row>;
    },
    /** With the text of ours that it is about, by our id where the webhook has it, locked until the transaction ends. */
    async takeWithMessage(taken: Receipt, by: { messageId: string | null; messageSid: string }): Promise<{ first: boolean; message: OutboundMessage | null }> {
      const [row] = await tx.query<{ first: boolean } & ({ id: null } | OutboundMessage)>(
        `with ${receipt}, message as (select ${messageFields} from telephony.messages where tenant_id = $1 and ${by.messageId === null ? 'twilio_sid = $5' : 'id = $5'} for update)
         select exists (select 1 from receipt) as first, message.* from (values (1)) one left join message on true`,
        [...own(taken), by.messageId ?? by.messageSid],
      );
      const { first, ...message } = row as NonNullable<typeof row>;
      return { first, message: message.id === null ? null : (message as OutboundMessage) };
    },
    /** With the sender, who can evidently be reached, whatever failed before, and whether that number is opted out. */
    async takeWithSender(taken: Receipt, phone: string): Promise<{ first: boolean; optedOut: boolean }> {
      const [row] = await tx.query<{ first: boolean; optedOut: boolean }>(
        // Messages are locked before numbers, as by whoever records a failure: the delete asks for the update's end.
        `with ${receipt}, disproven as (
           update telephony.messages set error_code = null
           where tenant_id = $1 and recipient = $5 and replaced_sids <> '{}' and error_code = any($6) and status in ('QUEUED', 'SENDING', 'ACCEPTED', 'SENT') and exists (select 1 from receipt) returning 1),
         reached as (delete from telephony.unreachable_numbers where tenant_id = $1 and phone = $5 and exists (select 1 from receipt) and (select count(*) from disproven) >= 0)
         select exists (select 1 from receipt) as first, exists (select 1 from telephony.opt_outs where tenant_id = $1 and phone = $5 and opted_in_at is null) as "optedOut"`,
        [...own(taken), phone, codesProvenByTwo],
      );
      return row as NonNullable<typeof row>;
    },
  };
}

/** Twilio repeats a webhook within minutes; what was kept on disk in a long outage comes within days. Every hour. */
export const forgetReceipts: Schedule = {
  name: 'telephony.forgetReceipts',
  everyMinutes: 60,
  run: (database) => forgetByParts(database, `select telephony.forget_receipts(clock_timestamp() - interval '30 days', $1) as gone`),
};
