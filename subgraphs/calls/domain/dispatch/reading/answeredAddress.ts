import { isGreeting } from '../standstill';
import type { AddressParts } from '../types';
import { tokensOf } from './addressTokens';
import { isCounted } from './bareStreet';
import type { MessageReading } from './readMessage';
import { saysYes } from './readReply';
import { placesAskedIn } from './readWhichPlace';
import { townKey, townMeant, type Towns } from './towns';
import { fold } from './words';

/** The reading of a text with what we asked before it (`ours`): after a question for the address, "Boise" is a city and "4120 Emerald" a street. */
export function withAnsweredAddress(reading: MessageReading, text: string, ours: string, towns: Towns): MessageReading {
  const asked = fold(ours);
  if (reading.address?.street || placesAskedIn(asked) || !/\b(address|zip code|direccion|codigo postal|city|ciudad)\b/.test(asked)) return reading;
  const none: AddressParts = reading.address ?? { street: null, city: null, state: null, zip: null };
  const street = /^\W*(?:it's|its|at|en|es)?\s*(\d{1,6}[A-Za-z]?\s+[A-Za-zÀ-ÿ][\w .'À-ÿ-]{2,50}?)\s*(?:,\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'-]{2,30}?))?\s*(?:,?\s*\b(\d{5}))?\W*$/.exec(text.replace(/\s+/g, ' '));
  if (street && !reading.jobType && !isCounted(street[1]!)) return { ...reading, address: { ...none, ...splitTown(street[1]!.trim(), street[2]?.trim() ?? none.city, towns), zip: street[3] ?? none.zip } };
  if (reading.address || reading.jobType) return reading;
  const place = placeIn(text, towns);
  const isTown = towns.has(townKey(place));
  const isName = /\b(city|ciudad)\b/.test(asked) && mayBePlace(place) && !reading.thanks && reading.preferredText === null && !isGreeting(text) && !saysYes(text);
  // In place of the street a bare name is a city only where one is known nearby by it; asked for the city alone, it is one anywhere.
  const isCity = isTown || isName && (towns.size === 0 || !STREET_ASKED.test(asked) || townMeant(place, towns) !== null);
  return isCity ? { ...reading, address: { ...none, city: place } } : reading;
}

const STREET_ASKED = /\b(street|address|calle|direccion)\b/;

/** One to three words, and none that say another thing. */
const mayBePlace = (name: string): boolean => /^[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'-]{2,28}$/.test(name) && name.split(/\s+/).length <= 3 && !NO_PLACE.test(fold(name)) && !NO_PLACE_ALONE.test(fold(name));

const NO_PLACE = /\b(no|not|don't|dont|idk|dunno|nope|huh|unsure|sure|maybe|why|what|how|who|yes|human|person|already|told|said|sent|same|here|there|i|you|it|my|mi|our|your|me|us|house|home|casa|sec|second|moment|minute|momento|call|text|llame|wait|espere)\b/;
/** Key words of carriers, and words that say no more than that our text was read. */
const NO_PLACE_ALONE = /^(?:start|unstop|stop|stopall|help|info|quit|end|cancel|unsubscribe|subscribe|ayuda|alto|empezar|cool|great|awesome|perfect|nice|good|fine|alright|all right|sounds? good|got it|wow|lol|haha|oops|hmm+|okey|bueno|vale|claro|listo|dale|perfecto|hold on|work|office|later|soon|tomorrow|done|test|testing)$/;
/** Words around the name of a city in an answer: "it's in boise i think". */
const AROUND_PLACE = /^(?:it's|its|it|is|that's|thats|in|the|city|town|of|called|i|think|believe|guess|suppose|we're|we|i'm|im|are|live|located|near|oh|sorry|please|pls|thanks|ok|okay|um|so|en|es|esta|estoy|estamos|la|ciudad|creo|que|por|favor|gracias|perdon|area|though)$/;

function placeIn(text: string, towns: Towns): string {
  const tokens = tokensOf(text);
  const from = tokens.findIndex(({ low }) => !AROUND_PLACE.test(low));
  const to = tokens.findLastIndex(({ low }) => !AROUND_PLACE.test(low));
  if (from < 0) return '';
  const end = towns.has(townKey(tokens.slice(from, to + 2).map(({ raw }) => raw).join(' '))) ? to + 1 : to; // "Garden City"
  return text.slice(tokens[from]!.start, (tokens[end] ?? tokens[to]!).end);
}

/** "12 elm garden city" is a street and a town that is known. */
function splitTown(street: string, city: string | null, towns: Towns): Pick<AddressParts, 'street' | 'city'> {
  const words = street.split(/\s+/);
  for (let at = Math.max(2, words.length - 3); city === null && at < words.length; at++) {
    const town = words.slice(at).join(' ');
    if (towns.has(townKey(town))) return { street: words.slice(0, at).join(' '), city: town };
  }
  return { street, city };
}

/** The address with its house number put right: "wait its 4210 not 4120". Of another number than the one known nothing is said by that. */
export function withHouseCorrected(address: AddressParts | null, text: string): AddressParts | null {
  const house = /^\d{1,6}[a-z]?(?=\s)/i.exec(address?.street ?? '')?.[0];
  if (!address?.street || house === undefined) return address;
  const other = '(?<![\\d:$])(\\d{1,6}[a-z]?)';
  const corrected = [`${other},? (?:and )?(?:not|no|instead of|en vez de) ${house}\\b`, `\\b(?:not|no(?: es)?) ${house}\\b,? (?:(?:it's|its|but|sino|es) )*${other}\\b(?!:| ?[ap]m\\b)`].map((words) => new RegExp(words, 'i').exec(fold(text))?.[1]).find(Boolean);
  return corrected === undefined ? address : { ...address, street: address.street.replace(house, corrected) };
}

/** "I don't know the zip": then the city has to do. */
export function lacksZip(text: string): boolean {
  return /\b(?:don'?t|do not|not|never|no|idk|forgot|unsure|no se|no lo se)\b.{0,25}\b(?:zip|postal|zipcode)\b|\b(?:zip|zip ?code|codigo postal)\b.{0,15}\b(?:idk|no idea|unknown|not sure|don'?t know|no (?:lo )?se)\b/.test(fold(text));
}
