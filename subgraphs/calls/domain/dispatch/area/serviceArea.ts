import { milesBetween, type Point } from './geo';

/** Where a business goes. `radiusMiles` is null where ZIP codes alone count; `center` is null while the business cannot be placed. */
export interface ServiceArea { center: Point | null; radiusMiles: number | null; zips: readonly string[] }

export interface AreaReading { distanceMiles: number | null; inServiceArea: boolean | null }

/**
 * Inside the radius around the business, or in one of its listed ZIP codes; without a radius (none, 0, or around nobody knows where) in these alone, and
 * without either everywhere. Null where it cannot be told: the address is not placed. The one rule of offering and booking.
 */
export function serviceAreaOf({ center, radiusMiles, zips }: ServiceArea, address: { zip: string | null | undefined; point: Point | null }): AreaReading {
  const distanceMiles = center && address.point ? Math.round(milesBetween(center, address.point) * 10) / 10 : null;
  const zip = address.zip?.slice(0, 5);
  if (zip && zips.includes(zip)) return { distanceMiles, inServiceArea: true };
  const radius = center !== null && radiusMiles !== null && radiusMiles > 0 ? radiusMiles : null;
  if (radius !== null && distanceMiles !== null) return { distanceMiles, inServiceArea: distanceMiles <= radius };
  if (radius === null && zips.length === 0) return { distanceMiles, inServiceArea: true };
  return { distanceMiles, inServiceArea: zips.length > 0 && zip ? false : null };
}
