export interface Point { latitude: number; longitude: number }

const EARTH_RADIUS_MILES = 3958.8;
/** A van in town, door to door. */
const DRIVING_MILES_PER_HOUR = 25;

/** Great-circle distance (haversine formula) in miles. */
export function milesBetween(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const latitude = radians(b.latitude - a.latitude);
  const longitude = radians(b.longitude - a.longitude);
  const h = Math.sin(latitude / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(longitude / 2) ** 2;
  return 2 * EARTH_RADIUS_MILES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Minutes to drive between two places, rounded up. */
export function travelMinutes(a: Point, b: Point): number {
  return Math.ceil((milesBetween(a, b) / DRIVING_MILES_PER_HOUR) * 60);
}

/** The point of something that may not have been placed yet. */
export function pointOf(place: { latitude?: number | null; longitude?: number | null } | null | undefined): Point | null {
  if (place?.latitude == null || place.longitude == null) return null;
  return { latitude: place.latitude, longitude: place.longitude };
}
