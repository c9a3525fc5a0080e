import type { AddressParts } from '../types';
import { DIRECTION, NUMBER_WORDS, SPANISH_STREET, tokensOf, type Token } from './addressTokens';
import { bareStreetEnd } from './bareStreet';
import { CITY_BEGINNINGS, CITY_ENDINGS, NOT_CITY, STATE_CODES, STREET_SUFFIXES, WEAK_SUFFIXES } from './lexicon/places';
import { cityBehind, cityOnNextLine, namedCity, strongest, tailAt, townAhead, type Tail } from './readCity';
import { NO_TOWNS, townEnd, type Towns } from './towns';
import { fold } from './words';

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
const STREET_WORDS_MAX = 6;

/**
 * The address of the visit, parts as typed; the state as its two letters; a corrected address is the last one. Null where none is given.
 * Source: eval/GUIDE.md, "address, preferred". A street needs a house number; landmarks and bare road names are none.
 */
export function readAddress(text: string, towns: Towns = NO_TOWNS): AddressParts | null {
  return findAddress(text, towns)?.address ?? null;
}

/** The address of the visit, and the stretches of the text that name it. */
export interface FoundAddress { address: AddressParts; spans: string[] }

/** The same, with where it stands: a unit may stand away from its street. `towns` are cities known by their names alone, in small letters too. */
export function findAddress(text: string, towns: Towns = NO_TOWNS): FoundAddress | null {
  const tokens = tokensOf(text);
  const streets = streetsOf(text, tokens, towns).filter((found) => !isOther(text, found.start));
  const last = streets.findLast((found) => !isOwnPlace(text, found.start)) ?? streets.at(-1);
  const tails = tokens.flatMap((_, index) => tailAt(text, tokens, index) ?? []);
  const own = (last && (last.tail ?? strongest(tails.filter((tail) => tail.from >= last.to)))) ?? strongest(tails) ?? (last && cityOnNextLine(text, tokens, last.to, towns)) ?? namedCity(text, last?.to ?? 0, towns) ?? (last ? townAhead(text, tokens, last.start, towns) : null);
  const { city = null, state = null, zip = null } = own ?? {};
  const named = [city, zip].filter((part) => part !== null);
  if (!last) return own && { address: { street: null, city, state, zip }, spans: named };
  const from = withUnitBefore(text, last);
  const street = text.slice(from, last.end);
  const isCityBehind = own && own.from >= last.to && (own.zip !== null || own.state !== null || /[,\n]|\b(?:in|en)\b/.test(text.slice(last.end, own.from)));
  const unit = isCityBehind && from === last.start && !last.hasUnit ? unitBehind(text, tokens, own.to) : null;
  return { address: { street: unit ? `${street} ${unit}` : street, city, state, zip }, spans: [street, ...(unit ? [unit] : []), ...named] };
}

/** A unit said behind the city: "12 Oak St, Boise ID 83702 apt 4". What may be another thing, "unit 2 is not cooling" or the offer "#2", only where nothing follows it. */
function unitBehind(text: string, tokens: Token[], end: number): string | null {
  const at = tokens.findIndex(({ start }) => start >= end);
  const unit = tokens[at];
  if (!unit || !/^\W*$/.test(text.slice(end, unit.start))) return null;
  const id = /^#\w+$/.test(unit.low) ? unit : UNIT.test(unit.low) && IS_UNIT_ID.test(tokens[at + 1]?.low ?? '') ? tokens[at + 1]! : null;
  if (!id || unit === id && /[,.;]/.test(text.slice(end, unit.start))) return null;
  const isLast = id.comma || id.stop || id === tokens.at(-1);
  return isLast || DWELLING.test(unit.low) ? text.slice(unit.start, id.end) : null;
}

const DWELLING = /^(?:apt|apartment|apto|apartamento|depto|dpto|departamento|suite|ste)$/;

