import { leadChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { DispatchResult } from '../domain/dispatch/types';
import type { Customer } from '../domain/things';
import type { Turn } from './carryOutTurn';
import { placeOf } from './dispatchRequest';

const addressesMax = 10;

/** A conversation that names a job is a lead, and stays one. */
export async function keepLead({ work, say }: Work, turn: Turn, proposal: DispatchResult, booked: boolean, now: Date): Promise<void> {
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

/** Name and addresses as the customer gave them, the last used first. */
export async function keepCustomer({ conversations }: Work, customer: Customer, proposal: DispatchResult): Promise<void> {
  const place = placeOf(proposal);
  const name = customer.name ?? proposal.extractedInfo.customerName;
  const others = customer.addresses.filter((known) => !place || !(known.street.toLowerCase() === place.street.toLowerCase() && known.zip === place.zip));
  const addresses = place ? [place, ...others].slice(0, addressesMax) : customer.addresses;
  if (name === customer.name && JSON.stringify(addresses) === JSON.stringify(customer.addresses)) return;
  await conversations.saveCustomer({ ...customer, name, addresses });
}
