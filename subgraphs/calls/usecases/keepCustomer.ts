import type { Work } from '../context';
import { withAddresses } from '../domain/customer';
import type { DispatchResult } from '../domain/dispatch/types';
import type { Turn } from './turn';

/** Name and addresses as the customer gave them, the last used first. */
export async function keepCustomer({ customers }: Work, { customer, place }: Turn, proposal: DispatchResult): Promise<void> {
  const { customerName } = proposal.extractedInfo;
  if (customer.name === null && customerName !== null) await customers.change(customer.id, { name: customerName });
  const addresses = place ? withAddresses([place], customer.addresses) : customer.addresses;
  if (JSON.stringify(addresses) !== JSON.stringify(customer.addresses)) await customers.change(customer.id, { addresses });
}
