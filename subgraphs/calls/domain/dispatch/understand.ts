import { addressQuestionIn, missesAfter, type AddressTurn } from './addressMisses';
import { lacksZip, withAnsweredAddress, withHouseCorrected } from './reading/answeredAddress';
import { overallConfidence } from './reading/confidence';
import { readMessage, wordsOf, type MessageReading } from './reading/readMessage';
import { asksOtherWork, secondJob, startsAside } from './reading/readJob';
import { businessQuestions, isCallAhead } from './reading/readQuestion';
import { asksAfterTime, asksPrice, asksSooner, asksWhen, hourInstead, offersOfDay, pickedNumber, pickedSlot, rejectsAll, remarkBeside, saysSamePlace, saysYes, wantsOtherTimes } from './reading/readReply';
import { placesAskedIn, settledAddress } from './reading/readWhichPlace';
import { NO_TOWNS, type Towns } from './reading/towns';
import { windowOf, type PreferredWindow } from './reading/timeWindow';
import { fold } from './reading/words';
import { epoch, iso, MINUTE } from './scheduling/localTime';
import { HOLD_MINUTES } from './scheduling/slots';
import { besideIn, type Beside } from './passedOn';
import { sentTogether } from './sentTogether';
import { isGreeting, MOVING, standstillAfter } from './standstill';
import { NO_PROBLEM, STILL_BOOKED, WELCOME, WITHDRAWN } from './texts';
import type { AddressParts, DispatchRequest, HistoryEntry, Language, TradeType, Urgency } from './types';

/** The slots last offered and not yet answered by anything else of ours. */
export interface Offer {
  /** In their numbering. `heldSince`: when each was first offered, since when it has been held; null where the hold has run out. */
  slots: { start: string; heldSince: string | null }[];
  /** One slot quoted again, "1 to confirm, 2 for other times". */
  isConfirmation: boolean;
  /** Of a slot quoted again, the number (0-based) it had among those offered before, where that means nothing else now. */
  formerNumber: number | null;
}

/** What the whole conversation says, with the current text. A model's reading can stand in for `current`. */
export interface Understanding {
  current: MessageReading;
  jobType: string | null;
  jobConfidence: number;
  /** Work of other kinds that is asked for besides. */
  otherJobs: string[];
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
  /** An offered slot that is asked after, and not yet taken: "is tomorrow morning available?". */
  askedSlot: string | null;
  /** What the text that picks a slot says besides. */
  remark: string | null;
  /** What was offered is turned down, or other times are asked for. */
  declines: boolean;
  /** All that was offered is turned down, and nothing said of what would suit. */
  rejected: boolean;
  /** A time before those offered is asked for. */
  wantsSooner: boolean;
  /** Those offered that lie on the weekday that this text names, where they are more than one. */
  ofDay: string[];
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
  /** Times in a row, before this text, that the customer's address was not understood (addressMisses.ts), and this text as an answer to what was asked of it. */
  addressMisses: number;
  addressTurn: AddressTurn;
  /** The customer does not know the ZIP code. */
  lacksZip: boolean;
  /** Nothing is understood of this text, not even "yes" or a question. */
  isUnclear: boolean;
  /** What this text says that moves the conversation neither on nor back. */
  beside: Beside | null;
  /** Texts in a row, this one included, of which the job was read with little confidence. */
  unsure: number;
  /** What was said to the customer so far. */
  ours: string[];
  /** Our last text told of a booking, but for a good-bye. */
  isBooked: boolean;
  /** A text of ours told of a booking at any time. */
  hasBooking: boolean;
  /** The text that told of the booking; null where none did. */
  bookedText: string | null;
  /** The pick that was booked is sent again. */
  repeatsPick: boolean;
  /** Our last text was a good-bye, with nothing booked. */
  saidGoodBye: boolean;
}

const RANK: Readonly<Record<Urgency, number>> = { NORMAL: 0, URGENT: 1, EMERGENCY: 2 };
/** Another work than was spoken of before. */
const CORRECTS = /\b(actually|instead|not the|forget|never ?mind|nvm|scratch|changed my mind|en realidad|mejor|olvid\w+)\b/;

