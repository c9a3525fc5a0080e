import { countSegments } from '../../../platform/values/smsSegments';
import { enqueueJob } from '../../../platform/jobs/jobs';
import { conversationChanged, humanNeeded, messageAdded } from '../../../schema/events/calls';
import type { Context } from '../context';
import { hear, moreUrgent } from '../domain/conversation';
import { readLifeSafety } from '../domain/dispatch/readLifeSafety';

export interface ReceivedText {
  messageSid: string;
  lineId: string;
  from: string;
  body: string;
  mediaUrls: string[];
  receivedAt: string;
  keyword: 'STOP' | 'START' | 'HELP' | null;
}

/**
 * A customer's text enters the thread; what is still unsent under the old turn is thereby dropped, and the AI's turn begins after the
 * silence. A hazard to life is seen here, before any turn and whoever has the conversation.
 */
export async function receiveText(context: Context, text: ReceivedText): Promise<void> {
  const now = context.now();
  await context.transaction(async ({ tx, conversations, work, say }) => {
    const customer = await conversations.customerAt(text.from);
    const { conversation: found, opened } = await conversations.openFor(customer.id, text.lineId, now);
    const conversation = hear(found);
    const media = text.mediaUrls.map((url) => ({ url, contentType: 'application/octet-stream' }));
    const added = await conversations.addMessage({ conversationId: conversation.id, direction: 'INBOUND', sender: 'CUSTOMER', body: text.body, media, segments: countSegments(text.body), status: 'RECEIVED', twilioSid: text.messageSid, turn: conversation.turn });
    if (!added) return;

    const business = await work.business();
    const hazard = text.keyword === null ? readLifeSafety(text.body) : null;
    if (hazard) {
      conversation.urgency = moreUrgent(conversation.urgency, 'EMERGENCY');
      await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'LIFE_SAFETY', reason: `Danger to life: ${hazard.replaceAll('_', ' ')}.`, hazard, customerPhone: customer.phone, at: now.toISOString() }));
    }
    // Twilio answers STOP, START and HELP itself: no second confirmation, and no AI turn. The fixed text for a hazard is owed even
    // after an escalation, until a person has really come.
    const unattended = conversation.assigneeId === null && hazard !== null;
    if (text.keyword === null && (business?.ai.enabled ?? false) && (conversation.handler === 'AI' || unattended)) {
      const silenceMillis = hazard ? 0 : (business?.ai.silenceSeconds ?? 2) * 1000;
      await enqueueJob(tx, { topic: 'calls.continueConversation', payload: { conversationId: conversation.id }, priority: 'high', runAt: new Date(now.getTime() + silenceMillis), replaceKey: conversation.id, serialKey: `calls.turn:${conversation.id}` });
    }
    if (conversation.handler === 'HUMAN') {
      const minutes = business?.ai.humanIdleMinutes ?? 30;
      await enqueueJob(tx, { topic: 'calls.remindHuman', payload: { conversationId: conversation.id, turn: conversation.turn }, runAt: new Date(now.getTime() + minutes * 60_000), replaceKey: conversation.id });
    }
    if (text.keyword === 'STOP') conversation.stage = 'CLOSED';
    await conversations.save(conversation, now);
    await say(messageAdded({ messageId: added.id, conversationId: conversation.id, sender: 'CUSTOMER', at: now.toISOString(), firstReply: conversation.turn === 1 }));
    await say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened, at: now.toISOString() }));
  });
}
