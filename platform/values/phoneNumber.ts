import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A number as customers and carriers write it, in E.164; null where no telephone could have it.
 * Possible is enough: the 555 numbers of examples are not valid, and must work.
 */
export function parsePhoneNumber(text: string): string | null {
  const parsed = parsePhoneNumberFromString(text, 'US');
  return parsed?.isPossible() ? parsed.number : null;
}

/** The country of a number in E.164 (`US`); its calling code where that is not one country's alone, and '' where it has none. */
export function regionOf(number: string): string {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.country ?? parsed?.countryCallingCode ?? '';
}

/** The digits of what may be a number or a part of one, however it is written: "(208) 555-01". Null of what holds anything else. */
export function digitsOf(search: string): string | null {
  return /^[\d\s()+./-]+$/.test(search) ? search.replace(/\D/g, '') || null : null;
}

/** Twilio's stand-in for a withheld number (spells ANONYMOUS). */
const anonymousNumbers = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/**
 * Whether a text can be sent to the caller: an E.164 number of at least ten digits that is not one of
 * Twilio's stand-ins for withheld numbers. Short codes and alphanumeric senders are not dialable (twilio.md 32).
 */
export function isDialable(caller: string | null): caller is string {
  return caller !== null && /^\+[1-9]\d{9,14}$/.test(caller) && !anonymousNumbers.has(caller);
}
