import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { noFaults, nothingStruck, type FaultKind, type Faults, type StruckFaults } from './faults';
import { newSid, stableSid } from './ids';
import type { ActiveCall } from './calls/activeCall';

/** The main account, whose owner is itself, or a subaccount of it. */
export interface Account {
  sid: string;
  ownerSid: string;
  /** Opens the REST API, and signs the webhooks of its calls and texts. */
  authToken: string;
  friendlyName: string;
  createdAtMs: number;
}

export interface PhoneNumber {
  sid: string;
  /** Whose it is: its webhooks carry that account, and only that account sends from it. */
  accountSid: string;
  e164: string;
  friendlyName: string;
  voiceUrl: string;
  voiceFallbackUrl: string;
  statusCallback: string;
  smsUrl: string;
  smsFallbackUrl: string;
  createdAtMs: number;
}

export type MessageStatus = 'accepted' | 'queued' | 'sending' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'receiving' | 'received' | 'canceled';

export interface Message {
  sid: string;
  accountSid: string;
  direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  from: string;
  to: string;
  body: string;
  numSegments: number;
  mediaUrls: string[];
  status: MessageStatus;
  errorCode: number | null;
  statusCallback: string | null;
  messagingServiceSid: string | null;
  /** Its ValidityPeriod: not sent by then, it has failed. */
  validitySeconds: number | null;
  /** Milliseconds since the epoch at which the carrier took it. */
  acceptedAt: number;
  sentAt: number | null;
  updatedAt: number;
}

/** How a phone out there behaves when it is texted; absent means: everything is delivered. */
export interface PhoneProfile {
  /** Last status of texts to it. */
  delivery?: 'delivered' | 'undelivered' | 'failed' | 'sent';
  /** ErrorCode of that last status, e.g. 30003 unreachable, 30006 landline, 30007 filtered. */
  errorCode?: number;
  /** Code with which the API refuses a text to it at once, e.g. 21635 landline, 21614. */
  refuseCode?: number;
}

export interface Settings {
  /** Real seconds for one simulated second of ringing, talking and waiting for a key; 0 makes calls run at once. */
  timeScale: number;
  /** Simulated seconds until a scripted person or voicemail picks up. */
  answerSeconds: number;
  /** Simulated seconds a scripted person talks before hanging up. */
  talkSeconds: number;
  /** Longest ringing in simulated seconds, whatever Dial asks for. */
  ringSecondsMax: number;
  /** Real milliseconds from queued to sent, and from sent to the last status. */
  sentDelayMs: number;
  deliveredDelayMs: number;
  /** Real milliseconds until a new message appears in lists (Twilio's list lags); below 10 000. */
  listLagMs: number;
  /** Whether the carrier itself answers STOP, START and HELP, as Twilio's default opt-out handling does. */
  carrierReplies: boolean;
  /** How webhooks carry their parameters; `json` is signed by `bodySHA256` in the URL. */
  webhookBody: 'form' | 'json';
  /** Countries (ISO 3166) texts may go to; others are refused with 21408. */
  enabledCountries: string[];
}

export interface WebhookRecord {
  /** Milliseconds since the epoch: when its first attempt left, and when the last one was answered or given up. */
  sentAt: number;
  at: number;
  kind: string;
  url: string;
  params: Record<string, string>;
  /** HTTP status of the last attempt; 0 when no answer came. */
  status: number;
  attempts: number;
  errorCode: number | null;
  dropped: boolean;
}

/** What the page and tests hear about, in order. */
export type CarrierEvent =
  | { type: 'message'; message: Message }
  | { type: 'call'; sid: string }
  | { type: 'number'; number: PhoneNumber }
  | { type: 'webhook'; webhook: WebhookRecord }
  | { type: 'fault'; kind: FaultKind; struck: number }
  | { type: 'reset' };

/** Everything the phone company knows. Bounded: the oldest messages, calls and webhook records fall off. */
export interface Carrier {
  /** The main account. */
  accountSid: string;
  accounts: Map<string, Account>;
  numbers: Map<string, PhoneNumber>;
  phones: Map<string, PhoneProfile>;
  /** `recipient|sender` pairs of which the recipient texted STOP to the sender. */
  optOuts: Set<string>;
  messages: Map<string, Message>;
  messagesByPhone: Map<string, Set<Message>>;
  calls: Map<string, ActiveCall>;
  messagingServices: Map<string, string[]>;
  webhooks: WebhookRecord[];
  settings: Settings;
  defaultSettings: Settings;
  faults: Faults;
  struck: StruckFaults;
  /** Webhooks, timers and calls under way; 0 means that nothing will happen by itself any more. */
  pending: number;
  closed: boolean;
  events: EventEmitter<{ event: [CarrierEvent]; idle: []; changed: [] }>;
}

/** The last so many messages and calls are kept. */
export const keptMax = 100_000;
const keptWebhooksMax = 20_000;

