import { overallConfidence } from './reading/confidence';
import { readMessage, wordsOf, type MessageReading } from './reading/readMessage';
import { asksOtherWork } from './reading/readJob';
import { asksPrice, pickedNumber, pickedSlot, rejectsAll, saysSamePlace, saysYes, wantsOtherTimes } from './reading/readReply';
import { placesAskedIn, settledAddress } from './reading/readWhichPlace';
import { windowOf, type PreferredWindow } from './reading/timeWindow';
import { fold } from './reading/words';
import { epoch, iso, MINUTE } from './scheduling/localTime';
import { HOLD_MINUTES } from './scheduling/slots';
import { isGreeting, MOVING, standstillAfter } from './standstill';
import { STILL_BOOKED } from './texts';
import type { AddressParts, DispatchRequest, HistoryEntry, Language, TradeType, Urgency } from './types';

/** The slots last offered and not yet answered by anything else of ours. */
export interface Offer {
  /** In their numbering. `heldSince`: when each was first offered, since when it has been held; null where the hold has run out. */
  slots: { start: string; heldSince: string | null }[];
  /** One slot quoted again, "1 to confirm, 2 for other times". */
  isConfirmation: boolean;
}

/** What the whole conversation says, with the current text. A model's reading can stand in for `current`. */
export interface Understanding {
  current: MessageReading;
  jobType: string | null;
  jobConfidence: number;
  urgency: Urgency;
  /** As it was before this text: what was offered was quoted at it. */
  urgencyBefore: Urgency;
  address: AddressParts | null;
  preferred: PreferredWindow | null;
  name: string | null;
  phone: string | null;
  language: Language;
  offer: Offer | null;
  chosenSlot: string | null;
  /** What was offered is turned down, or other times are asked for. */
  declines: boolean;
  /** All that was offered is turned down, and nothing said of what would suit. */
  rejected: boolean;
  /** Our last text asked which day and time suit. */
  askedTime: boolean;
  /** The customer was asked which of a city and a ZIP code that disagree is right. */
  askedPlace: boolean;
  /** Where the customer was visited last, while it has not been asked whether that is the place. */
  lastAddress: AddressParts | null;
  /** Starts that were offered at any time and not picked. */
  offeredBefore: string[];
  /** This text names work that is none of the business's. */
  namesOtherWork: boolean;
  /** Texts in a row, this one included, that brought the conversation no further: nothing new is known, and what we said last would be said again. */
  missed: number;
  /** Nothing is understood of this text, not even "yes" or a question. */
  isUnclear: boolean;
  /** Texts in a row, this one included, of which the job was read with little confidence. */
  unsure: number;
  /** What was said to the customer so far. */
  ours: string[];
  /** Our last text told of a booking, but for a good-bye. */
  isBooked: boolean;
  /** A text of ours told of a booking at any time. */
  hasBooking: boolean;
}

const RANK: Readonly<Record<Urgency, number>> = { NORMAL: 0, URGENT: 1, EMERGENCY: 2 };
/** Another work than was spoken of before. */
const CORRECTS = /\b(actually|instead|not the|forget|never ?mind|nvm|scratch|changed my mind|en realidad|mejor|olvid\w+)\b/;

