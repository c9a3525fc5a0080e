import { refuse } from '../../../platform/errors/refusal';
import type { Context } from '../context';
import type { Place } from '../domain/place';

/** A place in the United States, as a client writes it. */
export interface AddressInput {
  street: string;
  city: string;
  state: string;
  zip: string;
  country?: string | null;
  latitude?: number | null;
  longitude?: number | null;
}

/** The limits of AddressInput in schema/shared.graphql. */
const addressForm = { street: /^(?=.*\S).{1,200}$/s, city: /^(?=.*\S).{1,100}$/s, state: /^[A-Za-z]{2}$/, zip: /^\d{5}(-\d{4})?$/, country: /^[A-Za-z]{2}$/ };

/** The address on the map where it can be placed; the geocoder is outside, so this is asked before any transaction. VALIDATION_FAILED names the field. */
export async function placeAddress(context: Context, input: AddressInput): Promise<Place> {
  const { latitude, longitude } = input;
  for (const field of ['street', 'city', 'state', 'zip', 'country'] as const)
    if (!addressForm[field].test(input[field] ?? 'US')) refuse('VALIDATION_FAILED', `\`address.${field}\` is not of the form that is asked for.`, { field: `address.${field}` });
  if (latitude != null && !(Math.abs(latitude) <= 90)) refuse('VALIDATION_FAILED', '`address.latitude` is -90 to 90.', { field: 'address.latitude' });
  if (longitude != null && !(Math.abs(longitude) <= 180)) refuse('VALIDATION_FAILED', '`address.longitude` is -180 to 180.', { field: 'address.longitude' });
  if ((latitude == null) !== (longitude == null)) refuse('VALIDATION_FAILED', 'Give both of `address.latitude` and `address.longitude`, or neither.', { field: latitude == null ? 'address.latitude' : 'address.longitude' });
  const located = latitude != null && longitude != null ? { latitude, longitude } : await context.geocoder.locate(input);
  return { street: input.street.trim(), city: input.city.trim(), state: input.state.toUpperCase(), zip: input.zip, country: input.country?.toUpperCase() ?? 'US', latitude: located?.latitude ?? null, longitude: located?.longitude ?? null };
}
