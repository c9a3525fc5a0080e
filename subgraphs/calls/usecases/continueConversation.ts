import type { Context, Work } from '../context';
import type { Conversation } from '../domain/conversation';
import type { Slot, TradeType } from '../domain/dispatch/types';
import { escalateInstead } from '../domain/settle';
import type { Customer } from '../domain/things';
import { carryOutTurn, type Turn } from './carryOutTurn';
import { composeDispatchRequest } from './dispatchRequest';
import { type DueTurn, enqueueTurn } from './enqueueTurn';
import { letGoExpired } from './sayAppointments';

const historyMax = 60;
/** So often other times are looked for where the database refuses those proposed; then a human finds one. */
const refusalsMax = 5;
const retryMillis = 100;

/**
 * One turn of the AI. The dispatcher proposes outside any transaction; then, under the conversation's lock, the domain decides: where
 * a person took over or the customer wrote again meanwhile, the proposal is thrown away.
 */
export async function continueConversation(context: Context, due: DueTurn): Promise<void> {
  const now = context.now();
  const refused = due.refused ?? [];
  const prepared = await context.peek((opened) => prepare(opened, due.conversationId, refused, now));
  if (!prepared) return context.transaction(async () => undefined);

  const proposal = await context.dispatcher.process(prepared.request);

  await context.peek(async (opened) => {
    const conversation = await opened.conversations.byId(due.conversationId);
    const seen = prepared.turn.conversation;
    const complete = async () => context.run?.complete(opened.tx);
    // Stale: a newer text has a job of its own, a person needs none.
    if (!conversation || conversation.turn !== seen.turn || conversation.ownership !== seen.ownership) return complete();
    const turn = { ...prepared.turn, conversation };
    await opened.tx.query('savepoint turn');
    const slot = await carryOutTurn(opened, turn, proposal, now);
    if (!slot) return complete();
    // Taken between reading the calendar and booking: nothing is kept, and the dispatcher asked again with the calendar of now and without that slot.
    await opened.tx.query('rollback to savepoint turn');
    if (refused.length + 1 >= refusalsMax) await carryOutTurn(opened, turn, escalateInstead(proposal), now);
    else await enqueueTurn(opened, { ...due, refused: [...refused, slot] }, new Date(now.getTime() + retryMillis));
    return complete();
  });
}

async function prepare(opened: Work, conversationId: string, refused: readonly Slot[], now: Date) {
  const { conversations, work } = opened;
  const conversation = await conversations.byId(conversationId);
  const business = await work.business();
  if (!conversation || !business || !isDue(conversation)) return null;
  const customer = (await conversations.customer(conversation.customerId)) as Customer;
  const history = await conversations.history(conversationId, historyMax);
  const lead = await work.leadOf(conversationId);
  const trade = (lead?.trade ?? business.trades[0] ?? 'PLUMBING') as TradeType;
  await letGoExpired(opened, now);
  const turn: Turn = { conversation, customer, business, trade, history };
  const request = composeDispatchRequest({
    ...turn,
    calledNumber: business.phone ?? customer.phone,
    answeredTurn: conversation.answeredTurn,
    calendar: await work.calendar(now, conversationId),
    refused,
    workers: (await work.workers()).length,
    visits: await work.visitsOf(customer.id, now),
    now,
  });
  return { turn, request };
}

/** A turn is owed to an unanswered text while the AI has the conversation; after an escalation only a hazard's fixed text is. */
function isDue(conversation: Conversation): boolean {
  return conversation.turn > conversation.answeredTurn && conversation.status !== 'RESOLVED' && conversation.assigneeId === null;
}