/** Reads the conversation: later words win over earlier ones, the urgency is the highest said. `towns`: those around the business, known by their bare names. */
export function understand(request: DispatchRequest, now: string, towns: Towns = NO_TOWNS, current: MessageReading = readAsAnswer(request.currentMessage, request.tradeType, request.conversationHistory, towns)): Understanding {
  const { conversationHistory: history, businessHours } = request;
  const exchanges = sentTogether(history);
  const turns = exchanges.flatMap((entry, index) => (entry.role === 'customer' ? [{ text: entry.content, at: entry.timestamp, reading: readAsAnswer(entry.content, request.tradeType, exchanges.slice(0, index), towns), last: lastOfOurs(exchanges.slice(0, index)), answer: answerTo(exchanges, index) }] : []));
  turns.push({ text: request.currentMessage, at: now, reading: current, last: lastOfOurs(history), answer: null });

  let job: NamedJob | null = null;
  let address: AddressParts | null = null;
  let preferred: PreferredWindow | null = null;
  let urgency: Urgency = 'NORMAL';
  let urgencyBefore: Urgency = urgency;
  let unsure = 0;
  const otherJobs = new Set<string>();
  let standstill = MOVING;
  let isAnswer = false;
  let isNew = false;
  const known = knownAddress(request);
  const saidBesides = () => JSON.stringify([job?.code, preferred?.text, urgency]);
  const said = () => saidBesides() + JSON.stringify(address);
  let addressMisses = 0;
  let addressTurn: AddressTurn = { asked: null, hasAddress: false, isNew: false, asksUs: false };
  for (const [index, { text, at, reading, last, answer }] of turns.entries()) {
    const { jobType } = reading;
    const asked = fold(last?.content ?? '');
    const [saidBefore, besidesBefore] = [said(), saidBesides()];
    const isKnown = known !== null && !reading.address?.street && (saysSamePlace(text) || STILL_THERE.test(asked) && saysYes(text));
    if (isKnown) address = known;
    unsure = jobType && overallConfidence(reading) < LOW_CONFIDENCE ? unsure + 1 : 0;
    const isAside = job !== null && jobType !== null && jobType !== job.code && startsAside(fold(text)) && RANK[reading.urgency] <= RANK[urgency];
    if (isAside) otherJobs.add(jobType);
    const second = secondJob(text, request.tradeType, jobType);
    if (second) otherJobs.add(second);
    if (!isAside) job = jobAfter(job, text, reading, request);
    const read = withHouseCorrected(merged(address, reading.address), text);
    address = settledIn(read, text, reading, last);
    const isSettled = address !== read;
    if (reading.preferredText) preferred = windowOf(reading.preferredText, epoch(at), businessHours.timeZone);
    urgencyBefore = urgency;
    if (RANK[reading.urgency] > RANK[urgency]) urgency = reading.urgency;
    isAnswer = isKnown || isSettled || STILL_THERE.test(asked) || WHICH_TIME.test(asked) || OFFERED.test(asked) && (rejectsAll(text) || wantsOtherTimes(text) || pickedNumber(text, OFFERS_MAX) !== null);
    const isNewPerson = isNewName(turns.slice(0, index), reading);
    isNew = said() !== saidBefore || isNewPerson;
    addressTurn = { asked: addressQuestionIn(last?.content ?? ''), hasAddress: reading.address !== null, isNew: saidBesides() !== besidesBefore || isNewPerson, asksUs: reading.asksRobot || reading.asksWho || asksPrice(text) || businessQuestions(text).length > 0 || besideIn(text, reading.address === null, [last?.content ?? '']) !== null };
    if (answer) addressMisses = missesAfter(addressMisses, addressTurn, addressQuestionIn(answer.content));
    standstill = standstillAfter(standstill, { text, reading, last, isNew, isAnswer, isFirst: index === 0 });
  }
  const offer = lastOffer(history, request.currentMessage, now);
  const reply = replyTo(offer, request.currentMessage, current, now, businessHours.timeZone);
  const replies = reply.chosenSlot !== null || reply.askedSlot !== null || reply.declines || reply.wantsSooner || reply.ofDay.length > 0;
  // As of the day before: said on a Friday, "friday" is the one that was offered, not the next.
  if (reply.ofDay.length > 0 && current.preferredText) preferred = windowOf(current.preferredText, epoch(reply.ofDay[0]!) - DAY_MS, businessHours.timeZone);
  const ours = history.flatMap(({ role, content }) => (role === 'customer' ? [] : [content]));
  if (job) otherJobs.delete(job.code);
  const isUnread = !replies && !isAnswer && !isNew && !saysSomething(current, request.currentMessage);
  const beside = besideIn(request.currentMessage, isUnread, ours);
  const bookedText = ours.findLast((content) => BOOKED.test(content)) ?? null;
  return {
    current: reply.chosenSlot && isCallAhead(reply.remark ?? '') ? { ...current, wantsHuman: false } : current, jobType: job?.code ?? null, jobConfidence: job?.confidence ?? current.jobConfidence, otherJobs: [...otherJobs], urgency, urgencyBefore, address, preferred,
    name: turns.findLast(({ reading }) => reading.name)?.reading.name ?? null, phone: turns.findLast(({ reading }) => reading.phone)?.reading.phone ?? null,
    language: languageOf(request, turns), offer, ...reply,
    askedPlace: ours.some((content) => placesAskedIn(content) !== null),
    askedTime: WHICH_TIME.test(fold(ours.at(-1) ?? '')), lastAddress: history.some((entry) => STILL_THERE.test(fold(entry.content))) ? null : known, offeredBefore: history.flatMap((entry) => entry.offeredSlots ?? []), unsure,
    missed: replies ? 0 : standstill.texts, isUnclear: isUnread && beside === null, beside, namesOtherWork: namesOtherWork(request, current, job !== null),
    addressMisses, addressTurn, lacksZip: turns.some((turn) => lacksZip(turn.text)),
    ours, isBooked: BOOKED.test(ours.findLast((content) => !isGoodBye(content)) ?? ''), hasBooking: bookedText !== null,
    bookedText, repeatsPick: repeatsPick(history, bookedText, request.currentMessage), saidGoodBye: isGoodByeToAll(ours.at(-1) ?? ''),
  };
}

