import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Carrier, Message } from '../carrier';
import { pause, strike } from '../carrier';
import type { Line } from '../calls/line';
import { sendFaultFor, type Draws } from '../faults';
import { acceptText, optOutKey, type OutboundText } from '../texts';
import { accountOf } from './accounts';
import { dateFilter, isHttpUrl, many, one, onlyKnown, onlyListed, page, pagingNames, rfc2822 } from './parameters';
import { refuse, TwilioError } from './twilioErrors';

/** Parameters of CreateMessage in Twilio's OpenAPI (twilio_api_v2010). */
const createNames = new Set([
  'To', 'StatusCallback', 'ApplicationSid', 'MaxPrice', 'ProvideFeedback', 'Attempt', 'ValidityPeriod', 'ForceDelivery', 'ContentRetention', 'AddressRetention',
  'SmartEncoded', 'PersistentAction', 'TrafficType', 'ShortenUrls', 'ScheduleType', 'SendAt', 'SendAsMms', 'ContentVariables', 'RiskCheck', 'From',
  'MessagingServiceSid', 'Body', 'MediaUrl', 'ContentSid',
]);
const listNames = new Set(['To', 'From', 'DateSent', 'DateSent<', 'DateSent>', ...pagingNames]);

const truth = ['true', 'false'];
const listedValues = {
  ProvideFeedback: truth, ForceDelivery: truth, SmartEncoded: truth, ShortenUrls: truth, SendAsMms: truth, ContentRetention: ['retain', 'discard'],
  AddressRetention: ['retain', 'obfuscate'], TrafficType: ['free'], ScheduleType: ['fixed'], RiskCheck: ['enable', 'disable'],
};

const bodyCharactersMax = 1_600;
const validitySecondsMax = 36_000;

/** Numbers Twilio reserves for tests of its refusals. Source: Twilio, "Test credentials". */
const magicNumbers: Record<string, 21211 | 21612 | 21408 | 21610 | 21614> = {
  '+15005550001': 21211, '+15005550002': 21612, '+15005550003': 21408, '+15005550004': 21610, '+15005550009': 21614,
};

export function registerMessages(app: FastifyInstance, line: Line, draws: Draws): void {
  const { carrier } = line;

  app.post('/Messages.json', async (request, reply) => {
    const text = textOf(carrier, accountOf(request), request.body);
    const fault = sendFaultFor(carrier.faults, draws, `${text.from}|${text.to}|${text.body}`);
    if (fault) strike(carrier, fault);
    if (fault === 'rate429') return reply.code(429).header('Retry-After', String(carrier.faults.retryAfter)).send(new TwilioError(20429).body());
    if (fault === 'rate500') return reply.code(500).send(new TwilioError(20500).body());
    if (fault === 'rateTimeout') return leaveUnanswered(carrier, request, reply);
    const message = acceptText(line, text);
    if (fault === 'rate500ButSent') return reply.code(500).send(new TwilioError(20500).body());
    if (fault === 'rateSentWithoutAnswer') return leaveUnanswered(carrier, request, reply);
    return reply.code(201).send(resourceOf(message));
  });

  app.get('/Messages.json', (request) => {
    const parameters = onlyKnown(request.query, listNames);
    const accountSid = accountOf(request);
    const to = one(parameters, 'To');
    const from = one(parameters, 'From');
    const sent = dateFilter(parameters, 'DateSent');
    const visibleUntil = Date.now() - Math.min(carrier.settings.listLagMs, 9_999);
    const found = candidates(carrier, to, from).filter(
      (message) => message.accountSid === accountSid && (!to || message.to === to) && (!from || message.from === from) && message.acceptedAt <= visibleUntil && sent(message.sentAt ?? message.acceptedAt),
    );
    return page(`/2010-04-01/Accounts/${accountSid}/Messages.json`, 'messages', parameters, found.reverse(), (message) => resourceOf(message));
  });

  app.get<{ Params: { sid: string } }>('/Messages/:sid.json', (request) => {
    const message = carrier.messages.get(request.params.sid);
    return resourceOf(message?.accountSid === accountOf(request) ? message : refuse(20404, request.url));
  });
}

/** Reads only the texts of one of the two parties, the one with fewer: a list of everything is a walk over 100 000. */
function candidates(carrier: Carrier, to: string | undefined, from: string | undefined): Message[] {
  if (!to && !from) return [...carrier.messages.values()];
  const sets = [to, from].filter((phone) => phone !== undefined).map((phone) => carrier.messagesByPhone.get(phone) ?? new Set<Message>());
  return [...sets.reduce((least, set) => (set.size < least.size ? set : least))];
}

