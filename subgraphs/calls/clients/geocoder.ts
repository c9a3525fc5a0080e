import type { AddressParts, Near, Place } from '../domain/dispatch/types';

/** Puts an address on the map; null where it cannot. Of towns of one name the one near `near` is meant. Adapters: zipTable (bundled, precision "zip"), Google Maps. */
export interface Geocoder {
  locate(address: AddressParts, near?: Near | null): Promise<Place | null>;
}
