import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Carrier, PhoneNumber } from '../carrier';
import { putNumber } from '../carrier';
import { accountBelow, accountOf, authenticate } from './accounts';
import { isHttpUrl, one, onlyKnown, onlyListed, page, pagingNames, rfc2822, type RawParameters } from './parameters';
import { refuse } from './twilioErrors';

const listNames = new Set(['PhoneNumber', 'FriendlyName', 'Beta', 'Origin', ...pagingNames]);
const urlNames = { VoiceUrl: 'voiceUrl', VoiceFallbackUrl: 'voiceFallbackUrl', StatusCallback: 'statusCallback', SmsUrl: 'smsUrl', SmsFallbackUrl: 'smsFallbackUrl' } as const;
/** Parameters of UpdateIncomingPhoneNumber in Twilio's OpenAPI; those without a meaning here are taken and kept nowhere. */
const updateNames = new Set([
  'AccountSid', 'ApiVersion', 'FriendlyName', 'SmsApplicationSid', 'SmsFallbackMethod', 'SmsFallbackUrl', 'SmsMethod', 'SmsUrl', 'StatusCallback', 'StatusCallbackMethod',
  'VoiceApplicationSid', 'VoiceCallerIdLookup', 'VoiceFallbackMethod', 'VoiceFallbackUrl', 'VoiceMethod', 'VoiceUrl', 'EmergencyStatus', 'EmergencyAddressSid', 'TrunkSid',
  'VoiceReceiveMode', 'IdentitySid', 'AddressSid', 'BundleSid',
]);
const httpMethods = ['HEAD', 'GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
const listedValues = {
  SmsFallbackMethod: httpMethods, SmsMethod: httpMethods, StatusCallbackMethod: httpMethods, VoiceFallbackMethod: httpMethods, VoiceMethod: httpMethods,
  EmergencyStatus: ['Active', 'Inactive'], VoiceReceiveMode: ['voice', 'fax'], VoiceCallerIdLookup: ['true', 'false'],
};
const createNames = new Set([...updateNames, 'PhoneNumber', 'AreaCode']);
const searchNames = new Set([
  'AreaCode', 'Contains', 'SmsEnabled', 'MmsEnabled', 'VoiceEnabled', 'ExcludeAllAddressRequired', 'ExcludeLocalAddressRequired', 'ExcludeForeignAddressRequired', 'Beta',
  'NearNumber', 'NearLatLong', 'Distance', 'InPostalCode', 'InRegion', 'InRateCenter', 'InLata', 'InLocality', 'FaxEnabled', ...pagingNames,
]);

export function registerNumbers(app: FastifyInstance, carrier: Carrier): void {
  const numbersOf = (request: FastifyRequest) => [...carrier.numbers.values()].filter(({ accountSid }) => accountSid === accountOf(request));
  const asked = (request: FastifyRequest<{ Params: { sid: string } }>) => numbersOf(request).find(({ sid }) => sid === request.params.sid) ?? refuse(20404, request.url);

  app.get('/IncomingPhoneNumbers.json', (request) => {
    const parameters = onlyKnown(request.query, listNames);
    const wanted = one(parameters, 'PhoneNumber');
    const name = one(parameters, 'FriendlyName');
    // Twilio matches parts: digits with * for any of them.
    const pattern = wanted && new RegExp(wanted.replace(/[^\d*]/g, '').replace(/\*/g, '\\d'));
    const found = numbersOf(request).filter((number) => (!pattern || pattern.test(number.e164)) && (!name || number.friendlyName === name));
    return page(`/2010-04-01/Accounts/${accountOf(request)}/IncomingPhoneNumbers.json`, 'incoming_phone_numbers', parameters, found, resourceOf);
  });

  app.get<{ Params: { sid: string } }>('/IncomingPhoneNumbers/:sid.json', (request) => resourceOf(asked(request)));

  app.post<{ Params: { sid: string } }>('/IncomingPhoneNumbers/:sid.json', (request) => {
    const parameters = onlyKnown(request.body, updateNames);
    // Named for another account, it moves there. Source: Twilio, "Exchanging Numbers Between Subaccounts".
    const movesTo = one(parameters, 'AccountSid');
    const accountSid = movesTo === undefined ? accountOf(request) : accountBelow(carrier, authenticate(carrier, request), movesTo, request.url).sid;
    return resourceOf(putNumber(carrier, asked(request).e164, { ...changesOf(parameters), accountSid }));
  });

  app.post('/IncomingPhoneNumbers.json', (request, reply) => {
    const parameters = onlyKnown(request.body, createNames);
    const areaCode = one(parameters, 'AreaCode');
    const e164 = one(parameters, 'PhoneNumber') ?? (areaCode ? freeNumbers(carrier, { areaCode, prefix: '555' })[0] : undefined) ?? refuse(21421);
    if (!/^\+[1-9]\d{6,14}$/.test(e164) || e164 === '+15005550001') refuse(21421, e164);
    if (carrier.numbers.has(e164) || e164 === '+15005550000') refuse(21422, e164);
    return reply.code(201).send(resourceOf(putNumber(carrier, e164, { ...changesOf(parameters), accountSid: accountOf(request) })));
  });

  app.delete<{ Params: { sid: string } }>('/IncomingPhoneNumbers/:sid.json', (request, reply) => {
    carrier.numbers.delete(asked(request).e164);
    carrier.events.emit('changed');
    return reply.code(204).send();
  });

  app.get<{ Params: { country: string; kind: string } }>('/AvailablePhoneNumbers/:country/:kind.json', (request) => {
    const { country, kind } = request.params;
    if (!['Local', 'TollFree', 'Mobile'].includes(kind) || !['US', 'CA'].includes(country)) refuse(20404, request.url);
    const parameters = onlyKnown(request.query, searchNames);
    const areaCode = kind === 'TollFree' ? '888' : (one(parameters, 'AreaCode') ?? (country === 'CA' ? '604' : '208'));
    const contains = one(parameters, 'Contains')?.replace(/[^\d*]/g, '').replace(/\*/g, '\\d');
    const free = freeNumbers(carrier, { areaCode, prefix: '555' }).filter((e164) => !contains || new RegExp(contains).test(e164));
    return page(`/2010-04-01/Accounts/${accountOf(request)}/AvailablePhoneNumbers/${country}/${kind}.json`, 'available_phone_numbers', parameters, free.slice(0, 30), (e164) => ({
      friendly_name: national(e164), phone_number: e164, lata: null, locality: one(parameters, 'InLocality') ?? null, rate_center: null, latitude: null, longitude: null,
      region: one(parameters, 'InRegion') ?? null, postal_code: one(parameters, 'InPostalCode') ?? null, iso_country: country, address_requirements: 'none', beta: false,
      capabilities: { voice: true, SMS: true, MMS: true },
    }));
  });
}

/** Numbers nobody has yet, always the same ones first. */
function freeNumbers(carrier: Carrier, { areaCode, prefix }: { areaCode: string; prefix: string }): string[] {
  return Array.from({ length: 300 }, (_, index) => `+1${areaCode}${prefix}${String(2_000 + index * 7)}`).filter((e164) => !carrier.numbers.has(e164));
}

function changesOf(parameters: RawParameters): Partial<PhoneNumber> {
  onlyListed(parameters, listedValues);
  const changes: Partial<PhoneNumber> = {};
  for (const [name, field] of Object.entries(urlNames)) {
    const value = parameters[name];
    if (value === undefined) continue;
    const url = one(parameters, name) ?? '';
    if (url !== '' && !isHttpUrl(url)) refuse(21502, `${name} ${url}`);
    changes[field as keyof typeof changes] = url as never;
  }
  const friendlyName = one(parameters, 'FriendlyName');
  return friendlyName ? { ...changes, friendlyName } : changes;
}

function national(e164: string): string {
  return e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
}

/** IncomingPhoneNumber in Twilio's shape. */
function resourceOf(number: PhoneNumber) {
  return {
    sid: number.sid, account_sid: number.accountSid, friendly_name: number.friendlyName, phone_number: number.e164, voice_url: number.voiceUrl, voice_method: 'POST',
    voice_fallback_url: number.voiceFallbackUrl, voice_fallback_method: 'POST', status_callback: number.statusCallback, status_callback_method: 'POST', sms_url: number.smsUrl,
    sms_method: 'POST', sms_fallback_url: number.smsFallbackUrl, sms_fallback_method: 'POST', voice_caller_id_lookup: false, voice_application_sid: '', sms_application_sid: '',
    address_requirements: 'none', address_sid: null, bundle_sid: null, identity_sid: null, trunk_sid: null, beta: false, origin: 'twilio', status: 'in-use', api_version: '2010-04-01',
    capabilities: { voice: true, sms: true, mms: true, fax: false }, emergency_status: 'Inactive', emergency_address_sid: null, emergency_address_status: 'unregistered',
    voice_receive_mode: 'voice', date_created: rfc2822(number.createdAtMs), date_updated: rfc2822(number.createdAtMs),
    uri: `/2010-04-01/Accounts/${number.accountSid}/IncomingPhoneNumbers/${number.sid}.json`, subresource_uris: {},
  };
}
