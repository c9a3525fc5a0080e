import { pointOf } from './area/geo';
import { serviceAreaOf, type AreaReading } from './area/serviceArea';
import { jobTypeOf } from './pricing/jobTypes';
import { estimatePrice, multiplierAt } from './pricing/price';
import { addressConfidence, overallOf, timeConfidence } from './reading/confidence';
import { isFarewell } from './reading/readReply';
import { suits, suitsTimeOfDay, windowOf } from './reading/timeWindow';
import { epoch } from './scheduling/localTime';
import { openStretches } from './scheduling/openHours';
import { isSlotFree, offerSlots, type SlotQuestion } from './scheduling/slots';
import * as texts from './texts';
import type { ConversationStage, DispatchRequest, DispatchResult, Engine, NextActionType, Place, PriceEstimate, Slot } from './types';
import type { Understanding } from './understand';

/** How long an offered slot is held; until then its lead time counts from the offer. Source: contract/domain.md, "Slots". */
const HOLD_MS = 10 * 60_000;
const OFFERS = 3;
/** An hour from a time that was declined is not another time. */
const NEAR_MS = 60 * 60_000;

interface Move {
  stage: ConversationStage;
  type: NextActionType;
  text: texts.Words;
  slots?: Slot[];
  price?: PriceEstimate | null;
  chosen?: string | null;
  problem?: string;
}

/**
 * The next move of a conversation: safety first, then what the customer asks of us, then job, address, area, slot, booking. Pure: `place` is where the address
 * was put beforehand. Facts (slots, prices, hours) come from the request, never from the customer's words. Source: contract/dispatch.md, domain.md.
 */
export function decide(request: DispatchRequest, understood: Understanding, place: Place | null, now: string, engine: Engine): DispatchResult {
  const { serviceRadiusMiles, serviceZips } = request.businessSettings;
  const served = { center: pointOf(request.businessAddress), radiusMiles: serviceRadiusMiles, zips: serviceZips };
  const area = understood.address ? serviceAreaOf(served, { zip: understood.address.zip ?? place?.zip, point: place }) : { distanceMiles: null, inServiceArea: null };
  const move = moveOf(request, understood, place, area, now);
  return answer(request, understood, place, area, move, engine);
}

function moveOf(request: DispatchRequest, understood: Understanding, place: Place | null, area: AreaReading, now: string): Move {
  const { current, address } = understood;
  if (current.lifeSafety) return { stage: 'ESCALATED', type: 'SAFETY_WARNING', text: texts.SAFETY[current.lifeSafety] };
  if (current.optOut) return { stage: 'CLOSED', type: 'OPT_OUT', text: { en: '', es: '' } };
  if (current.withdraws && !current.wantsHuman && understood.hasBooking) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.bookedVisit, problem: 'The customer wants to cancel the visit that is booked.' };
  if (current.wantsHuman || current.angry || current.asksBooking) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.asked };
  if (understood.isBooked) return afterBooking(request, current);
  if (current.withdraws) return { stage: 'CLOSED', type: 'CLOSE', text: texts.WITHDRAWN };
  if (current.outOfScope && !understood.jobType) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.outOfScope };
  if (current.thanks && understood.chosenSlot === null) return { stage: 'CLOSED', type: 'CLOSE', text: understood.offer ? texts.WITHDRAWN : texts.WELCOME };
  if (understood.missed >= 2 || understood.unsure >= 2) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.notUnderstood };
  if (!understood.jobType) {
    const question = understood.missed === 1 && request.conversationHistory.some((entry) => entry.role === 'customer') ? joined(texts.SORRY_NOT_UNDERSTOOD, texts.ASK_JOB) : texts.ASK_JOB;
    if (current.asksWho) return { stage: 'COLLECTING_JOB', type: 'ANSWER', text: joined(texts.whoWeAre(request.businessName), texts.ASK_JOB) };
    return { stage: 'COLLECTING_JOB', type: current.asksRobot ? 'ANSWER' : 'ASK_JOB', text: question };
  }
  if (!address && understood.lastAddress?.street) return { stage: 'COLLECTING_ADDRESS', type: 'ASK_ADDRESS', text: texts.stillAt(understood.lastAddress.street) };
  if (!address?.street && !(address && area.inServiceArea === false)) return { stage: 'COLLECTING_ADDRESS', type: 'ASK_ADDRESS', text: texts.ASK_STREET };
  if (!address.city && !address.zip) return { stage: 'COLLECTING_ADDRESS', type: 'ASK_ADDRESS', text: texts.ASK_CITY };
  if (!place && area.inServiceArea !== true) return { stage: 'VALIDATING', type: 'ASK_ADDRESS', text: texts.NOT_FOUND, problem: 'The address could not be placed.' };
  if (area.inServiceArea === false) return { stage: 'OUT_OF_AREA', type: 'EXPLAIN_OUT_OF_AREA', text: texts.outOfArea(request.businessName, area.distanceMiles), problem: 'The address is outside the service area.' };
  return slotMove(request, understood, place, now);
}