/** Streets in order, none within another: the "300 E" of "450 S 300 E" is no street of its own. */
function streetsOf(text: string, tokens: Token[], towns: Towns): Street[] {
  const found: Street[] = [];
  for (let index = 0; index < tokens.length; index++) {
    if (tokens[index]!.start < (found.at(-1)?.to ?? 0)) continue;
    if (/^\d/.test(tokens[index + 1]?.raw ?? '') && UNIT.test(tokens[index - 1]?.low ?? '') && !tokens[index - 1]!.stop) continue; // "lot 12 510 W Idaho St"
    const street = ruralAt(text, tokens, index, towns) ?? gridAt(text, tokens, index, towns) ?? spanishAt(text, tokens, index, towns) ?? (isOfStreet(tokens, index) ? spanishBehind(text, tokens, index, towns) : null) ?? streetAt(text, tokens, index, towns) ?? spanishBehind(text, tokens, index, towns) ?? bareAt(text, tokens, index, towns);
    if (!street) continue;
    const inner = tokens.findLastIndex((token, at) => at > index && token.end < street.end && !tokens.slice(index + 1, at).every((word) => DIRECTION.test(word.low)) && streetAt(text, tokens, at, towns)?.end === street.end);
    found.push(inner > index && !/^(?:rr|hc|rural)$/.test(tokens[index]!.low) ? (gridAt(text, tokens, inner, towns) ?? streetAt(text, tokens, inner, towns)!) : street);
  }
  return found;
}

/** Utah and Idaho number their streets: "450 S 300 E", "5030 West 3500 South Apt B". */
function gridAt(text: string, tokens: Token[], index: number, towns: Towns): Street | null {
  const [house, along, across, side] = tokens.slice(index, index + 4);
  if (!house || !along || !across || !side || house.comma || house.stop || along.stop || across.comma || across.stop) return null;
  return /^\d{1,5}$/.test(house.raw) && DIRECTION.test(along.low) && /^\d{1,5}(?:st|nd|rd|th)?$/.test(across.low) && DIRECTION.test(side.low) ? closeStreet(text, tokens, index, index + 3, towns) : null;
}

