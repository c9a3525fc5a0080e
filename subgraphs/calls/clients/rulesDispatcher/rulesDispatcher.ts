import { conflictOf } from '../../domain/dispatch/area/conflict';
import { located } from '../../domain/dispatch/area/locate';
import { decide } from '../../domain/dispatch/decide';
import { iso } from '../../domain/dispatch/scheduling/localTime';
import { understand } from '../../domain/dispatch/understand';
import { NO_TOWNS, townKey, townMeant, type Towns } from '../../domain/dispatch/reading/towns';
import type { AddressParts, DispatchRequest, Near, Place } from '../../domain/dispatch/types';
import type { Dispatcher } from '../dispatcher';
import type { Geocoder } from '../geocoder';
import { townsAround } from '../zipTable/zipTable';

/** The embedded dispatcher: rules and no model, so that a conversation reaches a booking with nobody's key. Its only I/O is the geocoder. */
export function createRulesDispatcher({ geocoder, clock }: { geocoder: Geocoder; clock: () => Date }): Dispatcher {
  return {
    async process(request) {
      const now = request.now ?? iso(clock().getTime());
      const near = await nearOf(geocoder, request.businessAddress);
      const towns = townsOf(near, request.businessAddress.city);
      const understood = understand(request, now, towns);
      const { address } = understood;
      if (!address || !address.zip && !address.city) return decide(request, understood, { place: null, conflict: null }, now, 'rules');
      const conflict = await conflictOf(geocoder, address);
      const place = await located(geocoder, address, near) ?? await locatedAsMeant(geocoder, address, towns, near);
      // Asked once; what the answer did not settle, the ZIP code does.
      if (conflict && understood.askedPlace) return decide(request, { ...understood, address: { ...address, city: null, state: null } }, { place, conflict: null }, now, 'rules');
      return decide(request, understood, { place, conflict }, now, 'rules');
    },
  };
}

/** An address without ZIP code whose town is misspelt, by the town nearby that is meant. */
async function locatedAsMeant(geocoder: Geocoder, address: AddressParts, towns: Towns, near: Near | null): Promise<Place | null> {
  const town = address.city && !address.zip ? townMeant(address.city, towns) : null;
  return town === null ? null : located(geocoder, { ...address, city: town }, near);
}

/** Where the business is, so that a town without its state is the one nearby; null where nobody knows. */
async function nearOf(geocoder: Geocoder, { street = null, city = null, state = null, zip = null, latitude, longitude }: DispatchRequest['businessAddress']): Promise<Near | null> {
  const point = latitude != null && longitude != null ? { latitude, longitude } : city || zip ? await located(geocoder, { street, city, state, zip }) : null;
  return point && { latitude: point.latitude, longitude: point.longitude, state };
}

const townsOf = (near: Near | null, city: string | null = null): Towns => (near ? townsAround(near) : city ? new Set([townKey(city)]) : NO_TOWNS);
