import type { PlaceConflict } from '../area/conflict';
import type { AddressParts } from '../types';
import { STATES } from './lexicon/places';
import { fold } from './words';

/** How our own text asks (texts.ts, whichPlace). */
const WHICH_PLACE = [/\byou wrote (.+), but zip code (\d{5}) is in (.+)\. which is right\?/, /\bpuso (.+), pero el codigo postal (\d{5}) es de (.+)\. ¿cual es correcto\?/];

/** The city and ZIP code between which a text of ours asks the customer to decide, in lower case; null where it does not. */
export function placesAskedIn(ours: string): PlaceConflict | null {
  const folded = fold(ours);
  const [, said, zip, there] = WHICH_PLACE.map((asks) => asks.exec(folded)).find((match) => match !== null) ?? [];
  return said && zip && there ? { said, zip, there } : null;
}

/** The address after the answer to that question, of which `read` has been taken over already: the side that was not chosen is dropped. As it is where the answer settles nothing. */
export function settledAddress(address: AddressParts, asked: PlaceConflict, text: string, read: AddressParts | null): AddressParts {
  if (read?.zip && read.zip.slice(0, 5) !== asked.zip) return address;
  const side = chosenPlace(asked, text);
  if (side === null) return address;
  if (side === 'city') return { ...address, zip: null };
  const isAnother = read?.city != null && fold(read.city) !== cityOf(asked.said);
  return { ...address, city: isAnother ? read.city : null, state: isAnother ? read.state : null };
}

/** Which of the two an answer chooses, by its name, its kind or its place in the question, or by denying the other; null where neither or both. */
export function chosenPlace({ said, zip, there }: PlaceConflict, text: string): 'city' | 'zip' | null {
  const [city, other] = [wordsFor(said, there), wordsFor(there, said)];
  const sides = [
    ...mentions(text, [...city, 'city', 'town', 'ciudad', 'first', 'primer[oa]']).map(({ isDenied }) => (isDenied ? 'zip' : 'city')),
    ...mentions(text, [...other, zip, 'zip(?: ?code)?', 'codigo(?: postal)?', 'second', 'latter', 'segund[oa]']).map(({ isDenied }) => (isDenied ? 'city' : 'zip')),
  ];
  if (/^\W*[12]\W*$/.test(text)) sides.push(text.includes('1') ? 'city' : 'zip');
  return new Set(sides).size === 1 ? (sides[0] as 'city' | 'zip') : null;
}

const DENIED_BEFORE = /\b(?:not|isn't|ain't|wrong|instead of|forget|no es|no en|no era|en vez de|en lugar de)(?: (?:in|the|my|en|el|la|de))*\W*$/;
const DENIED_BEHIND = /^\W*(?:is|was|'s|es|esta|era) (?:wrong|incorrect|not (?:right|correct)|a (?:typo|mistake)|mal|equivocad[oa]|incorrect[oa])\b/;

/** Where one of the words stands in the text, and whether it is denied there. */
function mentions(text: string, words: readonly string[]): { isDenied: boolean }[] {
  const folded = fold(text);
  return [...folded.matchAll(new RegExp(String.raw`(?<![a-z0-9])(?:${words.join('|')})(?![a-z0-9])`, 'g'))].map(({ 0: word, index }) => ({
    isDenied: DENIED_BEFORE.test(folded.slice(0, index)) || DENIED_BEHIND.test(folded.slice(index + word.length)),
  }));
}

const STATE_NAMES: ReadonlyMap<string, string> = new Map([...STATES].map(([name, code]) => [code.toLowerCase(), name]));
const cityOf = (place: string): string => place.replace(/, [a-z]{2}$/, '');
const stateOf = (place: string): string | null => /, ([a-z]{2})$/.exec(place)?.[1] ?? null;

/** What tells a place ("boise, id") from the other, as patterns: its city, the name of its state. The two letters of a state are words of other meanings, "in" and "or". */
function wordsFor(place: string, other: string): string[] {
  const names = (of: string) => [cityOf(of), STATE_NAMES.get(stateOf(of) ?? '')].filter((name) => name !== undefined);
  return names(place).filter((name) => !names(other).includes(name)).map((name) => name.replace(/[^a-z0-9 ]/g, '.'));
}
