import { messageFailed } from '../../../schema/events/telephony';
import type { Context } from '../context';
import type { OutboundMessage } from '../domain/message';
import { meetHindrance } from './recordHindrance';
import { recordFailed } from './recordTextOutcome';

/** Shown beside the text: not the carrier refused it, we could not hand it over. */
const reason = 'GIVEN_UP';

/** Sending a text has failed for good, by a fault of ours: it is told as failed, so that a person calls the customer; those behind it do not wait for it. */
export async function giveUpSending(context: Context, messageId: string): Promise<void> {
  await context.transaction(async (tx) => {
    const message = await tx.messages.lock(messageId);
    if (message?.status === 'QUEUED' || message?.status === 'SENDING') await recordFailed(context, tx, message, { code: null, reason });
  });
}

/** A text of a conversation could not even be taken over for sending. */
export async function giveUpQueueing(context: Context, text: Pick<OutboundMessage, 'purpose' | 'conversationId'> & { messageId: string }): Promise<void> {
  const { messageId, purpose, conversationId } = text;
  await context.transaction((tx) => tx.say(messageFailed({ messageId, purpose, conversationId, code: null, reason, beforeAcceptance: true, unreachable: null, blockedUntil: null })));
}

/** A warning to one of the business's own phones could not even be taken over for sending. Without a line in service none was lost: `queueText` tells of that. */
export async function giveUpNotice(context: Context, { to }: { to: string }): Promise<void> {
  await context.transaction(async (tx) => {
    const lineId = await tx.lines.firstId();
    if (lineId !== null) await meetHindrance(context, tx, { lineId, to }, 'WARNING_UNDELIVERED', null);
  });
}
