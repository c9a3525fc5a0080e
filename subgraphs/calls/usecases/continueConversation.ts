import { conversationChanged, humanNeeded, leadChanged, optOutAsked } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Context, Work } from '../context';
import { escalate, moreUrgent, type Conversation } from '../domain/conversation';
import type { DispatchResult, TradeType } from '../domain/dispatch/types';
import type { Customer, Message } from '../domain/things';
import { bookOffered } from './bookOffered';
import { composeDispatchRequest, placeOf } from './dispatchRequest';
import { holdOffers } from './holdOffers';
import { queueText } from './queueText';

const historyMax = 60;

interface Turn {
  conversation: Conversation;
  customer: Customer;
  business: BusinessSettings;
  trade: TradeType;
  history: Message[];
}

/**
 * One turn of the AI. The dispatcher proposes outside any transaction; then, under the conversation's lock, the domain decides: where
 * a person took over or the customer wrote again meanwhile, the proposal is thrown away.
 */
export async function continueConversation(context: Context, conversationId: string): Promise<void> {
  const now = context.now();
  const prepared = await context.peek(async ({ conversations, work }) => {
    const conversation = await conversations.byId(conversationId);
    const business = await work.business();
    if (!conversation || !business || !isDue(conversation)) return null;
    const customer = (await conversations.customer(conversation.customerId)) as Customer;
    const history = await conversations.history(conversationId, historyMax);
    const lead = await work.leadOf(conversationId);
    const trade = (lead?.trade ?? business.trades[0] ?? 'PLUMBING') as TradeType;
    const turn: Turn = { conversation, customer, business, trade, history };
    const calendar = await work.calendar(now, conversationId);
    return { turn, request: composeDispatchRequest({ ...turn, calledNumber: business.phone ?? customer.phone, answeredTurn: conversation.answeredTurn, calendar, now }) };
  });
  if (!prepared) return context.transaction(async () => undefined);

  const proposal = await context.dispatcher.process(prepared.request);

  await context.peek(async (opened) => {
    const conversation = await opened.conversations.byId(conversationId);
    const seen = prepared.turn.conversation;
    // Stale: a newer text has a job of its own, a person needs none.
    if (!conversation || conversation.turn !== seen.turn || conversation.ownership !== seen.ownership) {
      await context.run?.complete(opened.tx);
      return;
    }
    await opened.tx.query('savepoint turn');
    const done = await carryOut(opened, { ...prepared.turn, conversation }, proposal, now);
    if (done) return context.run?.complete(opened.tx);
    // The slot was taken between reading the calendar and booking: nothing is kept, and the dispatcher asked again with the calendar of now.
    await opened.tx.query('rollback to savepoint turn');
    await context.run?.again(opened.tx, new Date(now.getTime() + 100));
  });
}

/** A turn is owed to an unanswered text while the AI has the conversation; after an escalation only a hazard's fixed text is. */
function isDue(conversation: Conversation): boolean {
  return conversation.turn > conversation.answeredTurn && conversation.status !== 'RESOLVED' && conversation.assigneeId === null;
}

/** False when the database refused a slot, and nothing may be kept. */
async function carryOut(opened: Work, turn: Turn, proposal: DispatchResult, now: Date): Promise<boolean> {
  const { conversations, say } = opened;
  const { customer } = turn;
  const { type } = proposal.nextAction;
  let conversation: Conversation = { ...turn.conversation, answeredTurn: turn.conversation.turn };
  if (turn.conversation.handler === 'HUMAN' && type !== 'SAFETY_WARNING') {
    await conversations.save(conversation, now);
    return true;
  }
  conversation.stage = proposal.conversationStage;
  conversation.urgency = moreUrgent(conversation.urgency, proposal.extractedInfo.urgency);

  let bookedId: string | null = null;
  let offers: string[] = [];
  if (proposal.conversationStage === 'BOOKED' && proposal.extractedInfo.chosenSlot) {
    bookedId = await bookOffered(opened, turn, proposal, now);
    if (!bookedId) return false;
  } else if (type === 'PROPOSE_SLOT' || (type === 'CONFIRM_APPOINTMENT' && proposal.conversationStage === 'CONFIRMING')) {
    const held = await holdOffers(opened, turn, proposal, now);
    if (!held) return false;
    offers = held;
  } else if (proposal.proposedSlot === null && type !== 'ANSWER') {
    await opened.work.releaseHolds(conversation.id);
  }
  await keepLead(opened, turn, proposal, bookedId !== null, now);
  await keepCustomer(opened, customer, proposal);

  if (type === 'OPT_OUT') await say(optOutAsked({ conversationId: conversation.id, phone: customer.phone, at: now.toISOString() }));
  if (type === 'ESCALATE' || type === 'SAFETY_WARNING') {
    conversation = escalate(conversation);
    // Danger to life was reported when the text came in.
    if (type === 'ESCALATE')
      await say(humanNeeded({ conversationId: conversation.id, callId: null, kind: 'CUSTOMER_WAITING', reason: escalationReason(proposal), hazard: null, customerPhone: customer.phone, at: now.toISOString() }));
  }
  if (proposal.nextAction.message !== '') {
    // What is settled is told even if the customer writes meanwhile; a question would be stale.
    const settled = bookedId !== null || type === 'ESCALATE' || type === 'SAFETY_WARNING' || type === 'OPT_OUT';
    await queueText(opened, { conversation, to: customer.phone, body: proposal.nextAction.message, sender: 'AI', purpose: settled ? 'NOTICE' : 'REPLY', offeredSlots: offers }, now);
  }
  await conversations.save(conversation, now);
  await say(conversationChanged({ conversationId: conversation.id, change: 'CONVERSATION_UPDATED', status: conversation.status, opened: false, at: now.toISOString() }));
  return true;
}

function escalationReason(proposal: DispatchResult): string {
  if (proposal.extractedInfo.wantsHuman) return 'The customer asked for a person.';
  return proposal.validation.problems[0] ?? 'The assistant needs a person to go on.';
}

async function keepLead({ work, say }: Work, turn: Turn, proposal: DispatchResult, booked: boolean, now: Date): Promise<void> {
  const known = await work.leadOf(turn.conversation.id);
  const { jobType, urgency } = proposal.extractedInfo;
  if (!known && jobType === null) return;
  const address = placeOf(proposal) ?? known?.address ?? null;
  const status = booked || known?.status === 'BOOKED' ? 'BOOKED' : address && (jobType ?? known?.jobType) ? 'QUALIFIED' : 'NEW';
  const { id, created } = await work.saveLead({
    conversationId: turn.conversation.id,
    customerId: turn.customer.id,
    status,
    trade: turn.trade,
    jobType: jobType ?? known?.jobType ?? null,
    urgency,
    address,
    estimate: proposal.priceEstimate ?? known?.estimate ?? null,
  });
  await say(leadChanged({ leadId: id, conversationId: turn.conversation.id, status, created, at: now.toISOString() }));
}

async function keepCustomer({ conversations }: Work, customer: Customer, proposal: DispatchResult): Promise<void> {
  const place = placeOf(proposal);
  const name = customer.name ?? proposal.extractedInfo.customerName;
  const isNewPlace = place !== null && !customer.addresses.some((known) => known.street.toLowerCase() === place.street.toLowerCase() && known.zip === place.zip);
  if (name === customer.name && !isNewPlace) return;
  await conversations.saveCustomer({ ...customer, name, addresses: isNewPlace ? [place, ...customer.addresses].slice(0, 10) : customer.addresses });
}
