import { PARTS_OF_TOWN } from '../reading/lexicon/places';
import { fold } from '../reading/words';
import type { AddressParts, Place } from '../types';
import { milesBetween } from './geo';
import { located } from './locate';

/** A city and a ZIP code that cannot both be right: `said` "Denver", `zip` "83702", which is `there`, "Boise, ID". */
export interface PlaceConflict { said: string; zip: string; there: string }

/** Suburbs go by the name of their metropolis, and the middle of a city may be far from its edge: nearer than this, a city and a ZIP code agree. */
const CITY_MILES_MAX = 40;

/**
 * Whether the city that was said plainly disagrees with the ZIP code; null where it does not, or cannot be told. A name that the map does not know disagrees with nothing: a place has many names, and the map
 * one for each ZIP code. Without a state, or with one that has no such city, the city is looked for in the ZIP code's state first, and elsewhere only where it has several ZIP codes.
 */
export async function conflictOf(map: { locate(address: AddressParts): Promise<Place | null> }, { city, state, zip }: AddressParts): Promise<PlaceConflict | null> {
  if (!city || !zip || PARTS_OF_TOWN.has(fold(city))) return null;
  const find = (parts: Partial<AddressParts>) => located(map, { street: null, city: null, state: null, zip: null, ...parts });
  const there = await find({ zip });
  if (!there?.city || !there.state || fold(there.city) === fold(city) && (state ?? there.state) === there.state) return null;
  const said = state ? await find({ city, state }) : null;
  const named = said ?? (await find({ city, state: there.state })) ?? (state === there.state ? null : severalZips(await find({ city })));
  const isOtherState = said !== null && state !== there.state;
  if (!named || !isOtherState && milesBetween(named, there) <= CITY_MILES_MAX) return null;
  return { said: state ? `${city}, ${state}` : city, zip: zip.slice(0, 5), there: `${there.city}, ${there.state}` };
}

/** A lone post office may share its name with a part of any town. */
const severalZips = (place: Place | null): Place | null => (place?.zip ? null : place);
