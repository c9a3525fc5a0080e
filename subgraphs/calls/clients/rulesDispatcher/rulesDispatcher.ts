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
      const place = address && (address.zip || address.city) ? await located(geocoder, address) : null;
      return decide(request, understood, place, now, 'rules');
    },
  };
}