/** Reads the conversation: later words win over earlier ones, the urgency is the highest said. */
export function understand(request: DispatchRequest, now: string, current: MessageReading = readAsAnswer(request.currentMessage, request.tradeType, request.conversationHistory)): Understanding {
  const { conversationHistory: history, businessHours } = request;
  const turns = history.flatMap((entry, index) => (entry.role === 'customer' ? [{ text: entry.content, at: entry.timestamp, reading: readAsAnswer(entry.content, request.tradeType, history.slice(0, index)), last: lastOfOurs(history.slice(0, index)) }] : []));
  turns.push({ text: request.currentMessage, at: now, reading: current, last: lastOfOurs(history) });

  let job: { code: string; confidence: number } | null = null;
  let address: AddressParts | null = null;
  let preferred: PreferredWindow | null = null;
  let urgency: Urgency = 'NORMAL';
  let urgencyBefore: Urgency = urgency;
  let unsure = 0;
  let standstill = MOVING;
  let isAnswer = false;
  const known = knownAddress(request);
  const said = () => JSON.stringify([job?.code, address, preferred?.text, urgency]);
  for (const [index, { text, at, reading, last }] of turns.entries()) {
    const { jobType } = reading;
    const asked = fold(last?.content ?? '');
    const saidBefore = said();
    const isKnown = known !== null && !reading.address?.street && (saysSamePlace(text) || STILL_THERE.test(asked) && saysYes(text));
    if (isKnown) address = known;
    unsure = jobType && overallConfidence(reading) < LOW_CONFIDENCE ? unsure + 1 : 0;
    if (jobType && (!job || reading.jobConfidence > job.confidence + 0.05 || CORRECTS.test(fold(text)))) job = { code: jobType, confidence: reading.jobConfidence };
    if (!jobType && CORRECTS.test(fold(text)) && isOtherTrades(request, text)) job = null;
    address = merged(address, reading.address);
    const places = placesAskedIn(last?.content ?? '');
    const settled = places && address && settledAddress(address, places, text, reading.address);
    const isSettled = settled !== null && settled !== address;
    address = settled ?? address;
    if (reading.preferredText) preferred = windowOf(reading.preferredText, epoch(at), businessHours.timeZone);
    urgencyBefore = urgency;
    if (RANK[reading.urgency] > RANK[urgency]) urgency = reading.urgency;
    isAnswer = isKnown || isSettled || STILL_THERE.test(asked) || WHICH_TIME.test(asked) || OFFERED.test(asked) && (rejectsAll(text) || wantsOtherTimes(text) || pickedNumber(text, OFFERS_MAX) !== null);
    const isNew = said() !== saidBefore || isNewName(turns.slice(0, index), reading);
    standstill = standstillAfter(standstill, { text, reading, last, isNew, isAnswer, isFirst: index === 0 });
  }
  const offer = lastOffer(history, now);
  const reply = replyTo(offer, request.currentMessage, current, now, businessHours.timeZone);
  const replies = reply.chosenSlot !== null || reply.declines;
  const ours = history.flatMap(({ role, content }) => (role === 'customer' ? [] : [content]));
  return {
    current, jobType: job?.code ?? null, jobConfidence: job?.confidence ?? current.jobConfidence, urgency, urgencyBefore, address, preferred,
    name: turns.findLast(({ reading }) => reading.name)?.reading.name ?? null, phone: turns.findLast(({ reading }) => reading.phone)?.reading.phone ?? null,
    language: languageOf(request, turns.map(({ reading }) => reading)), offer, ...reply,
    askedPlace: ours.some((content) => placesAskedIn(content) !== null),
    askedTime: WHICH_TIME.test(fold(ours.at(-1) ?? '')), lastAddress: history.some((entry) => STILL_THERE.test(fold(entry.content))) ? null : known, offeredBefore: history.flatMap((entry) => entry.offeredSlots ?? []), unsure,
    missed: replies ? 0 : standstill.texts, isUnclear: !replies && !isAnswer && !saysSomething(current, request.currentMessage), namesOtherWork: namesOtherWork(request, current, job !== null),
    ours, isBooked: BOOKED.test(ours.findLast((content) => !isGoodBye(content)) ?? ''), hasBooking: ours.some((content) => BOOKED.test(content)),
  };
}

const BOOKED = /you're booked|you are booked|cita confirmada|^booked/i;
const isGoodBye = (content: string): boolean => [STILL_BOOKED.en, STILL_BOOKED.es].some((text) => content.includes(text));
/** How our own texts ask (texts.ts): "still at …?" and "which day and time …?". */
const STILL_THERE = /\bstill at\b|\bsigue en\b/;
const OFFERED = /\b(?:reply|responda) 1\b/;
const WHICH_TIME = /\bwhich day and time\b|\bque dia y hora\b/;
/** Below this overall confidence a reading is a guess; two in a row go to a person. Source: contract/domain.md, "Conversations". */
export const LOW_CONFIDENCE = 0.77;

/** So many times are numbered at most. */
const OFFERS_MAX = 3;

const lastOfOurs = (history: readonly HistoryEntry[]): HistoryEntry | undefined => history.findLast((entry) => entry.role !== 'customer');

/** Whether a text tells a name or a number that no text before it did. */
function isNewName(before: readonly { reading: MessageReading }[], { name, phone }: MessageReading): boolean {
  return [name, phone].some((told) => told !== null && before.every(({ reading }) => reading.name !== told && reading.phone !== told));
}

/** Whether a text names work of a trade that the business has besides the one that reads. */
const isOtherTrades = ({ otherTrades = [] }: DispatchRequest, text: string): boolean => otherTrades.some((trade) => readMessage(text, trade).jobType !== null);

/** While a job is known a thing of another trade may be named in passing, "the gate in the fence is open": only what is asked for is other work. */
function namesOtherWork(request: DispatchRequest, { outOfScope }: MessageReading, isJobKnown: boolean): boolean {
  const { currentMessage, tradeType, otherTrades = [] } = request;
  if (outOfScope && (!isJobKnown || CORRECTS.test(fold(currentMessage)))) return !isOtherTrades(request, currentMessage);
  return asksOtherWork(wordsOf(currentMessage), [tradeType, ...otherTrades]);
}

/** Where the customer was visited last, if it is good enough to drive to. */
function knownAddress({ customerHistory }: DispatchRequest): AddressParts | null {
  const last = customerHistory?.lastAddress;
  if (!last?.street || !(last.city || last.zip)) return null;
  return { street: last.street, city: last.city ?? null, state: last.state ?? null, zip: last.zip ?? null };
}

