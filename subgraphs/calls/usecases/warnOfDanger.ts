import { humanNeeded } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Work } from '../context';
import { escalate, type Conversation } from '../domain/conversation';
import type { CustomerAtNumber } from '../domain/customer';
import { jobNamed, warningText } from '../domain/heard';
import type { LifeSafety } from '../domain/dispatch/types';
import { leadInDanger } from '../domain/lead';
import { awaitHuman } from './awaitHuman';
import { keepLead } from './keepLead';
import { letGoHolds } from './letGoHolds';
import { queueMessage } from './queueMessage';

/** A hazard to life that a text of the customer tells of. */
export interface Danger {
  conversation: Conversation;
  customer: CustomerAtNumber;
  business: BusinessSettings;
  hazard: LifeSafety;
}

/** So far back the customer's texts tell their language. */
const historyMax = 20;

/**
 * The fixed text goes at once, whoever has the conversation, and a human is needed. It is no reply of the AI: SYSTEM says it, and no change of hands
 * calls it back. Who has opted out is not texted, and the human is told so. Answers the conversation as it is then, to be saved.
 */
export async function warnOfDanger(opened: Work, { conversation: found, customer, business, hazard }: Danger, now: Date): Promise<Conversation> {
  const { leads, messages, say } = opened;
  // Nobody's: whoever comes first. A person who has it keeps it, and owes the answer.
  const conversation: Conversation = { ...(found.assigneeId === null ? { ...escalate(found), answeredTurn: found.turn } : found), urgency: 'EMERGENCY' };
  const said = (await messages.history(found, historyMax)).filter((message) => message.sender === 'CUSTOMER').map((message) => message.body);
  const warned = !customer.optedOut;
  if (warned) await queueMessage(opened, { conversation, body: warningText(hazard, said.toReversed(), business.ai.language), sender: 'SYSTEM', purpose: 'SAFETY' }, now);
  const reason = `Danger to life: ${hazard.replaceAll('_', ' ')}.`;
  await say(humanNeeded({ conversationId: found.id, callId: null, kind: 'LIFE_SAFETY', reason, hazard, warned, customerPhone: customer.phone, at: now.toISOString() }));
  await letGoHolds(opened, found.id, now);
  // A danger that names a job is a lead, too.
  const known = await leads.of(found.id);
  await keepLead(opened, known, leadInDanger(known, jobNamed(said.at(-1) ?? '', business.trades), { conversationId: found.id, customerId: customer.id }), now);
  return awaitHuman(opened, conversation, now);
}
