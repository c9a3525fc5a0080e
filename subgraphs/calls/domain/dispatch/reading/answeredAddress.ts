import { isGreeting } from '../standstill';
import type { AddressParts } from '../types';
import { tokensOf } from './addressTokens';
import type { MessageReading } from './readMessage';
import { saysYes } from './readReply';
import { placesAskedIn } from './readWhichPlace';
import { townKey, type Towns } from './towns';
import { fold } from './words';

/** The reading of a text with what we asked before it (`ours`): after a question for the address, "Boise" is a city and "4120 Emerald" a street. */
export function withAnsweredAddress(reading: MessageReading, text: string, ours: string, towns: Towns): MessageReading {
  const asked = fold(ours);
  if (reading.address?.street || placesAskedIn(asked) || !/\b(address|zip code|direccion|codigo postal|city|ciudad)\b/.test(asked)) return reading;
  const none: AddressParts = reading.address ?? { street: null, city: null, state: null, zip: null };
  const street = /^\W*(?:it's|its|at|en|es)?\s*(\d{1,6}[A-Za-z]?\s+[A-Za-zÀ-ÿ][\w .'À-ÿ-]{2,50}?)\s*(?:,\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'-]{2,30}?))?\s*(?:,?\s*\b(\d{5}))?\W*$/.exec(text);
  if (street && !reading.jobType) return { ...reading, address: { ...none, ...splitTown(street[1]!.trim(), street[2]?.trim() ?? none.city, towns), zip: street[3] ?? none.zip } };
  if (reading.address || reading.jobType) return reading;
  const place = placeIn(text);
  const isTown = towns.has(townKey(place));
  const isName = /^[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'-]{2,28}$/.test(place) && place.split(/\s+/).length <= 3 && !reading.thanks && !isGreeting(text) && !saysYes(text) && /\b(city|ciudad)\b/.test(asked) && !NO_PLACE.test(fold(place));
  return isTown || isName ? { ...reading, address: { ...none, city: place } } : reading;
}

const NO_PLACE = /\b(no|not|don't|dont|idk|dunno|nope|huh|unsure|sure|maybe|why|what|how|who|yes|human|person|already|told|said|sent|same|here|there|i|you|it)\b/;
/** Words around the name of a city in an answer: "it's in boise i think". */
const AROUND_PLACE = /^(?:it's|its|it|is|that's|thats|in|the|city|town|of|called|i|think|believe|guess|suppose|we're|we|i'm|im|are|live|located|near|oh|sorry|please|pls|thanks|ok|okay|um|so|en|es|esta|estoy|estamos|la|ciudad|creo|que|por|favor|gracias|perdon|area|though)$/;

function placeIn(text: string): string {
  const tokens = tokensOf(text);
  const from = tokens.findIndex(({ low }) => !AROUND_PLACE.test(low));
  const to = tokens.findLastIndex(({ low }) => !AROUND_PLACE.test(low));
  return from < 0 ? '' : text.slice(tokens[from]!.start, tokens[to]!.end);
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

/** "I don't know the zip": then the city has to do. */
export function lacksZip(text: string): boolean {
  return /\b(?:don'?t|do not|not|never|no|idk|forgot|unsure|no se|no lo se)\b.{0,25}\b(?:zip|postal|zipcode)\b|\b(?:zip|zip ?code|codigo postal)\b.{0,15}\b(?:idk|no idea|unknown|not sure|don'?t know|no (?:lo )?se)\b/.test(fold(text));
}