/** In Spanish the number may stand behind the name: "calle Idaho 510", "Avenida Roosevelt #12". A fifth digit is that of a ZIP code, unless one follows. */
function spanishAt(text: string, tokens: Token[], index: number, towns: Towns): Street | null {
  if (!SPANISH_STREET.test(tokens[index]!.low) || /^\d/.test(tokens[index - 1]?.raw ?? '') && !tokens[index - 1]!.comma && !tokens[index - 1]!.stop) return null;
  for (let at = index + 1; at <= index + SPANISH_WORDS_MAX; at++) {
    const [before, token] = [tokens[at - 1]!, tokens[at]];
    if (!token || before.stop || before.comma && at - 1 === index) return null;
    const house = /^(?:no|num|numero)$/.test(token.low) && tokens[at + 1] ? at + 1 : at;
    if (/^#?\d{1,5}[a-z]?$/.test(tokens[house]!.low)) return at > index + 1 && isHouseNumber(tokens, house) ? closeStreet(text, tokens, index, house, towns) : null;
    if (before.comma || !/^[a-zñ.'-]+$/.test(token.low) || NOT_CITY.has(token.low) && !DIRECTION.test(token.low) && !/^(?:de|del|la|el|los|las)$/.test(token.low)) return null;
  }
  return null;
}

/** The number before it: "500 de la calle Main", "500 calle San Juan". */
function spanishBehind(text: string, tokens: Token[], index: number, towns: Towns): Street | null {
  if (!/^\d{1,5}[a-z]?$/.test(tokens[index]!.low) || tokens[index]!.comma || tokens[index]!.stop) return null;
  const street = tokens.findIndex(({ low }, at) => at > index && !/^(?:de|la|el)$/.test(low));
  if (street < 0 || street > index + 3 || !SPANISH_STREET.test(tokens[street]!.low) || tokens[street]!.comma || tokens[street]!.stop) return null;
  let end = street;
  for (let at = street + 1; at <= street + SPANISH_WORDS_MAX; at++) {
    const word = tokens[at];
    const isJoint = /^(?:de|del|la|el|los|las)$/.test(word?.low ?? '');
    if (!word || !/^(?:[a-zñ.'-]+|\d{1,3}(?:st|nd|rd|th)?)$/.test(word.low) || NOT_CITY.has(word.low) && !isJoint || end > street && townEnd(tokens, at, towns) !== null) break;
    if (!isJoint) end = at;
    if (word.comma || word.stop || !/^[A-Z\d]/.test(word.raw) && !isJoint) break;
  }
  return end > street ? closeStreet(text, tokens, index, end, towns) : null;
}

/** "500 de la calle …": here "calle" ends no name. */
const isOfStreet = (tokens: Token[], index: number): boolean => tokens[index + 1]?.low === 'de';

/** Words from "calle" to its number. */
const SPANISH_WORDS_MAX = 5;
const isHouseNumber = (tokens: Token[], at: number): boolean => !/^\d{5}$/.test(tokens[at]!.raw) || tokens.slice(at + 1, at + 6).some((token) => /^\d{5}$/.test(token.raw));

/** "RR 2 Box 118", "Rural Route 4, Box 9A", "HC 33 Box 12". */
function ruralAt(text: string, tokens: Token[], index: number, towns: Towns): Street | null {
  const first = tokens[index]!;
  const at = /^(?:rr|hc)$/.test(first.low) ? index + 1 : first.low === 'rural' && tokens[index + 1]?.low === 'route' ? index + 2 : null;
  if (at === null || !/^\d{1,4}$/.test(tokens[at]?.raw ?? '') || tokens[at + 1]?.low !== 'box' || !/^\d{1,5}[a-z]?$/.test(tokens[at + 2]?.low ?? '')) return null;
  return closeStreet(text, tokens, index, at + 2, towns);
}

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

function streetAt(text: string, tokens: Token[], index: number, towns: Towns): Street | null {
  const number = numberAt(tokens, index);
  if (!number) return null;
  const { next } = number;
  for (let at = next, words = 0; at < tokens.length && words < STREET_WORDS_MAX; at++, words++) {
    const token = tokens[at]!;
    if (at > next || STREET_SUFFIXES.has(token.low)) {
      const spanish = at === next && /^(calle|avenida|av|camino|paseo|carretera)$/.test(token.low);
      const doubled = !token.comma && !token.stop && STREET_SUFFIXES.has(tokens[at + 1]?.low ?? '') && !CITY_BEGINNINGS.has(tokens[at + 1]!.low) && !isCity(tokens, at + 1); // "Spruce Point Rd"
      if (!spanish && at > next && !doubled && STREET_SUFFIXES.has(token.low) && believed(tokens, next, at, number.spelled)) return closeStreet(text, tokens, index, at, towns);
    }
    if (token.comma) { // "4102 Sycamore Knoll, Indianapolis IN 46227": no known suffix, but a city with state or ZIP follows
      const tail = tailAt(text, tokens, at + 1);
      if (tail && (tail.zip || tail.state) && tail.from === tokens[at + 1]!.start && namelike(tokens, next, at)) return { start: tokens[index]!.start, end: token.end, to: token.end, tail };
      if (at + 1 < tokens.length && UNIT.test(tokens[at + 1]!.low) && namelike(tokens, next, at)) return closeStreet(text, tokens, index, at, towns);
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
function closeStreet(text: string, tokens: Token[], from: number, suffix: number, towns: Towns): Street {
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
  const tail = follows(last + 1) ? cityBehind(text, tokens, last + 1, tokens[last]!.comma, towns) : null;
  return { start: tokens[from]!.start, end: to, to, tail, hasUnit: last > street };
}

/** "4120 w emerald", "500 S 8th Boise". */
function bareAt(text: string, tokens: Token[], index: number, towns: Towns): Street | null {
  const end = bareStreetEnd(text, tokens, index, towns);
  return end === null ? null : closeStreet(text, tokens, index, end, towns);
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
