import { decide } from '../../domain/dispatch/decide';
import { iso } from '../../domain/dispatch/scheduling/localTime';
import type { AddressParts, Place } from '../../domain/dispatch/types';
import { understand } from '../../domain/dispatch/understand';
import type { Dispatcher } from '../dispatcher';
import type { Geocoder } from '../geocoder';

/** The embedded dispatcher: rules and no model, so that a conversation reaches a booking with nobody's key. Its only I/O is the geocoder; a geocoder that fails counts as "not found". */
export function createRulesDispatcher({ geocoder, clock }: { geocoder: Geocoder; clock: () => Date }): Dispatcher {
  return {
    async process(request) {
      const now = request.now ?? iso(clock().getTime());
      const understood = understand(request, now);
      const { address } = understood;
      const place = address && (address.zip || address.city) ? await located(geocoder, address) : null;
      return decide(request, understood, place, now, 'rules');
    },
  };
}

/** Not on the map and a map that fails are the same to a customer: the address has yet to be placed. */
async function located(geocoder: Geocoder, address: AddressParts): Promise<Place | null> {
  try {
    return await geocoder.locate(address);
  } catch {
    return null;
  }
}
