import { conversationChanged, humanNeeded } from '../../../schema/events/calls';
import type { Work } from '../context';
import { book, close, escalate, moreUrgent, type Conversation } from '../domain/conversation';
import type { DispatchResult, Slot } from '../domain/dispatch/types';
import { introduced } from '../domain/dispatch/texts';
import { asksForNoTexts, isWithdrawal } from '../domain/heard';
import { leadAfter, type Lead } from '../domain/lead';
import type { Message } from '../domain/message';
import { asidesOf, askInstead, escalateEmergency, escalateGuess, escalateSecondVisit, escalationReason, escalateUnofferedJob, isGuess, keepsEmergencyWaiting, leadsToVisit, pursuesEmergency, pursuesUnofferedJob, withTeamTold } from '../domain/proposal';
import { awaitHuman } from './awaitHuman';
import { bookOffered } from './bookOffered';
import { heedOptOut } from './heedOptOut';
import { holdOffers } from './holdOffers';
import { keepCustomer } from './keepCustomer';
import { keepLead } from './keepLead';
import { letGoHolds } from './letGoHolds';
import { queueMessage } from './queueMessage';
import type { Turn } from './turn';
import { warnOfDanger } from './warnOfDanger';

/** Does what the dispatcher proposes, under the conversation's lock. Answers the slot that the database refused, where it did: then nothing may be kept. */
export async function carryOutTurn(opened: Work, turn: Turn, proposed: DispatchResult, now: Date): Promise<Slot | null> {
  const { conversations, leads, say } = opened;
  const { customer, trade, place } = turn;
  const answered: Conversation = { ...turn.conversation, answeredTurn: turn.conversation.turn };
  const known = await leads.of(answered.id);
  const settled = await settleSlots(opened, turn, known, proposed, now);
  if (settled.kind === 'refused') return settled.slot;
  const { offers, booked } = settled;
  const isEmergencyLate = keepsEmergencyWaiting(settled.proposal, turn.history, now);
  const proposal = isEmergencyLate ? withTeamTold(settled.proposal) : settled.proposal;
  await keepLead(opened, known, leadAfter(known, { conversationId: answered.id, customerId: customer.id, trade, place, isBooked: booked, isWithdrawn: isWithdrawal(wordsOf(unanswered(turn)).join('\n')) }, proposal), now);
  await keepCustomer(opened, turn, proposal);

  const { type, message } = proposal.nextAction;
  const conversation = await handOn(opened, turn, { ...answered, stage: proposal.conversationStage, urgency: moreUrgent(answered.urgency, proposal.extractedInfo.urgency) }, proposal, booked, now);
  if (type === 'OPT_OUT') await heedOptOut(opened, { conversation: turn.conversation, customer, ...optOutIn(unanswered(turn), now), wantsHuman: proposal.extractedInfo.wantsHuman }, now);
  // After an opt-out nothing is texted, not even that it was heard (domain.md: "no second confirmation").
  else if (message !== '' && proposal.extractedInfo.lifeSafety === null) {
    // What is settled is told even if the customer writes meanwhile; a question would be stale.
    const purpose = booked || type === 'ESCALATE' ? 'NOTICE' : 'REPLY';
    const ours = turn.history.filter(({ sender }) => sender !== 'CUSTOMER').map(({ body }) => body);
    const body = introduced(message, ours, turn.business.businessName, proposal.extractedInfo.language);
    await queueMessage(opened, { conversation, body, sender: 'AI', purpose, offeredSlots: offers }, now);
  }
  for (const reason of asidesOf(proposal)) await leaveTask(opened, turn, reason, now);
  if (isEmergencyLate) await needHuman(opened, turn, 'An emergency, and no time is free soon. Can somebody go earlier?', now);
  await conversations.save(conversation, now);
  await say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened: false, at: now.toISOString() }));
  return null;
}

/** What the customer has said since the last answer. */
function unanswered({ conversation, history }: Turn): Message[] {
  return history.filter((message) => message.sender === 'CUSTOMER' && message.turn > conversation.answeredTurn);
}

function wordsOf(messages: readonly Message[]): string[] {
  return messages.map(({ body }) => body);
}

