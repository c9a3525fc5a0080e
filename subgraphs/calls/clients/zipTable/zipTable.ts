import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Place } from '../../domain/dispatch/types';
import type { Geocoder } from '../geocoder';

/** Only .ts files are copied to dist/, so the table is looked for from the repository's root. */
const TABLE = 'subgraphs/calls/clients/zipTable/zips.csv.gz';

interface Table { byZip: Map<string, Place>; byCity: Map<string, Place> }

let loaded: Table | null = null; // immutable reference data; read at first use, so that starting stays fast

/** A geocoder over the bundled table of US ZIP codes (source and licence: README.md). By ZIP; without one, by city and state. */
export function createZipTable(): Geocoder {
  return {
    locate: async ({ city, state, zip }) => {
      loaded ??= parse(gunzipSync(readFileSync(tablePath(__dirname))).toString('utf8'));
      if (zip) return loaded.byZip.get(zip.slice(0, 5)) ?? null;
      if (!city) return null;
      return loaded.byCity.get(cityKey(city, state)) ?? null;
    },
  };
}

function tablePath(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, TABLE))) return join(folder, TABLE);
    if (dirname(folder) === folder) throw new Error(`${TABLE} not found above ${from}`);
  }
}

function parse(csv: string): Table {
  const byZip = new Map<string, Place>();
  const cities = new Map<string, Place[]>();
  for (const line of csv.split('\n')) {
    const [zip, latitude, longitude, city, state] = line.split(',');
    if (!zip || !city || !state) continue;
    const place: Place = { latitude: Number(latitude), longitude: Number(longitude), city, state, zip, precision: 'zip' };
    byZip.set(zip, place);
    const key = cityKey(city, state);
    cities.set(key, [...(cities.get(key) ?? []), place]);
  }
  return { byZip, byCity: cityMiddles(cities) };
}

/** A city by name and state is the middle of its ZIP codes; by name alone it is known only where one state has more ZIP codes of that name than all others together. */
function cityMiddles(cities: Map<string, Place[]>): Map<string, Place> {
  const byCity = new Map<string, Place>();
  const bare = new Map<string, Place[][]>();
  for (const [key, places] of cities) {
    byCity.set(key, middle(places));
    const name = key.slice(0, key.indexOf('|'));
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
  const name = city.toLowerCase().replace(/^(st\.?|saint) /, 'saint ').replace(/^(ft\.?|fort) /, 'fort ').replace(/[^a-z ]/g, '').trim();
  return `${name}|${(state ?? '').toUpperCase()}`;
}
