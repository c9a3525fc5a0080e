import type { AddressParts, Near, Place } from '../types';

/** Where an address is. Not on the map and a map that fails are the same to a customer, null: the address has yet to be placed. */
export async function located(map: { locate(address: AddressParts, near?: Near | null): Promise<Place | null> }, address: AddressParts, near: Near | null = null): Promise<Place | null> {
  try {
    return await map.locate(address, near);
  } catch {
    return null;
  }
}