/** A booked customer who only says good-bye, or asks what is answering, needs nobody; any other wish is a person's to hear. */
function afterBooking(request: DispatchRequest, current: Understanding['current']): Move {
  if (current.thanks || isFarewell(request.currentMessage)) return { stage: 'BOOKED', type: 'CLOSE', text: texts.STILL_BOOKED };
  if (current.asksRobot && current.preferredText === null && current.jobType === null) return { stage: 'BOOKED', type: 'ANSWER', text: texts.STILL_BOOKED };
  return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.asked };
}

function slotMove(request: DispatchRequest, understood: Understanding, place: Place | null, now: string): Move {
  const { businessHours: hours, businessSettings: settings } = request;
  const { chosenSlot, offer, urgency } = understood;
  const job = jobOf(request, understood.jobType!);
  const question: SlotQuestion = {
    hours, timeZone: hours.timeZone, settings, durationMinutes: job.minutes, calendar: request.existingCalendar, location: place ? pointOf(place) : null,
    from: now, now, limit: OFFERS, emergency: urgency === 'EMERGENCY',
  };
  const price = (start: string) => estimatePrice(job, start, urgency, hours, settings.emergencyMultipliers);
  let preface: texts.Words | null = null;
  if (chosenSlot && offer) {
    const held = epoch(now) - epoch(offer.at) <= HOLD_MS;
    if (isSlotFree(question, chosenSlot, held ? offer.at : now)) {
      const slot = { start: chosenSlot, end: new Date(epoch(chosenSlot) + job.minutes * 60_000).toISOString().replace('.000Z', 'Z') };
      const quoted = multiplierAt(offer.starts[0]!, urgency, hours, settings.emergencyMultipliers).multiplier;
      const estimate = price(chosenSlot);
      if (quoted !== estimate.multiplier && !offer.isConfirmation) return { stage: 'CONFIRMING', type: 'CONFIRM_APPOINTMENT', text: texts.confirmAgain(estimate, chosenSlot, hours.timeZone), slots: [slot], price: estimate, chosen: chosenSlot };
      return { stage: 'BOOKED', type: 'CONFIRM_APPOINTMENT', text: texts.booked(estimate, chosenSlot, understood.address?.street ?? null, hours.timeZone), slots: [slot], price: estimate, chosen: chosenSlot };
    }
    preface = texts.TAKEN;
  } else if (offer && understood.missed > 0) preface = texts.SORRY_NOT_UNDERSTOOD;
  if (understood.rejected && !understood.askedTime) return { stage: 'PROPOSING_SLOT', type: 'ASK_TIME', text: texts.ASK_TIME };
  const { slots, miss } = offersFor(question, understood, request.customerHistory?.preferredTimes ?? []);
  const [first] = slots;
  if (!first) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.noSlot, problem: 'No free time was found.' };
  if (miss) preface ??= miss;
  const estimate = price(first.start);
  const offered = texts.offer(estimate, slots.map((slot) => slot.start), hours.timeZone);
  return { stage: 'PROPOSING_SLOT', type: 'PROPOSE_SLOT', text: preface ? joined(preface, offered) : offered, slots, price: estimate };
}

/**
 * Slots in the time the customer wants; where none is free then, at the same time of day on later days, and where there is none either, the next ones: `miss` says which. Asked for others, those offered before and what is close to them are left out.
 * To one who names no time the times usually taken (`customer_history.preferred_times`) come first, with the soonest other one behind them; an emergency has no usual time.
 */
