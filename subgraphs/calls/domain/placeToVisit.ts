import type { AddressParts, Place as LocatedPlace } from './dispatch/types';
import type { Place } from './place';

/**
 * A whole address of the parts that the customer said and of what the map adds: nobody finds "4120 W Emerald St". What was said stands; the state is the
 * map's, since a ZIP code lies in one. A part that neither knows is empty: a city of several ZIP codes names none.
 */
export function placeToVisit(said: AddressParts & { street: string }, located: LocatedPlace | null, point: { latitude: number | null; longitude: number | null }): Place {
  return {
    street: said.street,
    city: said.city ?? located?.city ?? '',
    state: (located?.state ?? said.state ?? '').toUpperCase(),
    zip: said.zip ?? located?.zip ?? '',
    country: 'US',
    latitude: located?.latitude ?? point.latitude,
    longitude: located?.longitude ?? point.longitude,
  };
}
