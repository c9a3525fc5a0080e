import { conflictOf } from '../../domain/dispatch/area/conflict';
import { located } from '../../domain/dispatch/area/locate';
import { decide } from '../../domain/dispatch/decide';
import { iso } from '../../domain/dispatch/scheduling/localTime';
import { understand } from '../../domain/dispatch/understand';
import type { Dispatcher } from '../dispatcher';
import type { Geocoder } from '../geocoder';

/** The embedded dispatcher: rules and no model, so that a conversation reaches a booking with nobody's key. Its only I/O is the geocoder. */
export function createRulesDispatcher({ geocoder, clock }: { geocoder: Geocoder; clock: () => Date }): Dispatcher {
  return {
    async process(request) {
      const now = request.now ?? iso(clock().getTime());
      const understood = understand(request, now);
      const { address } = understood;
      if (!address || !address.zip && !address.city) return decide(request, understood, { place: null, conflict: null }, now, 'rules');
      const conflict = await conflictOf(geocoder, address);
      const place = await located(geocoder, address);
      // Asked once; what the answer did not settle, the ZIP code does.
      if (conflict && understood.askedPlace) return decide(request, { ...understood, address: { ...address, city: null, state: null } }, { place, conflict: null }, now, 'rules');
      return decide(request, understood, { place, conflict }, now, 'rules');
    },
  };
}