function offersFor(question: SlotQuestion, { current, preferred, offeredBefore, otherTimes, askedTime }: Understanding, usualTimes: readonly string[]): { slots: Slot[]; miss: texts.Words | null } {
  const { timeZone } = question;
  const declined = (otherTimes || askedTime) && current.preferredText === null ? offeredBefore.map(epoch) : [];
  const fresh = (start: number) => declined.every((other) => Math.abs(other - start) > NEAR_MS);
  if (preferred && !preferred.asap) {
    const wished = offerSlots({ ...question, to: preferred.latest, fits: (start) => suits(preferred, start, timeZone) && fresh(start) });
    if (wished.length > 0) return { slots: wished, miss: null };
    const sameHours = offerSlots({ ...question, from: preferred.earliest, fits: (start) => suitsTimeOfDay(preferred, start, timeZone) && fresh(start) });
    if (sameHours.length > 0) return { slots: sameHours, miss: declined.length > 0 ? null : texts.NOT_THEN };
    const after = offerSlots({ ...question, from: preferred.earliest, fits: fresh });
    if (after.length > 0) return { slots: after, miss: texts.NOT_AT_THAT_HOUR };
  }
  const next = offerSlots({ ...question, fits: fresh });
  if (!preferred && usualTimes.length > 0 && !question.emergency && next.length > 0) {
    const windows = usualTimes.map((usual) => windowOf(usual, epoch(question.now), timeZone));
    const usual = offerSlots({ ...question, fits: (start) => fresh(start) && windows.some((window) => suits(window, start, timeZone)) });
    const inOrder = [...usual.slice(0, question.limit - 1), ...next, ...usual];
    return { slots: inOrder.filter(({ start }, index) => inOrder.findIndex((other) => other.start === start) === index).slice(0, question.limit), miss: null };
  }
  return { slots: next.length > 0 ? next : offerSlots(question), miss: !preferred || preferred.asap ? null : texts.NOT_THEN };
}

function jobOf(request: DispatchRequest, code: string): { minutes: number; priceLow: number; priceHigh: number } {
  const own = request.jobEstimates.find((estimate) => estimate.jobType === code);
  if (own) return own;
  const { minutes, price: [priceLow, priceHigh] } = jobTypeOf(request.tradeType, code)!;
  return { minutes, priceLow, priceHigh };
}

function answer(request: DispatchRequest, understood: Understanding, place: Place | null, area: AreaReading, move: Move, engine: Engine): DispatchResult {
  const { current, address } = understood;
  const [proposed = null, ...alternatives] = move.slots ?? [];
  const within = proposed ? openStretches(request.businessHours, epoch(proposed.start), epoch(proposed.end)).some((open) => open.from <= epoch(proposed.start) && epoch(proposed.end) <= open.to) : null;
  return {
    extractedInfo: {
      jobType: understood.jobType, urgency: understood.urgency, lifeSafety: current.lifeSafety, wantsHuman: current.wantsHuman, optOut: current.optOut,
      customerName: understood.name, callbackPhone: understood.phone, address,
      preferredTime: understood.preferred && { text: understood.preferred.text, earliest: understood.preferred.earliest, latest: understood.preferred.latest },
      chosenSlot: move.chosen ?? null, language: understood.language,
    },
    confidenceScores: confidences(understood),
    validation: {
      addressValid: address === null ? null : place !== null, latitude: place?.latitude ?? null, longitude: place?.longitude ?? null, distanceMiles: area.distanceMiles, inServiceArea: area.inServiceArea,
      withinBusinessHours: within, hasCapacity: proposed ? true : move.text === texts.ESCALATED.noSlot ? false : null, problems: move.problem ? [move.problem] : [],
    },
    needsGeocoding: address !== null && place === null,
    conversationStage: move.stage,
    nextAction: { type: move.type, message: composed(request, understood, move) },
    proposedSlot: proposed, alternativeSlots: alternatives, priceEstimate: move.price ?? null, engine,
  };
}

/** The text to send, with the truth about the machine where it is due, and in the business's tone where that costs no further segment. */
function composed(request: DispatchRequest, understood: Understanding, move: Move): string {
  const { language, introduced, current } = understood;
  const text = move.text[language];
  if (text === '' || move.type === 'SAFETY_WARNING' || /automat/.test(text)) return texts.fitted(text);
  if (current.asksRobot) return texts.fitted(`${texts.I_AM_A_MACHINE[language]} ${text}`);
  const opening = introduced ? '' : `${texts.automated(request.businessName)[language]} `;
  const warmth = !introduced && ASKING.has(move.type) ? texts.warmth(request.businessSettings.tone)[language] : '';
  return texts.fitted(texts.isOneSegment(opening + warmth + text) ? opening + warmth + text : opening + text);
}

/** Moves that a friendly word may open; bad news and hand-overs are no place for it. */
const ASKING: ReadonlySet<NextActionType> = new Set(['ASK_JOB', 'ASK_ADDRESS', 'PROPOSE_SLOT']);

function confidences(understood: Understanding): DispatchResult['confidenceScores'] {
  const fields = { jobType: understood.jobConfidence, urgency: understood.current.urgencyConfidence, address: addressConfidence(understood.address), preferredTime: timeConfidence(understood.preferred !== null) };
  return { jobType: round(fields.jobType), urgency: round(fields.urgency), address: fields.address, preferredTime: fields.preferredTime, overall: round(overallOf(fields)) };
}

const round = (value: number): number => Math.round(value * 100) / 100;
const joined = (first: texts.Words, second: texts.Words): texts.Words => ({ en: `${first.en} ${second.en}`, es: `${first.es} ${second.es}` });