/** What asks for no more texts, as of the last text that says so by itself; else as of the last one. */
function optOutIn(messages: readonly Message[], now: Date): { said: string[]; saidAt: Date } {
  const last = messages.findLast(({ body }) => asksForNoTexts(body)) ?? messages.at(-1);
  return { said: wordsOf(messages), saidAt: last?.receivedAt ?? last?.createdAt ?? now };
}

type Settled = { kind: 'settled'; proposal: DispatchResult; offers: string[]; booked: boolean } | { kind: 'refused'; slot: Slot };

/** Books or holds what the proposal says. Where the customer picked a time and the rest is not known, the proposal becomes a question. */
async function settleSlots(opened: Work, turn: Turn, lead: Lead | null, proposed: DispatchResult, now: Date): Promise<Settled> {
  const proposal = await decide(opened, turn, proposed, now);
  const { type } = proposal.nextAction;
  if (proposal.conversationStage === 'BOOKED' && proposal.extractedInfo.chosenSlot) {
    const booking = await bookOffered(opened, turn, proposal, new Date(proposal.extractedInfo.chosenSlot), now);
    if (booking.kind === 'refused') return booking;
    if (booking.kind === 'booked') return { kind: 'settled', proposal, offers: [], booked: true };
    return nothingTaken(booking.kind === 'notOffered' ? escalateUnofferedJob(proposal) : askInstead(proposal, booking.missing));
  }
  // A booking that nobody made is told to nobody, whatever the dispatcher believes.
  if (proposal.conversationStage === 'BOOKED' && lead?.status !== 'BOOKED') return nothingTaken(escalateGuess(proposal));
  if (type === 'PROPOSE_SLOT' || (type === 'CONFIRM_APPOINTMENT' && proposal.conversationStage === 'CONFIRMING')) {
    const holding = await holdOffers(opened, turn, proposal, now);
    return holding.kind === 'refused' ? holding : { kind: 'settled', proposal, offers: holding.starts, booked: false };
  }
  if (proposal.proposedSlot === null && type !== 'ANSWER') await letGoHolds(opened, turn.conversation.id, now);
  return nothingTaken(proposal);
}

const nothingTaken = (proposal: DispatchResult): Settled => ({ kind: 'settled', proposal, offers: [], booked: false });

/** What is proposed, or its hand-over to a person where the domain does not let the dispatcher go on. */
async function decide({ appointments }: Work, { customer, business, trade }: Turn, proposed: DispatchResult, now: Date): Promise<DispatchResult> {
  if (business.ai.emergenciesToHuman && pursuesEmergency(proposed)) return escalateEmergency(proposed);
  if (pursuesUnofferedJob(proposed, business, trade)) return escalateUnofferedJob(proposed);
  if (isGuess(proposed)) return escalateGuess(proposed);
  if (!leadsToVisit(proposed)) return proposed;
  return (await appointments.visitsToCome(customer.id, now)).length > 0 ? escalateSecondVisit(proposed) : proposed;
}

/** Whose move it is after this turn. A human who is needed is told so. */
async function handOn(opened: Work, turn: Turn, conversation: Conversation, proposal: DispatchResult, booked: boolean, now: Date): Promise<Conversation> {
  const { customer, business } = turn;
  const hazard = proposal.extractedInfo.lifeSafety;
  // A danger told in pieces: no text of its own spoke of it when it came in (usecases/recordInboundMessage.ts).
  if (hazard) return warnOfDanger(opened, { conversation, customer, business, hazard }, now);
  if (booked || proposal.conversationStage === 'BOOKED') return book(conversation);
  if (proposal.conversationStage === 'CLOSED') return close(conversation, now);
  if (proposal.nextAction.type !== 'ESCALATE') return conversation;
  await needHuman(opened, turn, escalationReason(proposal), now);
  return awaitHuman(opened, escalate(conversation), now);
}

/** For whoever of the business has time: the AI goes on meanwhile. */
async function leaveTask({ say }: Work, { conversation, customer }: Turn, reason: string, now: Date): Promise<void> {
  await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'TASK', reason, hazard: null, customerPhone: customer.phone, at: now.toISOString() }));
}

async function needHuman({ say }: Work, { conversation, customer }: Turn, reason: string, now: Date): Promise<void> {
  await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'CUSTOMER_WAITING', reason, hazard: null, customerPhone: customer.phone, at: now.toISOString() }));
}
