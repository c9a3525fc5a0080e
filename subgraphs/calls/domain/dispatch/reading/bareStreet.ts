import { DIRECTION, type Token } from './addressTokens';
import { NOT_CITY, STATE_CODES, STREET_SUFFIXES } from './lexicon/places';
import { fold } from './words';
import { townBefore, townEnd, type Towns } from './towns';

/** Things that are counted or measured, and kinds of homes and cars: "1500 w heater", "at 430 pm", "200 amp panel" are no streets. */
const COUNTED = /^(?:am|pm|a|p|ish|sharp|o|oclock|est|mst|pst|cst|hrs?|hours?|min|mins|minutes?|secs?|seconds?|days?|weeks?|months?|years?|yrs?|watts?|w|kw|volts?|v|amps?|btus?|psi|gpm|rpm|hz|hp|tons?|gal|gals|gallons?|lbs?|pounds?|feet|ft|foot|inch|inches|in|yards?|miles?|sq|sqft|square|dollars?|bucks|usd|pesos|percent|degrees?|units?|doors?|windows?|outlets?|lights?|bulbs?|led|heaters?|generators?|bedrooms?|baths?|beds?|story|stories|rooms?|people|kids|times?|more|other|or|of|to|and|works?|is|one|ones|error|model|series|ford|chevy|chevrolet|toyota|honda|dodge|ram|jeep|nissan|kia|hyundai|subaru|gmc|bmw|mazda|vw|audi|lexus|tesla|acura|buick|chrysler|infiniti|mercedes|sections?|panels?|lineal|linear|cubic|cfm|fixtures?|toilets?|sinks?|faucets?|drains?|locks?|keys?|leaks?|springs?|houses?|homes?|bldgs?|service)$/;
/** "2000 sqft", "3 bedrooms": a number of things, not of a house. */
export const isCounted = (words: string): boolean => COUNTED.test(/^\d+ ?([a-z]+)(?!\S)/.exec(fold(words))?.[1] ?? '') && !/^\d+ w /i.test(words);

/** The year of a car or of a furnace. */
const YEAR = /^(?:19[5-9]\d|20[0-4]\d)$/;
const ORDINAL = /^(?:\d{0,2}(?:1st|2nd|3rd|\dth)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth)$/;
/** Where the number behind can only be a house: "at 4120 Emerald", "address is 4120 emerald". */
const AT_HOUSE = /(?:^|[^a-z])(?:at|address(?: is|:)?|addy(?: is|:)?|located at|live at|lives at|house is|(?:direccion|domicilio)(?: es|:)?|en el|en)\s*$/;
const NAME_WORDS_MAX = 3;
const HOUSE_MIN = 100;

/**
 * The last token of a street that is written without its suffix and begins at a house number, "4120 w emerald", "200 Broadway Boise", "500 s 8th"; null where it is none. A direction tells it, or a town or ZIP code behind
 * it, or words before it that only a place follows; a number of anything else may stand before any word.
 */
export function bareStreetEnd(text: string, tokens: readonly Token[], index: number, towns: Towns): number | null {
  const house = tokens[index]!;
  if (!/^\d{1,5}[A-Za-z]?$/.test(house.raw) || house.comma || house.stop || house.percent || /[$.:/#-]$/.test(text.slice(0, house.start))) return null;
  const isSide = DIRECTION.test(tokens[index + 1]?.low ?? '') && !tokens[index + 1]!.comma && !tokens[index + 1]!.stop;
  const from = isSide ? index + 2 : index + 1;
  const first = tokens[from];
  if (!first || COUNTED.test(first.low) || STATE_CODES.has(first.raw)) return null;
  const isNumbered = ORDINAL.test(first.low) && !/^(?:floor|story|level|time|unit|bath\w*|bed\w*)$/.test(tokens[from + 1]?.low ?? '');
  if (isSide && isNumbered) return from;
  const end = isNumbered ? from : nameEnd(tokens, from, towns);
  if (end === null) return null;
  const isPlain = Number.parseInt(house.raw, 10) >= HOUSE_MIN && !YEAR.test(house.raw) || isSide && /^[A-Z]/.test(first.raw);
  const isAt = AT_HOUSE.test(text.slice(0, house.start).toLowerCase()) || townBefore(tokens, index, towns) !== null;
  if (placeFollows(tokens, end + 1, towns)) return isPlain || isSide || isAt || /^[A-Z]/.test(first.raw) && !YEAR.test(house.raw) ? end : null;
  const isWhole = tokens[end]!.stop || tokens[end]!.comma || end === tokens.length - 1 || NOT_CITY.has(tokens[end + 1]!.low);
  return (isPlain && (isSide || isAt) || isSide && isAt) && (isWhole || isSide) && !isNumbered ? end : null;
}

/** Where the name of a street ends: before the town or ZIP code behind it; else its words with capital letters, or its one word without. */
function nameEnd(tokens: readonly Token[], from: number, towns: Towns): number | null {
  let plain: number | null = null;
  for (let at = from; at < from + NAME_WORDS_MAX; at++) {
    const word = tokens[at];
    if (!word || !/^[a-zñ][a-zñ.'-]*$/.test(word.low) || NOT_CITY.has(word.low) || COUNTED.test(word.low) || STREET_SUFFIXES.has(word.low) && at === from && !/^[A-Z]/.test(word.raw) && !placeFollows(tokens, at + 1, towns)) break;
    if (at === from || /^[A-Z]/.test(word.raw) && plain === at - 1 && /^[A-Z]/.test(tokens[from]!.raw)) plain = at;
    if (placeFollows(tokens, at + 1, towns)) return at;
    if (word.stop || word.comma) break;
  }
  return plain;
}

/** A ZIP code or a town; in the next sentence or line a town that is all of it, but for its state and ZIP code. */
function placeFollows(tokens: readonly Token[], at: number, towns: Towns): boolean {
  if (!tokens[at]) return false;
  const end = townEnd(tokens, at, towns);
  if (!tokens[at - 1]!.stop || tokens[at - 1]!.comma) return end !== null || /^\d{5}$/.test(tokens[at]!.raw);
  return end !== null && (tokens[end - 1]!.stop || !tokens[end] || STATE_CODES.has(tokens[end]!.raw.toUpperCase()) || /^\d{5}$/.test(tokens[end]!.raw));
}
