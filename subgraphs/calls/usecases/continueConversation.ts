import type { Context, Work } from '../context';
import { isTurnDue } from '../domain/conversation';
import type { Slot, TradeType } from '../domain/dispatch/types';
import { composeDispatchRequest } from '../domain/dispatchRequest';
import { escalateInstead, surestOf } from '../domain/proposal';
import { awaitHuman } from './awaitHuman';
import { carryOutTurn } from './carryOutTurn';
import { type DueTurn, enqueueTurn } from './enqueueTurn';
import { letGoExpired } from './letGoHolds';
import { placeVisit } from './placeVisit';
import type { Turn } from './turn';

const historyMax = 60;
/** So often other times are looked for where the database refuses those proposed; then a human finds one. */
const refusalsMax = 5;
const retryMillis = 100;

/**
 * One turn of the AI. The dispatcher proposes outside any transaction; then, under the customer's and the conversation's lock, the domain decides: where
 * a person took over or the customer wrote again meanwhile, the proposal is thrown away.
 */
export async function continueConversation(context: Context, due: DueTurn): Promise<void> {
  const now = context.now();
  const refused = due.refused ?? [];
  const prepared = await context.step((opened) => prepare(opened, due.conversationId, refused, now));
  if (!prepared) return context.transaction(async () => undefined);

  const { trade, proposal } = surestOf(await Promise.all(prepared.requests.map(async (request) => ({ trade: request.tradeType, proposal: await context.dispatcher.process(request) }))));
  const place = await placeVisit(context, proposal);

  await context.transaction(async (opened) => {
    await opened.customers.lockOf(due.conversationId);
    const conversation = await opened.conversations.byId(due.conversationId);
    const seen = prepared.turn.conversation;
    // Stale: a newer text has a job of its own, a person needs none.
    if (!conversation || conversation.turn !== seen.turn || conversation.ownership !== seen.ownership) return;
    // Read again: they may have been merged, have given their name to another line, or have opted out meanwhile.
    const customer = await opened.customers.of(conversation);
    const turn: Turn = { ...prepared.turn, conversation, customer, trade, place };
    // Taken between reading the calendar and booking: nothing is kept, and the dispatcher asked again with the calendar of now and without that slot.
    const slot = await opened.attempt(() => carryOutTurn(opened, turn, proposal, now), (taken) => taken === null);
    if (!slot) return;
    if (refused.length + 1 >= refusalsMax) await carryOutTurn(opened, turn, escalateInstead(proposal), now);
    else await enqueueTurn(opened, { ...due, refused: [...refused, slot] }, new Date(now.getTime() + retryMillis));
  });
}

async function prepare(opened: Work, conversationId: string, refused: readonly Slot[], now: Date) {
  const { appointments, businesses, conversations, customers, leads, messages, workers } = opened;
  const conversation = await conversations.byId(conversationId);
  const business = await businesses.settingsToDecide();
  if (!conversation || !isTurnDue(conversation)) return null;
  if (!business.ai.enabled) {
    // Switched off since the customer wrote: what they wrote is a person's to answer.
    await conversations.save(await awaitHuman(opened, conversation, now), conversation.updatedAt);
    return null;
  }
  const customer = await customers.of(conversation);
  const history = await messages.history(conversation, historyMax);
  const lead = await leads.of(conversationId);
  // Until it is booked the job may be of any of the business's trades, or become another one: each reads, and the surest is believed, of equals the one that it is known to be of.
  const others = lead ? business.trades.filter((trade) => trade !== lead.trade) : business.trades;
  const trades = [...(lead ? [lead.trade] : []), ...(lead?.status === 'BOOKED' ? [] : others)] as TradeType[];
  await letGoExpired(opened, now);
  const facts = {
    business,
    customer,
    history,
    calledNumber: business.phone ?? customer.phone,
    answeredTurn: conversation.answeredTurn,
    calendar: await appointments.calendar(now, conversationId),
    refused,
    workers: (await workers.all()).length,
    visits: await appointments.visitsOf(customer.id, now),
    now,
  };
  return { turn: { conversation, customer, business, history }, requests: (trades.length > 0 ? trades : ['PLUMBING' as const]).map((trade) => composeDispatchRequest({ ...facts, trade })) };
}