function saysSomething(reading: MessageReading, text: string): boolean {
  return Boolean(reading.jobType || reading.address || reading.preferredText || reading.wantsHuman || reading.asksRobot || reading.asksWho || reading.asksBooking || reading.thanks || reading.withdraws || reading.outOfScope || reading.lifeSafety || reading.name || reading.phone) || asksPrice(text) || isGreeting(text) || /^\W*#?[1-3]\W*$/.test(text);
}

/** A text with what was asked before it: after a question for the address, "Boise" is a city and "4120 Emerald" a street. */
function readAsAnswer(text: string, trade: TradeType, before: readonly HistoryEntry[]): MessageReading {
  const reading = readMessage(text, trade);
  const asked = fold(lastOfOurs(before)?.content ?? '');
  if (reading.address?.street || placesAskedIn(asked) || !/\b(address|zip code|direccion|codigo postal|city or zip)\b/.test(asked)) return reading;
  const none: AddressParts = reading.address ?? { street: null, city: null, state: null, zip: null };
  const street = /^\W*(?:it's|its|at|en|es)?\s*(\d{1,6}[A-Za-z]?\s+[A-Za-zÀ-ÿ][\w .'À-ÿ-]{2,50}?)\s*(?:,\s*([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'-]{2,30}?))?\s*(?:,?\s*\b(\d{5}))?\W*$/.exec(text);
  if (street && !reading.jobType) return { ...reading, address: { ...none, street: street[1]!.trim(), city: street[2]?.trim() ?? none.city, zip: street[3] ?? none.zip } };
  if (!reading.address && !reading.jobType && !reading.thanks && /^[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ .'-]{2,28}$/.test(text.trim()) && text.trim().split(/\s+/).length <= 3 && !isGreeting(text) && !saysYes(text) && /\b(city|ciudad)\b/.test(asked) && !/\b(no|not|don't|idk|why|what|how|who|yes|human|person)\b/i.test(text)) return { ...reading, address: { ...none, city: text.trim() } };
  return reading;
}

/** A new street replaces the old one; parts it does not name stay. */
function merged(old: AddressParts | null, next: AddressParts | null): AddressParts | null {
  if (!old || !next) return next ?? old;
  const moved = next.street !== null && next.zip !== null;
  return { street: next.street ?? old.street, city: next.city ?? (moved ? null : old.city), state: next.state ?? (moved ? null : old.state), zip: next.zip ?? (next.city && next.city !== old.city ? null : old.zip) };
}

/** What a text says to the slots offered. */
function replyTo(offer: Offer | null, text: string, { preferredText }: MessageReading, now: string, timeZone: string): Pick<Understanding, 'chosenSlot' | 'declines' | 'rejected'> {
  const chosenSlot = offer && pickedSlot(text, offer.slots.map(({ start }) => start), now, timeZone);
  if (!offer || chosenSlot) return { chosenSlot, declines: false, rejected: false };
  const rejected = !offer.isConfirmation && preferredText === null && rejectsAll(text);
  return { chosenSlot, rejected, declines: rejected || wantsOtherTimes(text) || offer.isConfirmation && pickedNumber(text, 2) === 1 };
}

/** None stands once a person has written: "2" may answer them. */
function lastOffer(history: readonly HistoryEntry[], now: string): Offer | null {
  if (lastOfOurs(history)?.role === 'human') return null;
  const ours = history.filter((entry) => entry.role === 'assistant').toReversed();
  const [last] = ours;
  if (!last?.offeredSlots?.length) return null;
  const isConfirmation = last.offeredSlots.length === 1 && /reply 1 to confirm|responda 1 para confirmar/i.test(last.content);
  return { slots: last.offeredSlots.map((start) => ({ start, heldSince: heldSince(start, ours, now) })), isConfirmation };
}

/** Offered anew, a slot stays held, and its lead time counts from the first of those offers: from the minute of it, since the text is kept a moment after the time it offers was found. */
function heldSince(start: string, oursLastFirst: readonly HistoryEntry[], now: string): string | null {
  let since: string | null = null;
  for (const { offeredSlots, timestamp } of oursLastFirst) {
    const isOffered = offeredSlots?.some((other) => epoch(other) === epoch(start)) ?? false;
    if (!isOffered || epoch(since ?? now) - epoch(timestamp) > HOLD_MINUTES * MINUTE) break;
    since = timestamp;
  }
  return since && iso(Math.floor(epoch(since) / MINUTE) * MINUTE);
}

function languageOf(request: DispatchRequest, readings: readonly MessageReading[]): Language {
  if (request.businessSettings.language !== 'auto') return request.businessSettings.language;
  return readings.findLast((reading) => reading.languageSure)?.language ?? 'en';
}
