import { countSegments } from '../../../platform/values/smsSegments';
import { conversationChanged, humanNeeded, messageAdded } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Context, Work } from '../context';
import { close, hear, hearAside, type Conversation } from '../domain/conversation';
import type { Customer, CustomerAtNumber } from '../domain/customer';
import { asksForNoTexts, hazardIn, jobNamed } from '../domain/heard';
import { leadHeard } from '../domain/lead';
import type { Message } from '../domain/message';
import { awaitHuman } from './awaitHuman';
import { enqueueTurn } from './enqueueTurn';
import { heedOptOut, wroteKeywordWithVisit } from './heedOptOut';
import { joinConversation } from './joinConversation';
import { keepLead } from './keepLead';
import { letGoHolds } from './letGoHolds';
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
    const { conversation: found, isNew } = await joinConversation(opened, customer, text.lineId, now);
    // HELP and START are answered by the carrier: what the customer asked before is still to be answered.
    const isAside = text.keyword === 'HELP' || text.keyword === 'START';
    let conversation = isAside ? hearAside(found) : hear(found);
    const added = await messages.add({ conversationId: conversation.id, direction: 'INBOUND', sender: 'CUSTOMER', body: text.body, media: text.media, segments: countSegments(text.body), status: 'RECEIVED', receivedAt: new Date(text.receivedAt), twilioSid: text.messageSid, turn: isAside ? 0 : conversation.turn });
    if (!added) return;
    // Whoever texts can be texted.
    if (customer.unreachable !== null) await customers.changeNumber(customer.phone, { unreachable: null, unreachableCode: null });

    await say(messageAdded({ messageId: added.id, conversationId: conversation.id, sender: 'CUSTOMER', at: text.receivedAt, isReply: !isAside }));

    const business = await businesses.settingsToDecide();
    const hazard = text.keyword === null ? hazardIn(text.body, business.trades) : null;
    if (hazard) conversation = await warnOfDanger(opened, { conversation, customer, business, hazard }, now);
    else if (text.keyword === null) {
      const answersByAi = business.ai.enabled && conversation.handler === 'AI';
      // As of when they wrote: START may have come since.
      if (customer.optedOut) await needHuman(opened, conversation, customer, { reason: 'The customer writes, but has asked for no texts. Call them back.', untilOptIn: true, at: text.receivedAt });
      else if (answersByAi) await enqueueTurn(opened, { conversationId: conversation.id }, new Date(now.getTime() + business.ai.silenceSeconds * 1000));
      if (!answersByAi) conversation = await leaveToHuman(opened, { conversation, customer, business, text }, now);
    }
    // Twilio answers STOP, START and HELP itself: no second confirmation, and no AI turn.
    if (text.keyword === 'STOP') {
      await letGoHolds(opened, conversation.id, now);
      // CANCEL opts out; whether it was meant for the visit, too, a person has to ask.
      if ((await appointments.visitsToCome(customer.id, now)).length > 0) await needHuman(opened, conversation, customer, { reason: wroteKeywordWithVisit(text.body), untilOptIn: false, at: now.toISOString() });
      conversation = { ...(conversation.handler === 'AI' ? close(conversation, now) : { ...conversation, stage: 'CLOSED' }), answeredTurn: conversation.turn };
    }
    await conversations.save(conversation, now);
    await say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened: isNew, at: now.toISOString() }));
  });
}

/** What the AI's turn would see in a text has to be seen without one, too: that the customer wants no more texts, or names a job. Then a person answers. */
async function leaveToHuman(opened: Work, { conversation, customer, business, text }: { conversation: Conversation; customer: CustomerAtNumber; business: BusinessSettings; text: InboundMessage }, now: Date): Promise<Conversation> {
  const { leads } = opened;
  if (!customer.optedOut && asksForNoTexts(text.body)) {
    await heedOptOut(opened, { conversation, customer, said: [text.body], saidAt: new Date(text.receivedAt), wantsHuman: false }, now);
    return conversation;
  }
  const known = await leads.of(conversation.id);
  await keepLead(opened, known, leadHeard(known, jobNamed(text.body, business.trades), { conversationId: conversation.id, customerId: customer.id }, conversation.urgency), now);
  return awaitHuman(opened, conversation, now);
}

async function needHuman({ say }: Work, conversation: Conversation, customer: Customer, need: { reason: string; untilOptIn: boolean; at: string }): Promise<void> {
  await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'TASK', hazard: null, customerPhone: customer.phone, ...need }));
}