interface NamedJob { code: string; confidence: number }
/** A reading this much surer replaces an earlier one. */
const SURER = 0.05;

/** The job after a text that names one, or takes the one known back for work of another trade of the business. */
function jobAfter(job: NamedJob | null, text: string, { jobType, jobConfidence }: MessageReading, request: DispatchRequest): NamedJob | null {
  const corrects = CORRECTS.test(fold(text));
  if (!jobType) return corrects && isOtherTrades(request, text) ? null : job;
  return !job || jobConfidence > job.confidence + SURER || corrects ? { code: jobType, confidence: jobConfidence } : job;
}

/** The address after the answer to which of its city and ZIP code is right; the same one where that was not asked, or is not settled. */
function settledIn(address: AddressParts | null, text: string, reading: MessageReading, last: HistoryEntry | undefined): AddressParts | null {
  const places = placesAskedIn(last?.content ?? '');
  return places && address ? settledAddress(address, places, text, reading.address) : address;
}

const BOOKED = /you're booked|you are booked|cita confirmada|^booked/i;
const isGoodBye = (content: string): boolean => [STILL_BOOKED.en, STILL_BOOKED.es].some((text) => content.includes(text));
/** With nothing booked. */
const isGoodByeToAll = (content: string): boolean => [WITHDRAWN, WELCOME, NO_PROBLEM].some(({ en, es }) => content.includes(en) || content.includes(es));
const DAY_MS = 24 * 60 * MINUTE;
/** How our own texts ask (texts.ts): "still at …?" and "which day and time …?". */
const STILL_THERE = /\bstill at\b|\bsigue en\b/;
const OFFERED = /\b(?:reply|responda) 1\b/;
const WHICH_TIME = /\bwhich day and time\b|\bque dia y hora\b/;
/** Below this overall confidence a reading is a guess; two in a row go to a person. Source: contract/domain.md, "Conversations". */
export const LOW_CONFIDENCE = 0.77;

/** "1 to confirm, 2 for other times". */
const CONFIRMATION_CHOICES = 2;

/** So many times are numbered at most. */
const OFFERS_MAX = 3;

/** What we said right after an entry; null where more texts of the customer came first. */
const answerTo = (history: readonly HistoryEntry[], index: number): HistoryEntry | null => (history[index + 1] && history[index + 1]!.role !== 'customer' ? history[index + 1]! : null);
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
  return Boolean(reading.jobType || reading.address || reading.preferredText || reading.wantsHuman || reading.asksRobot || reading.asksWho || reading.asksBooking || reading.thanks || reading.withdraws || reading.outOfScope || reading.lifeSafety || reading.name || reading.phone) || asksPrice(text) || businessQuestions(text).length > 0 || asksWhen(text) || isGreeting(text) || /^\W*#?[1-3]\W*$/.test(text);
}

/** A text with what was asked before it, among the towns that the business's customers name. */
function readAsAnswer(text: string, trade: TradeType, before: readonly HistoryEntry[], towns: Towns): MessageReading {
  return withAnsweredAddress(readMessage(text, trade, towns), text, lastOfOurs(before)?.content ?? '', towns);
}

