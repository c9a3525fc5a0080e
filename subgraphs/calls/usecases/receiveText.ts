import { countSegments } from '../../../platform/values/smsSegments';
import { conversationChanged, humanNeeded, messageAdded } from '../../../schema/events/calls';
import type { Context } from '../context';
import { close, hear, moreUrgent, type Conversation } from '../domain/conversation';
import { readLifeSafety } from '../domain/dispatch/readLifeSafety';
import { awaitHuman } from './awaitHuman';
import { enqueueTurn } from './enqueueTurn';
import { letGoHolds } from './sayAppointments';

/** A customer's text, as telephony tells of it; `keyword` where its whole body is one that Twilio answers itself. */
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
  await context.transaction(async (opened) => {
    const { conversations, work, say } = opened;
    const customer = await conversations.customerAt(text.from);
    const { conversation: found, opened: isNew } = await conversations.openFor(customer.id, text.lineId, now);
    let conversation = hear(found);
    const media = text.mediaUrls.map((url) => ({ url, contentType: 'application/octet-stream' }));
    const added = await conversations.addMessage({ conversationId: conversation.id, direction: 'INBOUND', sender: 'CUSTOMER', body: text.body, media, segments: countSegments(text.body), status: 'RECEIVED', twilioSid: text.messageSid, turn: conversation.turn });
    if (!added) return;
    // Whoever texts can be texted.
    if (customer.unreachableCode !== null) await conversations.changeCustomer(customer.id, { unreachableCode: null });

    const business = await work.business();
    const hazard = text.keyword === null ? readLifeSafety(text.body) : null;
    if (hazard) conversation.urgency = moreUrgent(conversation.urgency, 'EMERGENCY');
    const needHuman = (kind: 'LIFE_SAFETY' | 'TASK', reason: string) =>
      say(humanNeeded({ conversationId: conversation.id, callId: null, kind, reason, hazard, customerPhone: customer.phone, at: now.toISOString() }));
    if (hazard) await needHuman('LIFE_SAFETY', `Danger to life: ${hazard.replaceAll('_', ' ')}.`);
    else if (customer.optedOut && text.keyword === null) await needHuman('TASK', 'The customer writes, but has asked for no texts. Call them back.');

    if (text.keyword === null) {
      const answersByAi = business?.ai.enabled === true && conversation.handler === 'AI';
      if (!customer.optedOut && (answersByAi || isHazardOpen(found, hazard))) {
        const silenceMillis = hazard ? 0 : (business?.ai.silenceSeconds ?? 2) * 1000;
        await enqueueTurn(opened, { conversationId: conversation.id }, new Date(now.getTime() + silenceMillis));
      }
      if (!answersByAi) conversation = await awaitHuman(opened, conversation, now);
    }
    // Twilio answers STOP, START and HELP itself: no second confirmation, and no AI turn.
    if (text.keyword === 'STOP') await letGoHolds(opened, conversation.id, now);
    if (text.keyword === 'STOP') conversation = conversation.handler === 'AI' ? close(conversation, now) : { ...conversation, stage: 'CLOSED' };
    await conversations.save(conversation, now);
    await say(messageAdded({ messageId: added.id, conversationId: conversation.id, sender: 'CUSTOMER', at: now.toISOString(), firstReply: conversation.turn === 1 }));
    await say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened: isNew, at: now.toISOString() }));
  });
}

/** The fixed text for a hazard is owed even after an escalation, until a person has really come; one said just before may still be unanswered. */
function isHazardOpen(before: Conversation, hazard: string | null): boolean {
  return before.assigneeId === null && (hazard !== null || (before.handler === 'HUMAN' && before.turn > before.answeredTurn));
}
