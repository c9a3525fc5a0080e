import type { Work } from '../context';
import { withAddresses } from '../domain/customer';
import type { DispatchResult } from '../domain/dispatch/types';
import type { Turn } from './turn';

/** Name and addresses as the customer gave them, the last used first. */
export async function keepCustomer({ customers }: Work, { customer, place }: Turn, proposal: DispatchResult): Promise<void> {
  const name = customer.name ?? proposal.extractedInfo.customerName;
  const addresses = place ? withAddresses([place], customer.addresses) : customer.addresses;
  if (name === customer.name && JSON.stringify(addresses) === JSON.stringify(customer.addresses)) return;
  await customers.change(customer.id, { name, addresses });
}
