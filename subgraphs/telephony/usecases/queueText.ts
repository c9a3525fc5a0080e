import type { NewJob } from '../../../platform/jobs/jobs';
import { sendingHindered } from '../../../schema/events/telephony';
import type { Context } from '../context';
import { isUrgent, queueOf, type NewMessage } from '../domain/message';
import { sendTextJob } from './ownJobs';

/** Takes a text over for sending, once for its id. What the machine writes in a conversation goes in its order, and what a person does. Where the business has no line to send from, somebody there is to know. */
export async function queueText(context: Context, text: Omit<NewMessage, 'lineId'> & { lineId: string | null }): Promise<void> {
  await context.transaction(async (tx) => {
    const lineId = text.lineId ?? (await tx.lines.firstId());
    if (!lineId) return tx.say(sendingHindered({ lineId: null, number: null, reason: 'NO_LINE', code: null, at: context.now().toISOString() }));
    tx.messages.add({ ...text, lineId });
    // Of a text that was taken over before, the job finds nothing to do.
    await tx.enqueue(sendJob(text));
  });
}

/** The job that sends a text: one for each text, those of one queue one after the other. */
export function sendJob(text: Pick<NewMessage, 'id' | 'conversationId' | 'purpose'>): NewJob {
  const serialKey = `${sendTextJob.topic}:${queueOf(text)}`;
  return sendTextJob({ messageId: text.id }, { priority: isUrgent(text.purpose) ? 'critical' : 'high', replaceKey: text.id, serialKey });
}