/** A new street replaces the old one; parts it does not name stay. */
function merged(old: AddressParts | null, next: AddressParts | null): AddressParts | null {
  if (!old || !next) return next ?? old;
  const moved = next.street !== null && next.zip !== null;
  return { street: next.street ?? old.street, city: next.city ?? (moved ? null : old.city), state: next.state ?? (moved ? null : old.state), zip: next.zip ?? (next.city && next.city !== old.city ? null : old.zip) };
}

type Reply = Pick<Understanding, 'chosenSlot' | 'askedSlot' | 'remark' | 'declines' | 'rejected' | 'wantsSooner' | 'ofDay'>;

/** What a text says to the slots offered. */
function replyTo(offer: Offer | null, text: string, { preferredText }: MessageReading, now: string, timeZone: string): Reply {
  const starts = offer?.slots.map(({ start }) => start) ?? [];
  const picked = offer && (pickedSlot(text, starts, now, timeZone) ?? (offer.formerNumber !== null && pickedNumber(text, OFFERS_MAX) === offer.formerNumber ? starts[0]! : null));
  const isAsked = asksAfterTime(text) || /^\W*can\b/.test(fold(text)) && hourInstead(text) !== null;
  const [chosenSlot, askedSlot] = isAsked ? [null, picked] : [picked, null];
  const none: Reply = { chosenSlot, askedSlot, remark: chosenSlot && remarkBeside(text), declines: false, rejected: false, wantsSooner: false, ofDay: [] };
  if (!offer || picked) return none;
  const ofDay = offersOfDay(text, starts, now, timeZone);
  if (ofDay.length > 1) return { ...none, ofDay };
  if (asksSooner(text) && preferredText === null) return { ...none, wantsSooner: true };
  const rejected = !offer.isConfirmation && preferredText === null && rejectsAll(text);
  return { ...none, rejected, declines: rejected || wantsOtherTimes(text) || offer.isConfirmation && pickedNumber(text, 2) === 1 };
}

/** A customer who had turned all down, and soon after names the number of an offer, wants it after all. */
const SECOND_THOUGHT_MS = 60 * MINUTE;

/** None stands once a person has written: "2" may answer them. */
function lastOffer(history: readonly HistoryEntry[], text: string, now: string): Offer | null {
  if (lastOfOurs(history)?.role === 'human') return null;
  const ours = history.filter((entry) => entry.role === 'assistant').toReversed();
  const [closing] = ours;
  const isClosed = closing !== undefined && isGoodByeToAll(closing.content) && pickedNumber(text, OFFERS_MAX) !== null && epoch(now) - epoch(closing.timestamp) <= SECOND_THOUGHT_MS;
  const offers = isClosed ? ours.slice(1) : ours;
  const [last] = offers;
  if (!last?.offeredSlots?.length) return null;
  const isConfirmation = last.offeredSlots.length === 1 && /reply 1 to confirm|responda 1 para confirmar/i.test(last.content);
  const former = isConfirmation ? offers[1]?.offeredSlots?.findIndex((start) => epoch(start) === epoch(last.offeredSlots![0]!)) ?? -1 : -1;
  const formerNumber = former >= CONFIRMATION_CHOICES ? former : null;
  // Turned down, it was held no more.
  return { formerNumber, slots: last.offeredSlots.map((start) => ({ start, heldSince: isClosed ? null : heldSince(start, offers, now) })), isConfirmation };
}

/** Whether a text picks what the customer's text before the booking did: their phone has sent it twice. */
function repeatsPick(history: readonly HistoryEntry[], bookedText: string | null, text: string): boolean {
  const booked = history.findLastIndex(({ role, content }) => role !== 'customer' && content === bookedText);
  const said = history.slice(0, Math.max(booked, 0)).findLast(({ role }) => role === 'customer');
  const picked = pickedNumber(text, OFFERS_MAX);
  return said !== undefined && (picked !== null && picked === pickedNumber(said.content, OFFERS_MAX) || fold(text).trim() === fold(said.content).trim());
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

function languageOf(request: DispatchRequest, turns: readonly { text: string; reading: MessageReading }[]): Language {
  if (request.businessSettings.language !== 'auto') return request.businessSettings.language;
  const wished = turns.map(({ text, reading }) => (businessQuestions(text).includes('spanish') ? 'es' : reading.languageSure ? reading.language : null));
  return wished.findLast((language) => language !== null) ?? 'en';
}
