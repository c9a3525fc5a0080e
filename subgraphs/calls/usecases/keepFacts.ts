import { isDeepStrictEqual } from 'node:util';
import { leadChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { DispatchResult } from '../domain/dispatch/types';
import type { Customer, Lead } from '../domain/things';
import type { Turn } from './carryOutTurn';
import { placeOf } from './dispatchRequest';

const addressesMax = 10;

/** A conversation that names a job is a lead, and stays one. Others hear of it when something of it is new. */
export async function keepLead({ work, say }: Work, { conversation, customer, trade }: Turn, proposal: DispatchResult, booked: boolean, now: Date): Promise<void> {
  const known = await work.leadOf(conversation.id);
  const jobType = proposal.extractedInfo.jobType ?? known?.jobType ?? null;
  if (!known && jobType === null) return;
  const address = placeOf(proposal) ?? known?.address ?? null;
  const facts = { status: booked ? 'BOOKED' : statusOf(known, proposal, jobType !== null && address !== null), trade, jobType, urgency: proposal.extractedInfo.urgency, address, estimate: proposal.priceEstimate ?? known?.estimate ?? null };
  if (known && isDeepStrictEqual(facts, { status: known.status, trade: known.trade, jobType: known.jobType, urgency: known.urgency, address: known.address, estimate: known.estimate })) return;
  const { id, created } = await work.saveLead({ conversationId: conversation.id, customerId: customer.id, ...facts });
  await say(leadChanged({ leadId: id, conversationId: conversation.id, status: facts.status, created, at: now.toISOString() }));
}

/** Qualified is what we know and can serve; lost, until another address is named, what lies outside the service area. */
function statusOf(known: Lead | null, { validation }: DispatchResult, isComplete: boolean): string {
  if (known?.status === 'BOOKED') return 'BOOKED';
  if (validation.inServiceArea === false) return 'LOST';
  if (validation.inServiceArea === true && isComplete) return 'QUALIFIED';
  return known?.status ?? 'NEW';
}

/** Name and addresses as the customer gave them, the last used first. */
export async function keepCustomer({ conversations }: Work, customer: Customer, proposal: DispatchResult): Promise<void> {
  const place = placeOf(proposal);
  const name = customer.name ?? proposal.extractedInfo.customerName;
  const others = customer.addresses.filter((known) => !place || !(known.street.toLowerCase() === place.street.toLowerCase() && known.zip === place.zip));
  const addresses = place ? [place, ...others].slice(0, addressesMax) : customer.addresses;
  if (name === customer.name && JSON.stringify(addresses) === JSON.stringify(customer.addresses)) return;
  await conversations.changeCustomer(customer.id, { name, addresses });
}
