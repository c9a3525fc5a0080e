import type { Place } from './place';

/** A person who calls or writes to the business; `phone` (E.164) is the number by which they became known, one of perhaps several. */
export interface Customer {
  id: string;
  phone: string;
  name: string | null;
  addresses: Place[];
}

/** A customer as reached at one of their numbers, `phone`. `unreachable`: why no text reaches it, and the carrier's error that said so. */
export interface CustomerAtNumber extends Customer {
  optedOut: boolean;
  unreachable: 'LANDLINE' | 'INVALID' | null;
  unreachableCode: number | null;
}

const addressesMax = 10;

/** The addresses with these first, each once, the oldest forgotten where there are too many. */
export function withAddresses(first: readonly Place[], known: readonly Place[]): Place[] {
  const isSame = (a: Place, b: Place) => a.street.toLowerCase() === b.street.toLowerCase() && a.zip === b.zip;
  return [...first, ...known.filter((address) => !first.some((other) => isSame(address, other)))].slice(0, addressesMax);
}

/** What is known of two customers who are one: the first one's name and addresses go before the other's. */
export function knownOfBoth(first: Pick<Customer, 'name' | 'addresses'>, other: Pick<Customer, 'name' | 'addresses'>): Pick<Customer, 'name' | 'addresses'> {
  return { name: first.name ?? other.name, addresses: withAddresses(first.addresses, other.addresses) };
}
