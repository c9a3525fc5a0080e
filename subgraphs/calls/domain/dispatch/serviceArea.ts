import { milesBetween, pointOf } from './geo';
import type { AddressParts, DispatchRequest, Place } from './types';

export interface AreaReading { distanceMiles: number | null; inServiceArea: boolean | null }

/** Inside the radius around the business, or in one of its listed ZIP codes. Null where neither can be told. */
export function serviceAreaOf(request: Pick<DispatchRequest, 'businessAddress' | 'businessSettings'>, address: AddressParts, place: Place | null): AreaReading {
  const { serviceZips, serviceRadiusMiles } = request.businessSettings;
  const home = pointOf(request.businessAddress);
  const distanceMiles = home && place ? Math.round(milesBetween(home, place) * 10) / 10 : null;
  const zip = (address.zip ?? place?.zip)?.slice(0, 5);
  if (zip && serviceZips.includes(zip)) return { distanceMiles, inServiceArea: true };
  if (distanceMiles === null || serviceRadiusMiles <= 0) return { distanceMiles, inServiceArea: serviceZips.length > 0 && zip ? false : null };
  return { distanceMiles, inServiceArea: distanceMiles <= serviceRadiusMiles };
}
