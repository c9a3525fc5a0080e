import { notFound, refuse } from '../../../platform/errors/refusal';
import { conversationChanged, humanArrived } from '../../../schema/events/calls';
import type { Context } from '../context';
import { takeOver } from '../domain/conversation';
import type { Message } from '../domain/message';
import { obstacleTo, type Obstacle } from '../domain/obstacle';
import { refuseSecondOpen } from './changeHands';
import { answeredBefore, rememberAnswer } from './idempotency';
import { queueMessage } from './queueMessage';

/** Twilio takes no longer text (twilio.md 23). */
const bodyMax = 1600;

/** Queued; or the customer cannot or may not be texted, and why. */
export type SendMessageOutcome = { kind: 'queued'; message: Message } | ({ kind: 'unreachable' } & Obstacle);

/** A person writes to the customer, and thereby has the conversation: the AI is silent from here on. RESOURCE_NOT_FOUND, VALIDATION_FAILED, RESOURCE_ALREADY_EXISTS; BUSINESS_RULE_VIOLATION for a resolved conversation that a newer has followed. */
export async function sendMessage(context: Context, conversationId: string, input: { body: string; idempotencyKey?: string | null }): Promise<SendMessageOutcome> {
  const body = input.body.trim();
  if (body === '' || body.length > bodyMax) refuse('VALIDATION_FAILED', `\`body\` is 1 to ${bodyMax} characters.`, { field: 'body' });
  const { principal } = context;
  const userId = principal.kind === 'user' ? principal.userId : '';
  const now = context.now();
  return context.transaction(async (opened) => {
    const { conversations, customers, lines, messages, say } = opened;
    // As in changeHands: it may open the conversation again.
    await customers.lockOf(conversationId);
    const found = (await conversations.byId(conversationId)) ?? notFound('conversation');
    const before = await answeredBefore(opened, 'sendMessage', input.idempotencyKey, { conversationId, body });
    if (before) return { kind: 'queued', message: (await messages.byId(before)) as Message };
    const customer = await customers.of(found);
    const obstacle = obstacleTo(customer, await lines.byId(found.lineId), now);
    if (obstacle) return { kind: 'unreachable', ...obstacle };
    await refuseSecondOpen(opened, found);

    const taken = { ...takeOver(found, userId), answeredTurn: found.turn, waitingSince: null };
    const id = await queueMessage(opened, { conversation: taken, body, sender: 'HUMAN', purpose: 'HUMAN', authorId: userId }, now);
    await conversations.save(taken, now);
    // Who has it already and answers at last has come, too.
    if (taken.ownership !== found.ownership || found.waitingSince !== null) await say(humanArrived({ conversationId, userId, resolved: false, at: now.toISOString() }));
    const change = taken.ownership === found.ownership ? 'CONVERSATION_UPDATED' : 'HUMAN_TAKEOVER';
    await say(conversationChanged({ conversationId, change, status: taken.status, opened: false, at: now.toISOString() }));
    await rememberAnswer(opened, 'sendMessage', input.idempotencyKey, id);
    return { kind: 'queued', message: (await messages.byId(id)) as Message };
  });
}
