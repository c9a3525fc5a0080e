import type { Context } from '../context';
import { located } from '../domain/dispatch/area/locate';
import type { DispatchResult } from '../domain/dispatch/types';
import type { Place } from '../domain/place';
import { placeToVisit } from '../domain/placeToVisit';

/** Where the visit of a proposal is to go, as a worker needs it; null where no street is known. The geocoder is outside, so this is asked before any transaction. */
export async function placeVisit(context: Pick<Context, 'geocoder'>, { extractedInfo, validation }: DispatchResult): Promise<Place | null> {
  const { address } = extractedInfo;
  if (!address?.street) return null;
  const { latitude, longitude } = validation;
  const near = latitude !== null && longitude !== null ? { latitude, longitude } : null;
  return placeToVisit({ ...address, street: address.street }, await located(context.geocoder, address, near), validation);
}
