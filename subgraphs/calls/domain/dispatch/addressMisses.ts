import { ASK_CITY, ASK_CITY_ALONE, ASK_STREET, ASK_STREET_AND_CITY, NOT_FOUND } from './texts';

const QUESTIONS = { street: ASK_STREET, streetAndCity: ASK_STREET_AND_CITY, city: ASK_CITY, cityAlone: ASK_CITY_ALONE, notFound: NOT_FOUND } as const;
export type AddressQuestion = keyof typeof QUESTIONS;

/** What of an address a text of ours asks for; null where it asks for none. */
export function addressQuestionIn(ours: string): AddressQuestion | null {
  return (Object.keys(QUESTIONS) as AddressQuestion[]).find((name) => Object.values(QUESTIONS[name]).some((words: string) => ours.includes(words))) ?? null;
}

/** A text of the customer as an answer to `asked`. */
export interface AddressTurn {
  asked: AddressQuestion | null;
  hasAddress: boolean;
  /** It tells something new that is none of an address. */
  isNew: boolean;
  /** It asks us what we can answer. */
  asksUs: boolean;
}

/**
 * How often the customer's address has not been understood after a text, when we go on by asking `asks`. An address that cannot be found is one time, and so is a question that has to be put again; the questions for
 * street, city and ZIP code are about one address and count together. What is found, or something else that is new, begins anew. Source: contract/domain.md, "Conversations" (twice not understood).
 */
export function missesAfter(before: number, { asked, hasAddress, isNew, asksUs }: AddressTurn, asks: AddressQuestion | null): number {
  if (asks === null || isNew && !hasAddress) return 0;
  if (asksUs && !hasAddress) return before;
  return hasAddress && asks === 'notFound' || asks === asked ? before + 1 : before;
}
