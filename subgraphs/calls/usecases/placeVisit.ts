import type { Context } from '../context';
import type { AddressParts, DispatchResult, Place as LocatedPlace } from '../domain/dispatch/types';
import type { Place } from '../domain/place';
import { placeToVisit } from '../domain/placeToVisit';

/** Where the visit of a proposal is to go, as a worker needs it; null where no street is known. The geocoder is outside, so this is asked before any transaction; one that fails counts as "not found". */
export async function placeVisit(context: Pick<Context, 'geocoder'>, { extractedInfo, validation }: DispatchResult): Promise<Place | null> {
  const { address } = extractedInfo;
  if (!address?.street) return null;
  return placeToVisit({ ...address, street: address.street }, await located(context.geocoder, address), validation);
}

async function located(geocoder: Context['geocoder'], address: AddressParts): Promise<LocatedPlace | null> {
  try {
    return await geocoder.locate(address);
  } catch {
    return null;
  }
}
