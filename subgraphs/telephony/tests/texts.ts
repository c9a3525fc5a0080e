import { randomUUID } from 'node:crypto';
import { messageQueued } from '../../../schema/events/calls';
import { eventually } from '../../../tests/harness/eventually';
import type { Business, World } from './world';

type Queued = Parameters<typeof messageQueued>[0];
/** The two ways by which the carrier names an error: its answer to us, and a callback after it took the text. */
export type Door = 'answer' | 'callback';
const doors = { answer: (code: number) => ({ refuseCode: code }), callback: (code: number) => ({ delivery: 'undelivered', errorCode: code }) };

let phones = 0;
/** A customer's number that no other test of the file has had. */
export const newPhone = () => `+1415555${String(1000 + (phones += 1))}`;

/** Has a text to send; answers its id. */
export async function queue(business: Business, to: string, changes: Partial<Queued> = {}): Promise<string> {
  const message: Queued = { messageId: randomUUID(), conversationId: randomUUID(), lineId: business.lineId, to, body: `Hello ${to}`, purpose: 'MISSED_CALL', ownership: 1, validitySeconds: 300, ...changes };
  await business.say(messageQueued(message));
  return message.messageId;
}

/** Waits until the text, once tried, is to be tried again that long after at least. */
export async function putOff(business: Business, messageId: string, seconds: number, status: 'QUEUED' | 'SENDING' = 'QUEUED'): Promise<void> {
  const later = `select 1 as one from platform.jobs j join telephony.messages m on m.tenant_id = j.tenant_id and m.id::text = j.payload->>'messageId'
    where j.tenant_id = $1 and m.id = $2 and m.status = $4 and j.lease is null and j.run_at >= m.sending_at + make_interval(secs => $3)`;
  await eventually(async () => (await business.query(later, [business.tenantId, messageId, seconds, status])).length > 0, 'a text put off');
}

/** What is asked of the simulator, and of the clock. */
export function textsOf(world: () => World) {
  return {
    textsTo: async (phone: string) => (await world().control('GET', `/outbox?to=${encodeURIComponent(phone)}`)) as { sid: string; accountSid: string; body: string; statusCallback: string; validitySeconds: number | null }[],
    phoneFails: (phone: string, door: Door, code: number) => world().control('PUT', `/phones/${encodeURIComponent(phone)}`, doors[door](code)),
    phoneHeals: (phone: string) => world().control('DELETE', `/phones/${encodeURIComponent(phone)}`),
    /** Lets the time come for which the text was put off. */
    async timeComes(business: Business, messageId: string): Promise<void> {
      await world().database.transaction(business.tenantId, async (tx) => {
        await tx.query(`update telephony.lines set next_send_at = '-infinity' where tenant_id = $1`, [business.tenantId]);
        await tx.query(`update telephony.messages set sending_at = sending_at - interval '10 seconds' where tenant_id = $1 and id = $2 and status = 'SENDING'`, [business.tenantId, messageId]);
        await tx.query(`update platform.jobs set run_at = now() where tenant_id = $1 and payload->>'messageId' = $2`, [business.tenantId, messageId]);
        tx.wakes('jobs');
      });
    },
  };
}
