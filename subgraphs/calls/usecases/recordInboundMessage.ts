import { countSegments } from '../../../platform/values/smsSegments';
import { conversationChanged, humanNeeded, messageAdded } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import { close, hear, type Conversation } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import { hazardIn } from '../domain/danger';
import type { Message } from '../domain/message';
import { awaitHuman } from './awaitHuman';
import { enqueueTurn } from './enqueueTurn';
import { optedOutWithVisit } from './heedOptOut';
import { joinConversation } from './joinConversation';
import { letGoHolds } from './sayAppointments';
import { warnOfDanger } from './warnOfDanger';

/** A customer's text, as telephony tells of it; `keyword` where its whole body is one that Twilio answers itself. */
export interface InboundMessage {
  messageSid: string;
  lineId: string;
  from: string;
  body: string;
  media: Message['media'];
  receivedAt: string;
  keyword: 'STOP' | 'START' | 'HELP' | null;
}

/**
 * A customer's text enters the thread; what is still unsent under the old turn is thereby dropped, and the AI's turn begins after the
 * silence. A hazard to life is seen here, before any turn and whoever has the conversation.
 */
export async function recordInboundMessage(context: Context, text: InboundMessage): Promise<void> {
  const now = context.now();
  await context.transaction(async (opened) => {
    const { appointments, businesses, conversations, customers, messages, say } = opened;
    const customer = await customers.at(text.from);
    const { conversation: found, isNew } = await joinConversation(opened, customer.id, text.lineId, now);
    let conversation = hear(found);
    const added = await messages.add({ conversationId: conversation.id, direction: 'INBOUND', sender: 'CUSTOMER', body: text.body, media: text.media, segments: countSegments(text.body), status: 'RECEIVED', twilioSid: text.messageSid, turn: conversation.turn });
    if (!added) return;
    // Whoever texts can be texted.
    if (customer.unreachable !== null) await customers.change(customer.id, { unreachable: null, unreachableCode: null });

    await say(messageAdded({ messageId: added.id, conversationId: conversation.id, sender: 'CUSTOMER', at: now.toISOString(), firstReply: conversation.turn === 1 }));

    const business = await businesses.settingsToDecide();
    const hazard = text.keyword === null ? hazardIn(text.body, business.trades) : null;
    if (hazard) conversation = await warnOfDanger(opened, { conversation, customer, business, hazard }, now);
    else if (text.keyword === null) {
      const answersByAi = business.ai.enabled && conversation.handler === 'AI';
      if (customer.optedOut) await needHuman(opened, conversation, customer, 'The customer writes, but has asked for no texts. Call them back.', now);
      else if (answersByAi) await enqueueTurn(opened, { conversationId: conversation.id }, new Date(now.getTime() + business.ai.silenceSeconds * 1000));
      if (!answersByAi) conversation = await awaitHuman(opened, conversation, now);
    }
    // Twilio answers STOP, START and HELP itself: no second confirmation, and no AI turn.
    if (text.keyword === 'STOP') {
      await letGoHolds(opened, conversation.id, now);
      // CANCEL opts out; whether it was meant for the visit, too, a person has to ask.
      if ((await appointments.visitsToCome(customer.id, now)).length > 0) await needHuman(opened, conversation, customer, optedOutWithVisit, now);
      conversation = conversation.handler === 'AI' ? close(conversation, now) : { ...conversation, stage: 'CLOSED' };
    }
    await conversations.save(conversation, now);
    await say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened: isNew, at: now.toISOString() }));
  });
}

async function needHuman({ say }: Work, conversation: Conversation, customer: Customer, reason: string, now: Date): Promise<void> {
  await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'TASK', reason, hazard: null, customerPhone: customer.phone, at: now.toISOString() }));
}
