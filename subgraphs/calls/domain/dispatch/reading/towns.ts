import type { Token } from './addressTokens';
import { NOT_CITY } from './lexicon/places';
import { fold, isSlipOf } from './words';

/** Names of the towns around a business, as `townKey` writes them: what tells the city in "4120 emerald boise" from the street. */
export type Towns = ReadonlySet<string>;
export const NO_TOWNS: Towns = new Set();

/** A town's name as it is compared: "St. Louis" and "saint louis" are one. */
export function townKey(name: string): string {
  return fold(name).replace(/^(?:st\.?|saint) /, 'saint ').replace(/^(?:ft\.?|fort) /, 'fort ').replace(/^(?:mt\.?|mount) /, 'mount ').replace(/[^a-z ]/g, '').replace(/ +/g, ' ').trim();
}

/** The town that a name is meant for where no town is called so, "biose": the only one that it is a slip of; null where there is none, or more than one. Shorter names are slips of too much. */
export function townMeant(name: string, towns: Towns): string | null {
  const key = townKey(name);
  if (key.length < SLIP_CHARACTERS_MIN || towns.has(key)) return null;
  const meant = [...towns].filter((town) => isSlipOf(key, town));
  return meant.length === 1 ? meant[0]! : null;
}

const SLIP_CHARACTERS_MIN = 5;

/** The index behind the town whose name begins at a token, the longest of several; null where none does. */
export function townEnd(tokens: readonly Token[], at: number, towns: Towns): number | null {
  for (let words = TOWN_WORDS_MAX; words > 0; words--) {
    const named = tokens.slice(at, at + words);
    if (words === 1 && NOT_CITY.has(named[0]?.low ?? '')) return null;
    if (named.length === words && named.every(({ raw }) => !/\d/.test(raw)) && named.slice(0, -1).every(({ comma, stop }) => !comma && !stop) && towns.has(townKey(named.map(({ raw }) => raw).join(' ')))) return at + words;
  }
  return null;
}

/** The index at which the town begins that stands right before a token: "Boise, 4120 Emerald"; null where none does. */
export function townBefore(tokens: readonly Token[], at: number, towns: Towns): number | null {
  for (let words = TOWN_WORDS_MAX; words > 0; words--) if (at >= words && townEnd(tokens, at - words, towns) === at) return at - words;
  return null;
}

const TOWN_WORDS_MAX = 3;
