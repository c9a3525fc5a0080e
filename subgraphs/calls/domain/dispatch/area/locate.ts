import type { AddressParts, Place } from '../types';

/** Where an address is. Not on the map and a map that fails are the same to a customer, null: the address has yet to be placed. */
export async function located(map: { locate(address: AddressParts): Promise<Place | null> }, address: AddressParts): Promise<Place | null> {
  try {
    return await map.locate(address);
  } catch {
    return null;
  }
}
