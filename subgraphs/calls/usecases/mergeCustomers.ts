import { notFound, refuse } from '../../../platform/errors/refusal';
import { conversationChanged, humanArrived, humanNeeded } from '../../../schema/events/calls';
import type { Context, Work } from '../context';
import { escalate, goesOnBefore, owesAnswer, resolve, type Conversation } from '../domain/conversation';
import { type Customer, knownOfBoth } from '../domain/customer';
import { awaitHuman } from './awaitHuman';
import { letGoHolds } from './letGoHolds';

/** Two customers found to be one (domain.md, "Customers"). Answers who remains, also where they were merged before. RESOURCE_NOT_FOUND, VALIDATION_FAILED. */
export async function mergeCustomers(context: Context, { customerId, otherCustomerId }: { customerId: string; otherCustomerId: string }): Promise<Customer> {
  const { principal } = context;
  const userId = principal.kind === 'user' ? principal.userId : '';
  const now = context.now();
  return context.transaction(async (opened) => {
    const { calls, conversations, customers, say } = opened;
    const [remains, other] = await both(opened, customerId, otherCustomerId);
    if (customerId === otherCustomerId) refuse('VALIDATION_FAILED', '`otherCustomerId` is another than `customerId`.', { field: 'otherCustomerId' });
    if (remains.id === other.id) return remains;
    // Before their conversations are locked (docs/decisions/0008).
    calls.lockOf(other.id);
    const open = await conversations.openOfAny([remains.id, other.id]);
    const ended = await endSecondThreads(opened, open, userId, now);
    const known = knownOfBoth(remains, other);
    await customers.change(remains.id, known);
    customers.merge(remains.id, other.id);
    for (const { id, customerId: whose, status } of open)
      if (whose === other.id && !ended.has(id)) await say(conversationChanged({ conversationId: id, change: 'CONVERSATION_UPDATED', status, opened: false, at: now.toISOString() }));
    return { ...remains, ...known };
  });
}

async function both({ customers }: Work, customerId: string, otherId: string): Promise<[Customer, Customer]> {
  const [remains, other] = await customers.byIds([customerId, otherId]);
  return [remains ?? notFound('customer'), other ?? notFound('customer')];
}

/** A customer and a number of the business have one open conversation: of two the second ends. Answers the ids of those that did. */
async function endSecondThreads(opened: Work, open: readonly Conversation[], userId: string, now: Date): Promise<Set<string>> {
  const ended = new Set<string>();
  for (const lineId of new Set(open.map((conversation) => conversation.lineId))) {
    const [first, second] = open.filter((conversation) => conversation.lineId === lineId).sort(goesOnBefore);
    if (!first || !second) continue;
    await end(opened, second, userId, now);
    if (owesAnswer(second)) await callPerson(opened, first, second, now);
    ended.add(second.id);
  }
  return ended;
}

async function end(opened: Work, conversation: Conversation, userId: string, now: Date): Promise<void> {
  const { id } = conversation;
  const at = now.toISOString();
  await letGoHolds(opened, id, now);
  await opened.conversations.save(resolve(conversation, 'The customer is one with another, whose conversation goes on.', now), now);
  await opened.say(humanArrived({ conversationId: id, userId, resolved: true, at }));
  await opened.say(conversationChanged({ conversationId: id, change: 'CONVERSATION_UPDATED', status: 'RESOLVED', opened: false, at }));
}

/** What the customer waits for in the thread that ended, a person has to answer in the one that goes on: the dispatcher never read it there. */
async function callPerson(opened: Work, goesOn: Conversation, ended: Conversation, now: Date): Promise<void> {
  const at = now.toISOString();
  const waiting = await awaitHuman(opened, goesOn.handler === 'AI' ? escalate(goesOn) : goesOn, now);
  await opened.conversations.save(waiting, now);
  const reason = 'The customer has another conversation, which ended when the two became one, and waits for an answer to it.';
  await opened.say(humanNeeded({ conversationId: goesOn.id, callId: null, kind: 'CUSTOMER_WAITING', reason, hazard: null, customerPhone: ended.phone, at }));
  await opened.say(conversationChanged({ conversationId: goesOn.id, change: 'CONVERSATION_UPDATED', status: waiting.status, opened: false, at }));
}
