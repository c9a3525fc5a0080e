import type { Place } from './place';

/** A person at a telephone number (E.164). `unreachable`: why no text reaches it, and the carrier's error that said so. */
export interface Customer {
  id: string;
  phone: string;
  name: string | null;
  addresses: Place[];
  optedOut: boolean;
  unreachable: 'LANDLINE' | 'INVALID' | null;
  unreachableCode: number | null;
}
