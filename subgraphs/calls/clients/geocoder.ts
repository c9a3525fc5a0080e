import type { AddressParts, Place } from '../domain/dispatch/types';

/** Puts an address on the map; null where it cannot. Adapters: zipTable (bundled, precision "zip"), Google Maps. */
export interface Geocoder {
  locate(address: AddressParts): Promise<Place | null>;
}