/** @throws TwilioError for everything Twilio refuses */
function textOf(carrier: Carrier, accountSid: string, raw: unknown): OutboundText {
  const parameters = onlyKnown(raw, createNames);
  const to = one(parameters, 'To') ?? refuse(21604);
  const body = one(parameters, 'Body') ?? '';
  const mediaUrls = many(parameters, 'MediaUrl').filter(Boolean);
  const messagingServiceSid = one(parameters, 'MessagingServiceSid') ?? null;
  const from = one(parameters, 'From') ?? (messagingServiceSid === null ? refuse(21603) : (carrier.messagingServices.get(messagingServiceSid)?.[0] ?? refuse(21701, messagingServiceSid)));
  const statusCallback = one(parameters, 'StatusCallback') ?? null;
  if (body === '' && mediaUrls.length === 0) refuse(21602);
  if (body.length > bodyCharactersMax) refuse(21617);
  if (statusCallback !== null && !isHttpUrl(statusCallback)) refuse(21609, statusCallback);
  if (mediaUrls.length > 10 || !mediaUrls.every(isHttpUrl)) refuse(21620);
  const validity = one(parameters, 'ValidityPeriod');
  if (validity !== undefined && !(Number.isInteger(Number(validity)) && Number(validity) >= 1 && Number(validity) <= validitySecondsMax)) refuse(20001, 'ValidityPeriod');
  onlyListed(parameters, listedValues);
  checkParties(carrier, accountSid, from, to);
  return { accountSid, from, to, body, mediaUrls, statusCallback, messagingServiceSid, smartEncoded: one(parameters, 'SmartEncoded') === 'true', validitySeconds: validity === undefined ? null : Number(validity), direction: 'outbound-api' };
}

function checkParties(carrier: Carrier, accountSid: string, from: string, to: string): void {
  const magic = magicNumbers[to];
  if (magic) refuse(magic, to);
  const parsed = /^\+[1-9]\d{6,14}$/.test(to) ? parsePhoneNumberFromString(to) : undefined;
  if (!parsed?.isPossible()) refuse(21211, to);
  if (!/^\+?\w[\w ]{2,14}$/.test(from)) refuse(21212, from);
  const owner = carrier.numbers.get(from)?.accountSid ?? refuse(21606, from);
  if (owner !== accountSid) refuse(21660, `${from}, ${accountSid}`);
  if (from === to) refuse(21266);
  // A +1 number that belongs to no country (555 as area code, say) counts as the United States.
  const country = parsed.country ?? (parsed.countryCallingCode === '1' ? 'US' : `+${parsed.countryCallingCode}`);
  if (!carrier.settings.enabledCountries.includes(country)) refuse(21408, to);
  const refused = carrier.phones.get(to)?.refuseCode;
  if (refused !== undefined) throw new TwilioError(refused);
  if (carrier.optOuts.has(optOutKey(to, from))) refuse(21610);
}

/** Holds the connection and cuts it, as a dying server does. */
async function leaveUnanswered(carrier: Carrier, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.hijack();
  await pause(carrier.faults.timeoutMs);
  request.raw.socket.destroy();
  return reply;
}

const errorMessages: Record<number, string> = {
  30001: 'Queue overflow', 30003: 'Unreachable destination handset', 30004: 'Message blocked', 30005: 'Unknown destination handset', 30006: 'Landline or unreachable carrier',
  30007: 'Carrier violation', 30008: 'Unknown error', 30032: 'Toll-free number has not been verified', 30034: 'US A2P 10DLC - message from an unregistered number', 30036: 'Validity period expired',
};

/** Message in Twilio's shape. */
function resourceOf(message: Message) {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    body: message.body, num_segments: String(message.numSegments), direction: message.direction, from: message.from, to: message.to, date_updated: rfc2822(message.updatedAt),
    price: null, error_message: message.errorCode === null ? null : (errorMessages[message.errorCode] ?? null), uri: `${uri}.json`, account_sid: message.accountSid,
    num_media: String(message.mediaUrls.length), status: message.status, messaging_service_sid: message.messagingServiceSid, sid: message.sid,
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt), date_created: rfc2822(message.acceptedAt), error_code: message.errorCode, price_unit: 'USD',
    api_version: '2010-04-01', subresource_uris: { media: `${uri}/Media.json` },
  };
}
