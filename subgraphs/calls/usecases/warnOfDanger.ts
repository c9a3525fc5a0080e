import { humanNeeded, leadChanged } from '../../../schema/events/calls';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Work } from '../context';
import { escalate, type Conversation } from '../domain/conversation';
import type { Customer } from '../domain/customer';
import { jobInDanger, warningText } from '../domain/danger';
import type { LifeSafety } from '../domain/dispatch/types';
import { awaitHuman } from './awaitHuman';
import { queueMessage } from './queueMessage';
import { letGoHolds } from './sayAppointments';

/** A hazard to life that a text of the customer tells of. */
export interface Danger {
  conversation: Conversation;
  customer: Customer;
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
  const { messages, say } = opened;
  // Nobody's: whoever comes first. A person who has it keeps it, and owes the answer.
  const conversation: Conversation = { ...(found.assigneeId === null ? { ...escalate(found), answeredTurn: found.turn } : found), urgency: 'EMERGENCY' };
  const said = (await messages.history(found.id, historyMax)).filter((message) => message.sender === 'CUSTOMER').map((message) => message.body);
  const warned = !customer.optedOut;
  if (warned) await queueMessage(opened, { conversation, to: customer.phone, body: warningText(hazard, said.toReversed(), business.ai.language), sender: 'SYSTEM', purpose: 'SAFETY' }, now);
  const reason = `Danger to life: ${hazard.replaceAll('_', ' ')}.`;
  await say(humanNeeded({ conversationId: found.id, callId: null, kind: 'LIFE_SAFETY', reason, hazard, warned, customerPhone: customer.phone, at: now.toISOString() }));
  await letGoHolds(opened, found.id, now);
  await keepLead(opened, conversation, said.at(-1) ?? '', business, now);
  return awaitHuman(opened, conversation, now);
}

/** A danger that names a job is a lead, too; what is booked stays as it was booked. */
async function keepLead({ leads, say }: Work, { id: conversationId, customerId }: Conversation, text: string, business: BusinessSettings, now: Date): Promise<void> {
  const known = await leads.of(conversationId);
  const job = known ?? jobInDanger(text, business.trades);
  if (!job || known?.status === 'BOOKED' || known?.urgency === 'EMERGENCY') return;
  const { id, created } = await leads.save({ status: 'NEW', address: null, estimate: null, ...job, conversationId, customerId, urgency: 'EMERGENCY' });
  await say(leadChanged({ leadId: id, conversationId, status: known?.status ?? 'NEW', created, at: now.toISOString() }));
}
