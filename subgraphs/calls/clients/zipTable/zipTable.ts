import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { milesBetween } from '../../domain/dispatch/area/geo';
import { townKey, type Towns } from '../../domain/dispatch/reading/towns';
import type { Near, Place } from '../../domain/dispatch/types';
import type { Geocoder } from '../geocoder';

/** Only .ts files are copied to dist/, so the table is looked for from the repository's root. */
const TABLE = 'subgraphs/calls/clients/zipTable/zips.csv.gz';

/** `byCity` by `cityKey`; `byName` the towns of a name in each state. */
interface Table { byZip: Map<string, Place>; byCity: Map<string, Place>; byName: Map<string, Place[]> }

/** Farther off no town is meant by its bare name. */
const NEAR_MILES_MAX = 100;
/** A town of another state is meant only where it is nearer by so much. */
const OTHER_STATE_MILES = 25;
/** Customers' towns: names of any farther off are words of other meanings at least as often. */
const AROUND_MILES_MAX = 60;

let loaded: Table | null = null; // immutable reference data; read at first use, so that starting stays fast

/** A geocoder over the bundled table of US ZIP codes (source and licence: README.md). By ZIP; without one, by city and state; by a bare city the one near `near`, else the one that the name alone tells. */
export function createZipTable(): Geocoder {
  return {
    locate: async ({ city, state, zip }, near) => {
      const { byZip, byCity, byName } = table();
      if (zip) return byZip.get(zip.slice(0, 5)) ?? null;
      if (!city) return null;
      const nearby = near && !state ? nearest(byName.get(townKey(city)) ?? [], near) : null;
      return nearby ?? byCity.get(cityKey(city, state)) ?? null;
    },
  };
}

/** The names of the towns around a point; the last few points are kept, since a business asks at each text. */
export function townsAround(point: { latitude: number; longitude: number }): Towns {
  const key = `${point.latitude},${point.longitude}`;
  const known = around.get(key);
  if (known) return known;
  const towns = new Set([...table().byName].filter(([, places]) => places.some((place) => isAround(place, point))).map(([name]) => name));
  if (around.size >= AROUND_MAX) around.delete(around.keys().next().value!);
  around.set(key, towns);
  return towns;
}

const around = new Map<string, Towns>();
const AROUND_MAX = 200;
const MILES_PER_DEGREE = 69;
const isAround = (place: Place, point: { latitude: number; longitude: number }): boolean =>
  Math.abs(place.latitude - point.latitude) * MILES_PER_DEGREE <= AROUND_MILES_MAX && milesBetween(place, point) <= AROUND_MILES_MAX;

function nearest(places: readonly Place[], near: Near): Place | null {
  const far = (place: Place) => milesBetween(place, near) + (near.state && place.state !== near.state ? OTHER_STATE_MILES : 0);
  const best = places.reduce<Place | null>((top, place) => (top === null || far(place) < far(top) ? place : top), null);
  return best && milesBetween(best, near) <= NEAR_MILES_MAX ? best : null;
}

const table = (): Table => (loaded ??= parse(gunzipSync(readFileSync(tablePath(__dirname))).toString('utf8')));

function tablePath(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, TABLE))) return join(folder, TABLE);
    if (dirname(folder) === folder) throw new Error(`${TABLE} not found above ${from}`);
  }
}

function parse(csv: string): Table {
  const cities = new Map<string, Place[]>();
  for (const line of csv.split('\n')) {
    const [zip, latitude, longitude, city, state] = line.split(',');
    if (!zip || !city || !state) continue;
    const place: Place = { latitude: Number(latitude), longitude: Number(longitude), city, state, zip, precision: 'zip' };
    const key = cityKey(city, state);
    const places = cities.get(key);
    if (places) places.push(place);
    else cities.set(key, [place]);
  }
  for (const [key, places] of cities) cities.set(key, withoutStrays(places));
  const byZip = new Map([...cities.values()].flat().map((place) => [place.zip!, place]));
  const byCity = cityMiddles(cities);
  const byName = new Map<string, Place[]>();
  for (const key of cities.keys()) byName.set(nameOf(key), [...(byName.get(nameOf(key)) ?? []), byCity.get(key)!]);
  return { byZip, byCity, byName };
}

/** Nearer than this a ZIP code and its city are one place. */
const STRAY_MILES = 40;
/** Of fewer none is the odd one out. */
const STRAY_ZIPS_MIN = 3;
/** "Cities" of the military post, which are all over the world. */
const MILITARY = new Set(['AA', 'AE', 'AP']);

/** A ZIP code whose point lies far from all others of its city, "83716" of Boise in the mountains behind it, is mostly open country, or misplaced: who lives there lives at its near end, so its point is the city's. */
function withoutStrays(places: Place[]): Place[] {
  if (places.length < STRAY_ZIPS_MIN || MILITARY.has(places[0]!.state!)) return places;
  const center = { latitude: median(places.map(({ latitude }) => latitude)), longitude: median(places.map(({ longitude }) => longitude)) };
  return places.map((place) => (milesBetween(place, center) > STRAY_MILES ? { ...place, ...center } : place));
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const nameOf = (key: string): string => key.slice(0, key.indexOf('|'));

/** A city by name and state is the middle of its ZIP codes; by name alone it is known only where one state has more ZIP codes of that name than all others together. */
function cityMiddles(cities: Map<string, Place[]>): Map<string, Place> {
  const byCity = new Map<string, Place>();
  const bare = new Map<string, Place[][]>();
  for (const [key, places] of cities) {
    byCity.set(key, middle(places));
    const name = nameOf(key);
    bare.set(name, [...(bare.get(name) ?? []), places]);
  }
  for (const [name, states] of bare) {
    const most = states.reduce((best, next) => (next.length > best.length ? next : best));
    const all = states.reduce((sum, next) => sum + next.length, 0);
    if (most.length * 2 > all) byCity.set(cityKey(name, null), middle(most));
  }
  return byCity;
}

/** Several ZIP codes: none is named, since the middle is in none of them for sure. */
function middle(places: Place[]): Place {
  const first = places[0]!;
  if (places.length === 1) return first;
  const mean = (of: (place: Place) => number) => places.reduce((sum, place) => sum + of(place), 0) / places.length;
  return { latitude: mean((place) => place.latitude), longitude: mean((place) => place.longitude), city: first.city!, state: first.state!, precision: 'zip' };
}

function cityKey(city: string, state: string | null): string {
  return `${townKey(city)}|${(state ?? '').toUpperCase()}`;
}
