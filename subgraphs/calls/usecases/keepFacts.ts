import { isDeepStrictEqual } from 'node:util';
import { leadChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { DispatchResult } from '../domain/dispatch/types';
import { statusOf } from '../domain/lead';
import type { Turn } from './turn';

const addressesMax = 10;

/** A conversation that names a job is a lead, and stays one. Others hear of it when something of it is new. */
export async function keepLead({ leads, say }: Work, { conversation, customer, trade, place }: Turn, proposal: DispatchResult, booked: boolean, now: Date): Promise<void> {
  const known = await leads.of(conversation.id);
  // What was booked stays as it was booked, whatever is talked of afterwards.
  if (known?.status === 'BOOKED' && !booked) return;
  const jobType = proposal.extractedInfo.jobType ?? known?.jobType ?? null;
  if (!known && jobType === null) return;
  const address = place ?? known?.address ?? null;
  const facts = { status: booked ? 'BOOKED' : statusOf(known, proposal.validation.inServiceArea, jobType !== null && address !== null), trade, jobType, urgency: proposal.extractedInfo.urgency, address, estimate: proposal.priceEstimate ?? known?.estimate ?? null };
  if (known && isDeepStrictEqual(facts, { status: known.status, trade: known.trade, jobType: known.jobType, urgency: known.urgency, address: known.address, estimate: known.estimate })) return;
  const { id, created } = await leads.save({ conversationId: conversation.id, customerId: customer.id, ...facts });
  await say(leadChanged({ leadId: id, conversationId: conversation.id, status: facts.status, created, at: now.toISOString() }));
}

/** Name and addresses as the customer gave them, the last used first. */
export async function keepCustomer({ customers }: Work, { customer, place }: Turn, proposal: DispatchResult): Promise<void> {
  const name = customer.name ?? proposal.extractedInfo.customerName;
  const others = customer.addresses.filter((known) => !place || !(known.street.toLowerCase() === place.street.toLowerCase() && known.zip === place.zip));
  const addresses = place ? [place, ...others].slice(0, addressesMax) : customer.addresses;
  if (name === customer.name && JSON.stringify(addresses) === JSON.stringify(customer.addresses)) return;
  await customers.change(customer.id, { name, addresses });
}
