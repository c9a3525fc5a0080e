/** The trades that the dispatcher knows. */
export type TradeCode = 'PLUMBING' | 'ELECTRICAL' | 'HVAC' | 'LOCKSMITH' | 'GARAGE_DOOR';

/** The business itself: who it is and where, not how it works. */
export interface Tenant {
  id: string;
  key: string;
  name: string;
  businessName: string;
  status: 'ACTIVE' | 'INACTIVE' | 'SUSPENDED';
  trades: TradeCode[];
  timeZone: string;
  phone: string | null;
  address: PostalAddress | null;
  daysCredit: number;
  createdAt: Date;
}

/** A place in the United States; `state` in two letters. */
export interface PostalAddress {
  street: string;
  city: string;
  state: string;
  zip: string;
  latitude: number | null;
  longitude: number | null;
}

/** A readable key of a business: its name in lower case, and enough of its id to be the only one. */
export function keyOf(businessName: string, id: string): string {
  const name = businessName.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40);
  return `${name || 'business'}-${id.replaceAll('-', '').slice(-12)}`;
}
