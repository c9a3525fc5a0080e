import { DIGIT_WORDS, NUMBER_WORDS, SPANISH_STREET, tokensOf, type Token } from './addressTokens';
import { CITY_BEGINNINGS, NOT_CITY, STATE_CODES, STATES } from './lexicon/places';
import { NO_TOWNS, townBefore, townEnd, type Towns } from './towns';
import { fold } from './words';

/** What of a text names a city, its state, a ZIP code, or several of these; offsets of the text. */
export interface Tail { city: string | null; state: string | null; zip: string | null; from: number; to: number }

/** City, state, ZIP that begin at a token: "Boise ID 83704", "Salt Lake City, Utah", "Boise 83704", "83704 Boise", "83704". */
export function tailAt(text: string, tokens: Token[], index: number): Tail | null {
  const first = tokens[index];
  if (!first) return null;
  const zipFirst = zipAt(tokens, index);
  if (zipFirst) {
    const city = tokens[index + 1];
    const named = city && !tokens[zipFirst.next - 1]!.stop && /^[A-Z][a-z]+$/.test(city.raw) && !NOT_CITY.has(city.low) ? city : null;
    const bare = !named && /^\d{5}$/.test(first.raw) && isZipContext(tokens, index);
    return named || bare || zipFirst.spelled ? { city: named?.raw ?? null, state: null, zip: text.slice(first.start, tokens[zipFirst.next - 1]!.end), from: first.start, to: named?.end ?? first.end } : null;
  }
  for (let words = 1; words <= 4; words++) {
    const last = tokens[index + words - 1];
    if (!last || /^(zip|zipcode|code|postal)$/.test(last.low) || words === 1 && (SPANISH_STREET.test(last.low) || /^[nsew]$/.test(last.low)) || NOT_CITY.has(last.low) && !(words === 1 && /^(la|los|las|el)$/.test(last.low)) || !/^[A-Za-z.'’-]+$/.test(last.raw) || NUMBER_WORDS.has(last.low) && words > 1) return null;
    const state = stateAt(tokens, index + words);
    const zip = last.stop && !last.raw.endsWith('.') ? null : zipAt(tokens, state ? state.next : index + words);
    if (state?.code === 'CO' && !zip && !/^[A-Z]/.test(last.raw)) return null; // carbon monoxide
    if (state && (zip || state.sure || last.comma) || zip && (words <= 3)) {
      const to = tokens[(zip ?? state)!.next - 1]!;
      if (words === 1 && STATES.has(last.low) && !state) return { city: null, state: STATES.get(last.low)!, zip: zip ? text.slice(tokens[zip.next - 1]!.start, to.end) : null, from: first.start, to: to.end };
      const zipText = zip ? text.slice(tokens[state ? state.next : index + words]!.start, to.end).slice(0, 40) : null;
      return { city: text.slice(first.start, last.end), state: state?.code ?? null, zip: zipText && /^\d/.test(zipText) ? zipText.slice(0, 5) : zipText, from: first.start, to: to.end };
    }
    if (last.stop || (last.comma && words >= 1)) return null;
  }
  return null;
}

/** A city right behind a street: with state or ZIP, or behind a comma or "in". */
export function cityBehind(text: string, tokens: Token[], at: number, comma: boolean, towns: Towns = NO_TOWNS): Tail | null {
  const first = /^(in|en|city|ciudad)$/.test(tokens[at]!.low) ? at + 1 : at;
  if (!tokens[first]) return null;
  const full = tailAt(text, tokens, first);
  if (full && full.from === tokens[first]!.start) return full;
  const town = townEnd(tokens, first, towns);
  if (town !== null) return plainCity(text, tokens, first, town);
  if ((!comma || towns.size > 0) && first === at && !/^[A-Z]/.test(tokens[at]!.raw)) return spokenCity(text, tokens, first);
  let last = first - 1;
  const isBegun = CITY_BEGINNINGS.has(tokens[first]!.low) && /^[A-Z]/.test(tokens[first]!.raw) && /^[A-Z]/.test(tokens[first + 1]?.raw ?? ''); // "Las Vegas"
  while (last - first < 2 && tokens[last + 1] && (!NOT_CITY.has(tokens[last + 1]!.low) || isBegun && last < first) && /^[A-Za-z.'’-]+$/.test(tokens[last + 1]!.raw)
    && (/^[A-Z]/.test(tokens[last + 1]!.raw) || last < first)) {
    last += 1;
    if (tokens[last]!.stop || tokens[last]!.comma) break;
  }
  if (last < first) return null;
  return { city: text.slice(tokens[first]!.start, tokens[last]!.end), state: null, zip: null, from: tokens[first]!.start, to: tokens[last]!.end };
}

const plainCity = (text: string, tokens: Token[], first: number, end: number): Tail => {
  const [from, to] = [tokens[first]!.start, tokens[end - 1]!.end];
  return { city: text.slice(from, to), state: null, zip: null, from, to };
};

/** A line of its own behind the street that is nothing but a city, as an address is written on a letter or in a text for each line; a known town in brackets or in a sentence of its own too. */
export function cityOnNextLine(text: string, tokens: Token[], to: number, towns: Towns): Tail | null {
  const line = /^[\s.,;]*?(\n|\(|\.\s)\s*([A-Za-z][A-Za-z' -]*?)[ .,!)]*(?=\n|$|[.)] ?)/.exec(text.slice(to));
  if (!line) return null;
  const first = tokens.findIndex(({ start }) => start >= to);
  const words = tokens.slice(first).filter(({ end }) => end <= to + line[0].length);
  const isTown = townEnd(tokens, first, towns) === first + words.length;
  const isNamed = line[1] === '\n' && words.length <= 3 && words.every(({ raw, low }) => /^[A-Z]/.test(raw) && !NOT_CITY.has(low) && !NOT_PLACES.test(low) && !STATES.has(low)) && words.some(({ raw }) => /[a-z]/.test(raw));
  return isTown || isNamed ? plainCity(text, tokens, first, first + words.length) : null;
}

function spokenCity(text: string, tokens: Token[], first: number): Tail | null {
  const token = tokens[first]!;
  if (NOT_CITY.has(token.low) || !(token.stop || token.comma || tokens[first + 1] === undefined || NOT_CITY.has(tokens[first + 1]!.low)) || !/^[a-z]{4,}$/.test(token.low)) return null;
  return { city: text.slice(token.start, token.end), state: null, zip: null, from: token.start, to: token.end };
}

/** A place named alone, "townhome in Meridian", from an offset of the text on; capitals tell it from other words, so not in a text that has none or only those, but for a known town. */
export function namedCity(text: string, after = 0, towns: Towns = NO_TOWNS): Tail | null {
  const town = townNamed(text, after, towns);
  if (town) return town;
  const rest = text.slice(after);
  const found = /\b(?:in|here in|over in|out in|en)\s+([A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2})(?=\s*(?:[.,!?;)]|$| and | off | near | by | area\b))/.exec(rest);
  const city = found?.[1];
  if (!found || !city) return null;
  const low = fold(city);
  if (STATES.has(low) || low.split(' ').some((word) => NOT_CITY.has(word) || NOT_PLACES.test(word))) return null;
  const from = after + found.index + found[0].length - city.length;
  return { city, state: null, zip: null, from, to: from + city.length };
}

/** A known town right before the street, or named by "in" anywhere before it: "Boise, 4120 Emerald", "over in kuna at 455 w 4th". */
export function townAhead(text: string, tokens: Token[], street: number, towns: Towns): Tail | null {
  const at = tokens.findIndex(({ start }) => start >= street);
  const from = at < 0 ? null : townBefore(tokens, at, towns);
  return from === null ? townNamed(text, 0, towns) : plainCity(text, tokens, from, at);
}

/** "its in boise", "estoy en garden city", of the towns that are known. */
function townNamed(text: string, after: number, towns: Towns): Tail | null {
  if (towns.size === 0) return null;
  const tokens = tokensOf(text);
  for (const [index, { low, start }] of tokens.entries()) {
    if (start < after || !/^(?:in|en)$/.test(low)) continue;
    const end = townEnd(tokens, index + 1, towns);
    if (end !== null) return plainCity(text, tokens, index + 1, end);
  }
  return null;
}

const NOT_PLACES = /^(?:january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|spring|summer|fall|winter|spanish|english|espanol|ingles|walmart|target|costco|lowes|home|depot|amazon|google|america|usa|mexico|christmas|easter|thanksgiving|general|advance|fact|case|person|honda|toyota|ford|chevy|tesla|spectrum|god|jesus|ac|hvac|casa|total)$/;

/** The fullest; of equals the last. */
export const strongest = (tails: readonly Tail[]): Tail | undefined => [...tails].sort((a, b) => weight(a) - weight(b)).at(-1);
const weight = (tail: Tail): number => (tail.zip ? 4 : 0) + (tail.city ? 2 : 0) + (tail.state ? 1 : 0);

function isZipContext(tokens: Token[], index: number): boolean {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  return !/^(error|code|model|serial|btu|btus|cfm|lumens|account|invoice|ticket|order|\$)$/.test(before?.low ?? '') && !/^(btu|btus|miles|dollars|watts|watt|sq|square|gallons|lumens|cfm|psi|bucks)$/.test(after?.low ?? '');
}

function stateAt(tokens: Token[], index: number): { code: string; next: number; sure: boolean } | null {
  const token = tokens[index];
  if (!token) return null;
  if (STATE_CODES.has(token.raw.toUpperCase()) && token.raw.length === 2) {
    const shouted = tokens.length > 3 && tokens.slice(0, SHOUTED_WORDS).every((other) => other.raw === other.raw.toUpperCase());
    const upper = !shouted && (token.raw === token.raw.toUpperCase() || /^[A-Z][a-z]$/.test(token.raw) && !/^(In|Me|Or|Hi|Oh|Ok|La|De|Id|Pa|Ma|Al|Mi)$/.test(token.raw));
    const zip = zipAt(tokens, index + 1) !== null;
    const closes = /^(?:id|pa|ma|al|mi|oh|ok|la|de)$/.test(token.low) && index > 1 && (token.comma || token.stop || tokens[index + 1] === undefined || DAYS.test(tokens[index + 1]!.low)) && tokens.slice(Math.max(0, index - HOUSE_CHARACTERS), index).some((other) => /^\d{1,6}$/.test(other.raw) && other.start < token.start && token.start - other.end < HOUSE_CHARACTERS);
    if (closes && !shouted && !/^(?:its|it's|is|was|all|thats|that's|be|im|i'm)$/.test(tokens[index - 1]?.low ?? '')) return { code: token.raw.toUpperCase(), next: index + 1, sure: true };
    if (upper || zip || !shouted && !/^(in|me|or|hi|oh|ok|la|de|id|pa|ma|al|mi)$/.test(token.low)) return { code: token.raw.toUpperCase(), next: index + 1, sure: upper || zip };
    return null;
  }
  const two = tokens[index + 1] ? STATES.get(`${token.low} ${tokens[index + 1]!.low}`) : undefined;
  if (two) return { code: two, next: index + 2, sure: true };
  const one = STATES.get(token.low);
  return one ? { code: one, next: index + 1, sure: true } : null;
}

/** Who shouts so many words shouts all. */
const SHOUTED_WORDS = 40;
/** Between a house number and the state behind its street. */
const HOUSE_CHARACTERS = 45;
const DAYS = /^(?:mon|tues?|wed|thurs?|fri|sat|sun|lunes|martes|miercoles|jueves|viernes|sabado|domingo)(?:day)?|^(?:today|tomorrow|tmrw|asap|anytime|mornings?|hoy|manana|need|please|pls)$/;

function zipAt(tokens: Token[], index: number): { next: number; spelled: boolean } | null {
  if (/^(zip|zipcode)$/.test(tokens[index]?.low ?? '')) return null;
  if (/^\d{5}(-\d{4})?$/.test(tokens[index]?.raw ?? '')) return { next: index + 1, spelled: false };
  const five = tokens.slice(index, index + 5);
  return five.length === 5 && five.every((token) => DIGIT_WORDS.has(token.low)) ? { next: index + 5, spelled: true } : null;
}
