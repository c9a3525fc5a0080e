import { refuse } from '../../../platform/errors/refusal';
import type { Context } from '../context';
import { located } from '../domain/dispatch/area/locate';
import { isStateCode, type Place } from '../domain/place';

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

/** The limits of AddressInput in schema/shared.graphql, and how the caller is told of them. */
const addressForm = {
  street: { form: /^(?=.*\S).{1,200}$/s, says: '1 to 200 characters' },
  city: { form: /^(?=.*\S).{1,100}$/s, says: '1 to 100 characters' },
  state: { form: /^[A-Za-z]{2}$/, says: 'the two letters of a state, as ID' },
  zip: { form: /^\d{5}(-\d{4})?$/, says: 'a ZIP code of five digits, or ZIP+4, as 83702 or 83702-1234' },
  country: { form: /^[A-Za-z]{2}$/, says: 'the two letters of a country in ISO 3166, as US' },
};

/** The address on the map where it can be placed, without a point where it cannot or the map fails; the geocoder is outside, so this is asked before any transaction. VALIDATION_FAILED names the field. */
export async function placeAddress(context: Context, input: AddressInput): Promise<Place> {
  const { latitude, longitude } = input;
  for (const field of ['street', 'city', 'state', 'zip', 'country'] as const)
    if (!addressForm[field].form.test(input[field] ?? 'US')) refuse('VALIDATION_FAILED', `\`address.${field}\` is ${addressForm[field].says}.`, { field: `address.${field}` });
  const [state, country] = [input.state.toUpperCase(), input.country?.toUpperCase() ?? 'US'];
  if (country === 'US' && !isStateCode(state)) refuse('VALIDATION_FAILED', `\`address.state\`: ${state} is no state or territory of the United States.`, { field: 'address.state' });
  if (latitude != null && !(Math.abs(latitude) <= 90)) refuse('VALIDATION_FAILED', '`address.latitude` is -90 to 90.', { field: 'address.latitude' });
  if (longitude != null && !(Math.abs(longitude) <= 180)) refuse('VALIDATION_FAILED', '`address.longitude` is -180 to 180.', { field: 'address.longitude' });
  if ((latitude == null) !== (longitude == null)) refuse('VALIDATION_FAILED', 'Give both of `address.latitude` and `address.longitude`, or neither.', { field: latitude == null ? 'address.latitude' : 'address.longitude' });
  const point = latitude != null && longitude != null ? { latitude, longitude } : await located(context.geocoder, input);
  return { street: input.street.trim(), city: input.city.trim(), state, zip: input.zip, country, latitude: point?.latitude ?? null, longitude: point?.longitude ?? null };
}
