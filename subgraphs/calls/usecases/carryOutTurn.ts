import { conversationChanged, humanNeeded } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Work } from '../context';
import { book, close, escalate, moreUrgent, type Conversation } from '../domain/conversation';
import type { DispatchResult, Slot, TradeType } from '../domain/dispatch/types';
import { askInstead, escalateGuess, isGuess } from '../domain/settle';
import type { Customer, Message } from '../domain/things';
import { awaitHuman } from './awaitHuman';
import { bookOffered } from './bookOffered';
import { heedOptOut } from './heedOptOut';
import { holdOffers } from './holdOffers';
import { keepCustomer, keepLead } from './keepFacts';
import { queueText } from './queueText';
import { letGoHolds } from './sayAppointments';

/** What the dispatcher was asked about. */
export interface Turn {
  conversation: Conversation;
  customer: Customer;
  business: BusinessSettings;
  trade: TradeType;
  history: Message[];
}

/** Does what the dispatcher proposes, under the conversation's lock. Answers the slot that the database refused, where it did: then nothing may be kept. */
export async function carryOutTurn(opened: Work, turn: Turn, proposed: DispatchResult, now: Date): Promise<Slot | null> {
  const { conversations, say } = opened;
  const { customer } = turn;
  const answered: Conversation = { ...turn.conversation, answeredTurn: turn.conversation.turn };
  if (answered.handler === 'HUMAN' && proposed.nextAction.type !== 'SAFETY_WARNING') return null;
  const settled = await settleSlots(opened, turn, isGuess(proposed) ? escalateGuess(proposed) : proposed, now);
  if (settled.kind === 'refused') return settled.slot;
  const { proposal, offers, booked } = settled;
  await keepLead(opened, turn, proposal, booked, now);
  await keepCustomer(opened, customer, proposal);

  const { type, message } = proposal.nextAction;
  const conversation = await handOn(opened, { ...answered, stage: proposal.conversationStage, urgency: moreUrgent(answered.urgency, proposal.extractedInfo.urgency) }, proposal, booked, now);
  if (type === 'OPT_OUT') await heedOptOut(opened, turn, proposal, now);
  // After an opt-out nothing is texted, not even that it was heard (domain.md: "no second confirmation").
  else if (message !== '') {
    // What is settled is told even if the customer writes meanwhile; a question would be stale.
    const purpose = type === 'SAFETY_WARNING' ? 'SAFETY' : booked || type === 'ESCALATE' ? 'NOTICE' : 'REPLY';
    await queueText(opened, { conversation, to: customer.phone, body: message, sender: 'AI', purpose, offeredSlots: offers }, now);
  }
  await conversations.save(conversation, now);
  await say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened: false, at: now.toISOString() }));
  return null;
}

type Settled = { kind: 'settled'; proposal: DispatchResult; offers: string[]; booked: boolean } | { kind: 'refused'; slot: Slot };

/** Books or holds what the proposal says. Where the customer picked a time and the rest is not known, the proposal becomes a question. */
async function settleSlots(opened: Work, turn: Turn, proposal: DispatchResult, now: Date): Promise<Settled> {
  const { type } = proposal.nextAction;
  if (proposal.conversationStage === 'BOOKED' && proposal.extractedInfo.chosenSlot) {
    const booking = await bookOffered(opened, turn, proposal, now);
    if (booking.kind === 'refused') return booking;
    if (booking.kind === 'booked') return { kind: 'settled', proposal, offers: [], booked: true };
    return { kind: 'settled', proposal: askInstead(proposal, booking.missing), offers: [], booked: false };
  }
  // A booking that nobody made is told to nobody, whatever the dispatcher believes.
  if (proposal.conversationStage === 'BOOKED' && (await opened.work.leadOf(turn.conversation.id))?.status !== 'BOOKED') return { kind: 'settled', proposal: escalateGuess(proposal), offers: [], booked: false };
  if (type === 'PROPOSE_SLOT' || (type === 'CONFIRM_APPOINTMENT' && proposal.conversationStage === 'CONFIRMING')) {
    const holding = await holdOffers(opened, turn, proposal, now);
    return holding.kind === 'refused' ? holding : { kind: 'settled', proposal, offers: holding.starts, booked: false };
  }
  if (proposal.proposedSlot === null && type !== 'ANSWER') await letGoHolds(opened, turn.conversation.id, now);
  return { kind: 'settled', proposal, offers: [], booked: false };
}

/** Whose move it is after this turn. A human who is needed is told so. */
async function handOn(opened: Work, conversation: Conversation, proposal: DispatchResult, booked: boolean, now: Date): Promise<Conversation> {
  const { type } = proposal.nextAction;
  if (booked || proposal.conversationStage === 'BOOKED') return book(conversation);
  if (proposal.conversationStage === 'CLOSED') return close(conversation, now);
  if (type !== 'ESCALATE' && type !== 'SAFETY_WARNING') return conversation;
  // Danger to life was reported when the text came in.
  if (type === 'ESCALATE') {
    const customer = await opened.conversations.customer(conversation.customerId);
    await opened.say(
      humanNeeded({ conversationId: conversation.id, callId: null, kind: 'CUSTOMER_WAITING', reason: escalationReason(proposal), hazard: null, customerPhone: customer?.phone ?? null, at: now.toISOString() }),
    );
  }
  return awaitHuman(opened, escalate(conversation), now);
}

function escalationReason(proposal: DispatchResult): string {
  if (proposal.extractedInfo.wantsHuman) return 'The customer asked for a person.';
  return proposal.validation.problems[0] ?? 'The assistant needs a person to go on.';
}
