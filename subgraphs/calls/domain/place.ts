import { STATE_CODES } from './dispatch/reading/lexicon/places';

/** A place that can be visited. */
export interface Place {
  street: string;
  city: string;
  state: string;
  zip: string;
  country?: string;
  latitude?: number | null;
  longitude?: number | null;
}

/** Besides the states of which customers write: island areas, states in free association, and the armed forces' post. Source: USPS Publication 28, Appendix B. */
const otherCodes: ReadonlySet<string> = new Set(['AS', 'GU', 'MP', 'VI', 'FM', 'MH', 'PW', 'AA', 'AE', 'AP']);

/** Whether post of the United States goes to a state or territory of these two capital letters. */
export function isStateCode(code: string): boolean {
  return STATE_CODES.has(code) || otherCodes.has(code);
}
