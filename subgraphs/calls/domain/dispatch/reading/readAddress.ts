import type { AddressParts } from '../types';
import { CITY_BEGINNINGS, CITY_ENDINGS, NOT_CITY, STATES, STATE_CODES, STREET_SUFFIXES, WEAK_SUFFIXES } from './lexicon/places';
import { fold } from './words';

/** A word of the text with what stands right after it. */
interface Token { raw: string; low: string; start: number; end: number; comma: boolean; stop: boolean; /** A share, no number of a house. */ percent: boolean }
interface Tail { city: string | null; state: string | null; zip: string | null; from: number; to: number }

const DIGIT_WORDS = new Set('zero oh one two three four five six seven eight nine'.split(' '));
const NUMBER_WORDS = new Set([...DIGIT_WORDS, ...'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand'.split(' ')]);
const UNIT = /^(apt|apartment|unit|suite|ste|bldg|building|lot|spc|space|rm|room|trailer|trlr|fl|floor|apto|apartamento|depto|dpto|departamento|#.*)$/;
const UNIT_ID = String.raw`(?:#?\d+(?:-?[a-z])?|[a-z]-?\d*|one|two|three|four|five|six|seven|eight|nine|ten)`;
const IS_UNIT_ID = new RegExp(`^${UNIT_ID}$`);
/** A part of a house that is let by itself: "upstairs unit". */
const PART_OF_HOUSE = /^(?:upper|lower|rear|front|back|upstairs|downstairs|basement|main)$/;
const UNIT_OF_HOUSE = /^(?:unit|apt|apartment)$/;
/**
 * A unit said before its street: "unit 7, 510 W Idaho St", "apt 4B at 510 …", "upstairs unit, 510 …". Not "AC unit 2 at", nor "option #2". A space or row of a lot is left out: Source eval/GUIDE.md, "lot rows".
 */
const UNIT_BEFORE = new RegExp(
  String.raw`(?:(?<!\b(?:ac|a\/c|hvac|air|heat|heating|cooling|roof|rooftop|outdoor|outside|indoor|condenser|condensing|window|storage|split|pump) )\b(?:(?:bldg|building)\.? ${UNIT_ID},? )?(?:apt|apartment|unit|suite|ste|bldg|building|lot|trailer|trlr|apto|apartamento|depto|dpto|departamento)\b(?:\.|:)?(?: (?:no\.?|number|num\.?))? ?${UNIT_ID}|(?:(?<=^\s*|[,.;:!?\n]\s*|\b(?:at|in|is|its|it's|en) ))#\d+[a-z]?|\b(?:upper|lower|rear|front|back|upstairs|downstairs|basement|main floor) (?:unit|apt|apartment)|\b(?:unit|apt|apartment) (?:upstairs|downstairs))(?: ?[,\n:-] ?| (?:(?:at|in|on|of|en|de|del) )?)(?:(?:located )?(?:at|in|on|en) )?$`,
);
/** Where the customer is told to live or to have an office: where the visit is, if nothing else is named. */
const OWN_PLACE = /\b(office is|we're based|i live at)\W*(?:at|:)?\W*$/;
const DIRECTION = /^(n|s|e|w|ne|nw|se|sw|north|south|east|west|northeast|northwest|southeast|southwest)$/;
const STREET_WORDS_MAX = 6;

/**
 * The address of the visit, parts as typed; the state as its two letters; a corrected address is the last one. Null where none is given.
 * Source: eval/GUIDE.md, "address, preferred". A street needs a house number; landmarks and bare road names are none.
 */
export function readAddress(text: string): AddressParts | null {
  const tokens = tokensOf(text);
  const streets = streetsOf(text, tokens).filter((found) => !isOther(text, found.start));
  const last = streets.findLast((found) => !isOwnPlace(text, found.start)) ?? streets.at(-1);
  const tails = tokens.flatMap((_, index) => tailAt(text, tokens, index) ?? []);
  if (last) {
    const own = last.tail ?? strongest(tails.filter((tail) => tail.from >= last.to)) ?? strongest(tails);
    return { street: text.slice(withUnitBefore(text, last), last.end), city: own?.city ?? null, state: own?.state ?? null, zip: own?.zip ?? null };
  }
  const tail = strongest(tails) ?? namedCity(text);
  return tail ? { street: null, city: tail.city, state: tail.state, zip: tail.zip } : null;
}

/** Streets in order, none within another: the "300 E" of "450 S 300 E" is no street of its own. */
function streetsOf(text: string, tokens: Token[]): Street[] {
  const found: Street[] = [];
  for (let index = 0; index < tokens.length; index++) {
    if (tokens[index]!.start < (found.at(-1)?.to ?? 0)) continue;
    if (/^\d/.test(tokens[index + 1]?.raw ?? '') && UNIT.test(tokens[index - 1]?.low ?? '') && !tokens[index - 1]!.stop) continue; // "lot 12 510 W Idaho St"
    const street = ruralAt(text, tokens, index) ?? gridAt(text, tokens, index) ?? spanishAt(text, tokens, index) ?? streetAt(text, tokens, index);
    if (!street) continue;
    const inner = tokens.findLastIndex((token, at) => at > index && token.end < street.end && !tokens.slice(index + 1, at).every((word) => DIRECTION.test(word.low)) && streetAt(text, tokens, at)?.end === street.end);
    found.push(inner > index && !/^(?:rr|hc|rural)$/.test(tokens[index]!.low) ? (gridAt(text, tokens, inner) ?? streetAt(text, tokens, inner)!) : street);
  }
  return found;
}

/** Utah and Idaho number their streets: "450 S 300 E", "5030 West 3500 South Apt B". */
function gridAt(text: string, tokens: Token[], index: number): Street | null {
  const [house, along, across, side] = tokens.slice(index, index + 4);
  if (!house || !along || !across || !side || house.comma || house.stop || along.stop || across.comma || across.stop) return null;
  return /^\d{1,5}$/.test(house.raw) && DIRECTION.test(along.low) && /^\d{1,5}(?:st|nd|rd|th)?$/.test(across.low) && DIRECTION.test(side.low) ? closeStreet(text, tokens, index, index + 3) : null;
}

/** In Spanish the number may stand behind the name: "calle Idaho 510", "Avenida Roosevelt #12". A fifth digit is that of a ZIP code, unless one follows. */
function spanishAt(text: string, tokens: Token[], index: number): Street | null {
  if (!SPANISH_STREET.test(tokens[index]!.low) || /^\d/.test(tokens[index - 1]?.raw ?? '') && !tokens[index - 1]!.comma && !tokens[index - 1]!.stop) return null;
  for (let at = index + 1; at <= index + SPANISH_WORDS_MAX; at++) {
    const [before, token] = [tokens[at - 1]!, tokens[at]];
    if (!token || before.stop || before.comma && at - 1 === index) return null;
    const house = /^(?:no|num|numero)$/.test(token.low) && tokens[at + 1] ? at + 1 : at;
    if (/^#?\d{1,5}[a-z]?$/.test(tokens[house]!.low)) return at > index + 1 && isHouseNumber(tokens, house) ? closeStreet(text, tokens, index, house) : null;
    if (before.comma || !/^[a-zñ.'-]+$/.test(token.low) || NOT_CITY.has(token.low) && !DIRECTION.test(token.low) && !/^(?:de|del|la|el|los|las)$/.test(token.low)) return null;
  }
  return null;
}

const SPANISH_STREET = /^(?:calle|avenida|av|avda|camino|paseo|carretera|calzada)$/;
/** Words from "calle" to its number. */
const SPANISH_WORDS_MAX = 5;
const isHouseNumber = (tokens: Token[], at: number): boolean => !/^\d{5}$/.test(tokens[at]!.raw) || tokens.slice(at + 1, at + 6).some((token) => /^\d{5}$/.test(token.raw));

/** "RR 2 Box 118", "Rural Route 4, Box 9A", "HC 33 Box 12". */
function ruralAt(text: string, tokens: Token[], index: number): Street | null {
  const first = tokens[index]!;
  const at = /^(?:rr|hc)$/.test(first.low) ? index + 1 : first.low === 'rural' && tokens[index + 1]?.low === 'route' ? index + 2 : null;
  if (at === null || !/^\d{1,4}$/.test(tokens[at]?.raw ?? '') || tokens[at + 1]?.low !== 'box' || !/^\d{1,5}[a-z]?$/.test(tokens[at + 2]?.low ?? '')) return null;
  return closeStreet(text, tokens, index, at + 2);
}

/** A place named alone, "townhome in Meridian"; capitals tell it from other words, so not in a text that has none or only those. */
function namedCity(text: string): Tail | null {
  const found = /\b(?:in|here in|over in|out in|en)\s+([A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2})(?=\s*(?:[.,!?;)]|$| and | off | near | by | area\b))/.exec(text);
  const city = found?.[1];
  if (!found || !city) return null;
  const low = fold(city);
  if (STATES.has(low) || low.split(' ').some((word) => NOT_CITY.has(word) || NOT_PLACES.test(word))) return null;
  const from = found.index + found[0].length - city.length;
  return { city, state: null, zip: null, from, to: from + city.length };
}

const NOT_PLACES = /^(?:january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|spring|summer|fall|winter|spanish|english|espanol|ingles|walmart|target|costco|lowes|home|depot|amazon|google|america|usa|mexico|christmas|easter|thanksgiving|general|advance|fact|case|person|honda|toyota|ford|chevy|tesla|spectrum|god|jesus|ac|hvac|casa|total)$/;

/** The fullest; of equals the last. */
const strongest = (tails: readonly Tail[]): Tail | undefined => [...tails].sort((a, b) => weight(a) - weight(b)).at(-1);
const weight = (tail: Tail): number => (tail.zip ? 4 : 0) + (tail.city ? 2 : 0) + (tail.state ? 1 : 0);

/** A billing or mailing address, or the first of "not 12 Oak St, it's …", is not where the visit is. */
function isOther(text: string, start: number): boolean {
  return /(billing|mailing|bill (?:it |me )?(?:to|at)|invoice to|send (?:the )?(?:bill|invoice) to|not at|not)\W*(?:address)?\W*(?:is|at|to|:)?\W*$/.test(fold(text.slice(Math.max(0, start - 40), start)));
}

const isOwnPlace = (text: string, start: number): boolean => OWN_PLACE.test(fold(text.slice(Math.max(0, start - 40), start)));

/** Where the street begins with the unit that was said before it; as typed, so that it stays a stretch of the text. */
function withUnitBefore(text: string, { start, hasUnit }: Street): number {
  if (hasUnit) return start;
  const from = Math.max(0, start - UNIT_BEFORE_CHARACTERS_MAX);
  const unit = UNIT_BEFORE.exec(fold(text.slice(from, start)));
  return unit ? from + unit.index : start;
}

/** "Building twelve, apartment twelve, located at " with room to spare. */
const UNIT_BEFORE_CHARACTERS_MAX = 60;

interface Street { start: number; end: number; to: number; tail: Tail | null; hasUnit?: boolean }

function streetAt(text: string, tokens: Token[], index: number): Street | null {
  const number = numberAt(tokens, index);
  if (!number) return null;
  const { next } = number;
  for (let at = next, words = 0; at < tokens.length && words < STREET_WORDS_MAX; at++, words++) {
    const token = tokens[at]!;
    if (at > next || STREET_SUFFIXES.has(token.low)) {
      const spanish = at === next && /^(calle|avenida|av|camino|paseo|carretera)$/.test(token.low);
      const doubled = !token.comma && !token.stop && STREET_SUFFIXES.has(tokens[at + 1]?.low ?? '') && !CITY_BEGINNINGS.has(tokens[at + 1]!.low) && !isCity(tokens, at + 1); // "Spruce Point Rd"
      if (!spanish && at > next && !doubled && STREET_SUFFIXES.has(token.low) && believed(tokens, next, at, number.spelled)) return closeStreet(text, tokens, index, at);
    }
    if (token.comma) { // "4102 Sycamore Knoll, Indianapolis IN 46227": no known suffix, but a city with state or ZIP follows
      const tail = tailAt(text, tokens, at + 1);
      if (tail && (tail.zip || tail.state) && tail.from === tokens[at + 1]!.start && namelike(tokens, next, at)) return { start: tokens[index]!.start, end: token.end, to: token.end, tail };
      if (at + 1 < tokens.length && UNIT.test(tokens[at + 1]!.low) && namelike(tokens, next, at)) return closeStreet(text, tokens, index, at);
      break;
    }
    if (token.stop) break;
    const tail = words > 0 || tokens[at]!.raw !== token.low ? tailAt(text, tokens, at + 1) : null; // "4040 Pinyon Mesa Colorado Springs CO 80909"
    if (tail?.zip && tail.state && tail.from === tokens[at + 1]?.start && !STREET_SUFFIXES.has(tokens[at + 1]!.low) && !restHasSuffix(tokens, at + 1, tail) && namelike(tokens, next, at) && plausibleCity(tail.city, tokens, at)) {
      return { start: tokens[index]!.start, end: token.end, to: token.end, tail };
    }
  }
  return null;
}

/** Among the ways to cut "Pinyon Mesa Colorado Springs CO" the city takes two words only where it sounds like one. */
function plausibleCity(city: string | null, tokens: Token[], at: number): boolean {
  if (!city) return false;
  const words = fold(city).split(' ');
  if (words.length === 1) return !CITY_BEGINNINGS.has(tokens[at]!.low) || !CITY_ENDINGS.has(words[0]!);
  if (words.length === 2) return CITY_BEGINNINGS.has(words[0]!) || CITY_ENDINGS.has(words[1]!);
  return CITY_BEGINNINGS.has(words[0]!) && CITY_ENDINGS.has(words.at(-1)!);
}

function restHasSuffix(tokens: Token[], from: number, tail: Tail): boolean {
  return tokens.slice(from).some((token) => token.start < tail.to - 8 && STREET_SUFFIXES.has(token.low) && !CITY_ENDINGS.has(token.low) && !CITY_BEGINNINGS.has(token.low));
}

function namelike(tokens: Token[], from: number, to: number): boolean {
  const words = tokens.slice(from, to + 1);
  return words.length > 0 && words.every((word) => !NOT_CITY.has(word.low) || DIRECTION.test(word.low) || /^(the|la|el|los|las)$/.test(word.low)) && words.some((word) => /^[A-ZÁÉÍÓÚÑ]/.test(word.raw));
}

/** "4 Sawmill Ct Bend OR": a suffix that is also a town, with its state behind it. */
function isCity(tokens: Token[], at: number): boolean {
  return /^(?:bend|vista|grove|park|hills|heights|falls)$/.test(tokens[at]!.low) && STATE_CODES.has(tokens[at + 1]?.raw ?? '');
}

/** "9 ft run" and "2 way" are no streets: a weak suffix wants a capital letter, or a city or unit behind it. */
function believed(tokens: Token[], next: number, at: number, spelled: boolean): boolean {
  const token = tokens[at]!;
  const between = tokens.slice(next, at);
  if (between.some((word) => NOT_CITY.has(word.low) && !/^(the|la|el|los|las|first|second|third|back|gate|water|lock|key|morning|front|sun|corner|garage|house)$/.test(word.low) && !DIRECTION.test(word.low) && !/^[A-Z]/.test(word.raw))) return false;
  if (!WEAK_SUFFIXES.has(token.low) || spelled) return true;
  return /^[A-Z]/.test(token.raw) || (tokens[at + 1] !== undefined && (token.comma || /^\d{5}$/.test(tokens[at + 2]?.raw ?? '')));
}

/** Takes in what belongs to the street behind its suffix: "NW", "Apt 9", "#4", "unit 2"; then the city. */
function closeStreet(text: string, tokens: Token[], from: number, suffix: number): Street {
  let last = suffix;
  const follows = (index: number) => tokens[index] !== undefined && !tokens[index - 1]!.stop;
  if (follows(last + 1) && !tokens[last]!.comma && /^(n|s|e|w|ne|nw|se|sw|N|S|E|W|NE|NW|SE|SW|north|south|east|west|North|South|East|West)$/.test(tokens[last + 1]!.raw) && !CITY_BEGINNINGS.has(`${tokens[last + 1]!.low}`)) last += 1;
  else if (follows(last + 1) && !tokens[last]!.comma && /^(N|S|E|W|NE|NW|SE|SW)$/i.test(tokens[last + 1]!.raw)) last += 1;
  if (/^(road|rd|route|rte|highway|hwy|avenue|ave|co|st)$/.test(tokens[last]!.low) && !tokens[last]!.comma && follows(last + 1) && /^([A-Z]{1,2}|\d{1,4})$/.test(tokens[last + 1]!.raw) && !STATE_CODES.has(tokens[last + 1]!.raw)) last += 1; // "County Road K", "Hwy 55"
  const street = last;
  for (let units = 0; units < 2; units++) {
    if (!follows(last + 1)) break;
    const unit = tokens[last + 1]!;
    if (/^#\w+/.test(unit.low)) last += 1;
    else if (UNIT.test(unit.low) && follows(last + 2) && IS_UNIT_ID.test(tokens[last + 2]!.low)) last += 2;
    else if (PART_OF_HOUSE.test(unit.low) && follows(last + 2) && UNIT_OF_HOUSE.test(tokens[last + 2]!.low)) last += 2;
    else break;
  }
  const to = tokens[last]!.end;
  const tail = follows(last + 1) ? cityBehind(text, tokens, last + 1, tokens[last]!.comma) : null;
  return { start: tokens[from]!.start, end: to, to, tail, hasUnit: last > street };
}

/** A city right behind a street: with state or ZIP, or behind a comma or "in". */
function cityBehind(text: string, tokens: Token[], at: number, comma: boolean): Tail | null {
  const first = /^(in|en)$/.test(tokens[at]!.low) ? at + 1 : at;
  if (!tokens[first]) return null;
  const full = tailAt(text, tokens, first);
  if (full && full.from === tokens[first]!.start) return full;
  if (!comma && first === at && !/^[A-Z]/.test(tokens[at]!.raw)) return spokenCity(text, tokens, first);
  let last = first - 1;
  while (last - first < 2 && tokens[last + 1] && !NOT_CITY.has(tokens[last + 1]!.low) && /^[A-Za-z.'’-]+$/.test(tokens[last + 1]!.raw)
    && (/^[A-Z]/.test(tokens[last + 1]!.raw) || last < first)) {
    last += 1;
    if (tokens[last]!.stop || tokens[last]!.comma) break;
  }
  if (last < first) return null;
  return { city: text.slice(tokens[first]!.start, tokens[last]!.end), state: null, zip: null, from: tokens[first]!.start, to: tokens[last]!.end };
}

function spokenCity(text: string, tokens: Token[], first: number): Tail | null {
  const token = tokens[first]!;
  if (NOT_CITY.has(token.low) || !(token.stop || token.comma || tokens[first + 1] === undefined || NOT_CITY.has(tokens[first + 1]!.low)) || !/^[a-z]{4,}$/.test(token.low)) return null;
  return { city: text.slice(token.start, token.end), state: null, zip: null, from: token.start, to: token.end };
}

/** City, state, ZIP that begin at a token: "Boise ID 83704", "Salt Lake City, Utah", "Boise 83704", "83704 Boise", "83704". */
function tailAt(text: string, tokens: Token[], index: number): Tail | null {
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

function isZipContext(tokens: Token[], index: number): boolean {
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  return !/^(error|code|model|serial|btu|btus|cfm|lumens|account|invoice|ticket|order|\$)$/.test(before?.low ?? '') && !/^(btu|btus|miles|dollars|watts|watt|sq|square|gallons|lumens|cfm|psi|bucks)$/.test(after?.low ?? '');
}

function stateAt(tokens: Token[], index: number): { code: string; next: number; sure: boolean } | null {
  const token = tokens[index];
  if (!token) return null;
  if (STATE_CODES.has(token.raw.toUpperCase()) && token.raw.length === 2) {
    const shouted = tokens.length > 3 && tokens.every((other) => other.raw === other.raw.toUpperCase());
    const upper = !shouted && (token.raw === token.raw.toUpperCase() || /^[A-Z][a-z]$/.test(token.raw) && !/^(In|Me|Or|Hi|Oh|Ok|La|De|Id|Pa|Ma|Al|Mi)$/.test(token.raw));
    const zip = zipAt(tokens, index + 1) !== null;
    const closes = /^(?:id|pa|ma|al|mi|oh|ok|la|de)$/.test(token.low) && index > 1 && (token.comma || token.stop || tokens[index + 1] === undefined || DAYS.test(tokens[index + 1]!.low)) && tokens.some((other) => /^\d{1,6}$/.test(other.raw) && other.start < token.start && token.start - other.end < 45);
    if (closes && !shouted && !/^(?:its|it's|is|was|all|thats|that's|be|im|i'm)$/.test(tokens[index - 1]?.low ?? '')) return { code: token.raw.toUpperCase(), next: index + 1, sure: true };
    if (upper || zip || !shouted && !/^(in|me|or|hi|oh|ok|la|de|id|pa|ma|al|mi)$/.test(token.low)) return { code: token.raw.toUpperCase(), next: index + 1, sure: upper || zip };
    return null;
  }
  const two = tokens[index + 1] ? STATES.get(`${token.low} ${tokens[index + 1]!.low}`) : undefined;
  if (two) return { code: two, next: index + 2, sure: true };
  const one = STATES.get(token.low);
  return one ? { code: one, next: index + 1, sure: true } : null;
}

const DAYS = /^(?:mon|tues?|wed|thurs?|fri|sat|sun|lunes|martes|miercoles|jueves|viernes|sabado|domingo)(?:day)?|^(?:today|tomorrow|tmrw|asap|anytime|mornings?|hoy|manana|need|please|pls)$/;

function zipAt(tokens: Token[], index: number): { next: number; spelled: boolean } | null {
  if (/^(zip|zipcode)$/.test(tokens[index]?.low ?? '')) return null;
  if (/^\d{5}(-\d{4})?$/.test(tokens[index]?.raw ?? '')) return { next: index + 1, spelled: false };
  const five = tokens.slice(index, index + 5);
  return five.length === 5 && five.every((token) => DIGIT_WORDS.has(token.low)) ? { next: index + 5, spelled: true } : null;
}

/** A house number: "4120", "12B", "N4120", "14-22", or spelled out as dictation writes it, "six oh two". */
function numberAt(tokens: Token[], index: number): { next: number; spelled: boolean } | null {
  const token = tokens[index]!;
  if (token.stop || token.comma || token.percent) return null;
  if (/^\d{1,6}(-\d{1,4})?[A-Za-z]?$|^[NSEW]\d{2,5}$/.test(token.raw) && !/^\d+(st|nd|rd|th|am|pm|a|p)$/.test(token.low)) return { next: index + 1, spelled: false };
  if (!NUMBER_WORDS.has(token.low) || NUMBER_WORDS.has(tokens[index - 1]?.low ?? '')) return null;
  let next = index;
  while (tokens[next] && NUMBER_WORDS.has(tokens[next]!.low)) next += 1;
  return { next, spelled: true };
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[#A-Za-z0-9À-ÿ][\w'’À-ÿ/-]*\.?/g)].map((match) => {
    const dotted = match[0].endsWith('.');
    const after = text.slice(match.index + match[0].length);
    const bare = dotted ? match[0].slice(0, -1) : match[0];
    const abbreviation = dotted && (STREET_SUFFIXES.has(bare.toLowerCase()) || DIRECTION.test(bare.toLowerCase()) || /^(st|ft|mt|apt|ste)$/i.test(bare)) && /^\s+(?:[A-Z#\d]|(?:in|en|apt|apartment|apto|unit|suite|ste|lot|trailer|upstairs|downstairs)\b)/.test(after) || (dotted && /^,/.test(after));
    const end = match.index + bare.length;
    return { percent: after.startsWith('%'), raw: bare, low: fold(bare), start: match.index, end, comma: /^\s*,/.test(after), stop: (dotted && !abbreviation) || /^\s*[.!?;:()\n]/.test(after) || /^\s+-\s/.test(after) };
  });
}