export function newCarrier(accountSid: string, authToken: string, settings: Settings): Carrier {
  const events = new EventEmitter<{ event: [CarrierEvent]; idle: []; changed: [] }>();
  events.setMaxListeners(0);
  const main: Account = { sid: accountSid, ownerSid: accountSid, authToken, friendlyName: 'Main account', createdAtMs: Date.now() };
  return {
    accountSid, accounts: new Map([[accountSid, main]]), numbers: new Map(), phones: new Map(), optOuts: new Set(), messages: new Map(), messagesByPhone: new Map(),
    calls: new Map(), messagingServices: new Map(), webhooks: [], settings: { ...settings }, defaultSettings: settings, faults: noFaults(), struck: nothingStruck(),
    pending: 0, closed: false, events,
  };
}

export function addSubaccount(carrier: Carrier, friendlyName: string): Account {
  const account = { sid: newSid('AC'), ownerSid: carrier.accountSid, authToken: randomBytes(16).toString('hex'), friendlyName, createdAtMs: Date.now() };
  carrier.accounts.set(account.sid, account);
  carrier.events.emit('changed');
  return account;
}

/** The account that a number belongs to; a number that nobody has counts as the main account's. */
export function accountOfNumber(carrier: Carrier, e164: string): string {
  return carrier.numbers.get(e164)?.accountSid ?? carrier.accountSid;
}

/** Adds a number (to the main account, unless `changes` names another) or changes the URLs named in `changes`; the others stay. */
export function putNumber(carrier: Carrier, e164: string, changes: Partial<Omit<PhoneNumber, 'sid' | 'e164' | 'createdAtMs'>>): PhoneNumber {
  const known = carrier.numbers.get(e164) ?? {
    sid: stableSid('PN', e164), accountSid: carrier.accountSid, e164, friendlyName: e164, voiceUrl: '', voiceFallbackUrl: '', statusCallback: '', smsUrl: '', smsFallbackUrl: '',
    createdAtMs: Date.now(),
  };
  const number = { ...known, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
  carrier.numbers.set(e164, number);
  carrier.events.emit('changed');
  carrier.events.emit('event', { type: 'number', number });
  return number;
}

export function addMessage(carrier: Carrier, message: Message): void {
  carrier.messages.set(message.sid, message);
  for (const phone of [message.from, message.to]) {
    const texts = carrier.messagesByPhone.get(phone);
    if (texts) texts.add(message);
    else carrier.messagesByPhone.set(phone, new Set([message]));
  }
  if (carrier.messages.size > keptMax) forgetOldestMessage(carrier);
  carrier.events.emit('event', { type: 'message', message });
}

export function addCall(carrier: Carrier, call: ActiveCall): void {
  carrier.calls.set(call.sid, call);
  if (carrier.calls.size > keptMax) {
    for (const [sid, oldest] of carrier.calls) {
      if (oldest.finishedAt === null) continue;
      carrier.calls.delete(sid);
      break;
    }
  }
}

export function recordWebhook(carrier: Carrier, webhook: WebhookRecord): void {
  carrier.webhooks.push(webhook);
  // Cut in halves: shifting one by one would move the whole array for each webhook.
  if (carrier.webhooks.length > 2 * keptWebhooksMax) carrier.webhooks = carrier.webhooks.slice(-keptWebhooksMax);
  carrier.events.emit('event', { type: 'webhook', webhook });
}

/** Counts a fault that has just struck, and tells of it. */
export function strike(carrier: Carrier, kind: FaultKind): void {
  carrier.struck[kind] += 1;
  carrier.events.emit('event', { type: 'fault', kind, struck: carrier.struck[kind] });
}

/** Other faults from now on; what has struck is counted anew. */
export function setFaults(carrier: Carrier, faults: Faults): Faults {
  carrier.faults = faults;
  carrier.struck = nothingStruck();
  return faults;
}

/** Texts of a phone, oldest first. */
export function textsOf(carrier: Carrier, phone: string): Message[] {
  return [...(carrier.messagesByPhone.get(phone) ?? [])];
}

/** Runs work that `GET /control/idle` waits for. */
export async function tracked<T>(carrier: Carrier, work: () => Promise<T>): Promise<T> {
  carrier.pending += 1;
  try {
    return await work();
  } finally {
    carrier.pending -= 1;
    if (carrier.pending === 0) carrier.events.emit('idle');
  }
}

/** Starts work nobody awaits; a fault in it is our bug and is shown, never swallowed. */
export function background(carrier: Carrier, work: () => Promise<unknown>): void {
  tracked(carrier, work).catch((error: unknown) => {
    if (!carrier.closed) console.error('simulator:', error);
  });
}

/** Real milliseconds; ends early when the simulator closes. */
export function pause(milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

function forgetOldestMessage(carrier: Carrier): void {
  const oldest = carrier.messages.values().next().value;
  if (!oldest) return;
  carrier.messages.delete(oldest.sid);
  for (const phone of [oldest.from, oldest.to]) {
    const texts = carrier.messagesByPhone.get(phone);
    texts?.delete(oldest);
    if (texts?.size === 0) carrier.messagesByPhone.delete(phone);
  }
}
