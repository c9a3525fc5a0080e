import { addressQuestionIn, missesAfter } from './addressMisses';
import type { PlaceConflict } from './area/conflict';
import { pointOf } from './area/geo';
import { serviceAreaOf, type AreaReading } from './area/serviceArea';
import { answersIn } from './answers';
import { offersFor } from './offers';
import { jobTypeOf } from './pricing/jobTypes';
import { estimatePrice } from './pricing/price';
import { addressConfidence, CONFIDENCE, overallOf, timeConfidence } from './reading/confidence';
import { HEARD, wasToldOfTalk } from './passedOn';
import { asksOwnVisit, asksWhatIsBooked, isQuestion, isStatement, isVisitNote } from './reading/readQuestion';
import { asksPrice, assents, endsQuietly, isFarewell, isMerelyPolite, namesSeveral } from './reading/readReply';
import { epoch } from './scheduling/localTime';
import { openStretches } from './scheduling/openHours';
import { isSlotFree, slotAt, type SlotQuestion } from './scheduling/slots';
import * as texts from './texts';
import type { ConversationStage, DispatchRequest, DispatchResult, Engine, NextActionType, Place, PriceEstimate, Slot, Urgency } from './types';
import type { Offer, Understanding } from './understand';

const OFFERS = 3;

/** Where an address is, as far as the map knows it. `conflict`: its city and ZIP code disagree, and the customer has not been asked which is right. */
export interface Whereabouts { place: Place | null; conflict: PlaceConflict | null }

interface Move {
  stage: ConversationStage;
  type: NextActionType;
  text: texts.Words;
  slots?: Slot[];
  price?: PriceEstimate | null;
  chosen?: string | null;
  problem?: string;
  /** What a person is to read, though the conversation goes on. */
  asides?: string[];
  /** No place for a friendly word before it. */
  isPlain?: boolean;
}

/**
 * The next move of a conversation: safety first, then what the customer asks of us, then job, address, area, slot, booking. Pure: `place` is where the address
 * was put beforehand, `conflict` what in it has yet to be settled. Facts (slots, prices, hours) come from the request, never from the customer's words. Source: contract/dispatch.md, domain.md.
 */
export function decide(request: DispatchRequest, understood: Understanding, { place, conflict }: Whereabouts, now: string, engine: Engine): DispatchResult {
  const { serviceRadiusMiles, serviceZips } = request.businessSettings;
  const served = { center: pointOf(request.businessAddress), radiusMiles: serviceRadiusMiles, zips: serviceZips };
  const area = understood.address ? serviceAreaOf(served, { zip: understood.address.zip ?? place?.zip, point: place }) : { distanceMiles: null, inServiceArea: null };
  const move = withBesideHeard(moveOf(request, understood, { place, conflict }, area, now), understood);
  return answer(request, understood, place, area, move, engine);
}

/** Moves that go on with the conversation, whatever is passed to a person meanwhile. */
const GOES_ON: ReadonlySet<ConversationStage> = new Set(['COLLECTING_JOB', 'COLLECTING_ADDRESS', 'PROPOSING_SLOT', 'CONFIRMING']);

/** The move with a word on what the customer says or asks beside it; who finds a price too high twice is passed to a person. */
function withBesideHeard(move: Move, { beside, ours, chosenSlot }: Understanding): Move {
  if (beside === null || chosenSlot !== null || !GOES_ON.has(move.stage)) return move;
  const { told, aside } = HEARD[beside];
  if (beside === 'tooDear' && wasToldOfTalk(ours)) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.asked, problem: HEARD.tooDear.aside! };
  return { ...move, text: texts.joined(told, move.text), asides: aside === null ? [] : [aside], isPlain: true };
}

function moveOf(request: DispatchRequest, understood: Understanding, { place, conflict }: Whereabouts, area: AreaReading, now: string): Move {
  const { current, address } = understood;
  if (current.lifeSafety) return { stage: 'ESCALATED', type: 'SAFETY_WARNING', text: texts.SAFETY[current.lifeSafety] };
  if (current.optOut) return { stage: 'CLOSED', type: 'OPT_OUT', text: { en: '', es: '' } };
  if (current.withdraws && !current.wantsHuman && understood.hasBooking) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.bookedVisit, problem: 'The customer wants to cancel the visit that is booked.' };
  const asksTime = understood.isBooked && asksWhatIsBooked(request.currentMessage);
  if (current.wantsHuman || current.angry || current.asksBooking && !asksTime) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.asked };
  if (!understood.hasBooking && understood.offer === null && current.jobType === null && asksOwnVisit(request.currentMessage)) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.asked, problem: 'The customer asks about a visit that the assistant knows nothing of.' };
  if (understood.isBooked) return afterBooking(request, understood, now);
  if (understood.saidGoodBye && !understood.offer && endsQuietly(request.currentMessage)) return { stage: 'CLOSED', type: 'CLOSE', text: texts.NO_PROBLEM };
  if (current.withdraws) return { stage: 'CLOSED', type: 'CLOSE', text: texts.WITHDRAWN };
  if (understood.namesOtherWork) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.outOfScope, problem: 'The customer asks for work that is none of ours.' };
  if (namesUnofferedJob(request, understood)) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.notOffered, problem: 'The customer asks for a job that is not offered.' };
  const goesOn = !understood.hasBooking && (understood.offer !== null || understood.jobType !== null && (understood.ours.at(-1) ?? '').includes('?')) && isMerelyPolite(request.currentMessage);
  if (current.thanks && understood.chosenSlot === null && !goesOn) return { stage: 'CLOSED', type: 'CLOSE', text: understood.offer ? texts.WITHDRAWN : texts.WELCOME };
  if (understood.missed >= 2 || understood.unsure >= 2) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.notUnderstood };
  if (!understood.jobType) {
    const question = understood.isUnclear && request.conversationHistory.some((entry) => entry.role === 'customer') ? texts.joined(texts.SORRY_NOT_UNDERSTOOD, texts.ASK_JOB) : texts.ASK_JOB;
    if (current.asksWho) return { stage: 'COLLECTING_JOB', type: 'ANSWER', text: texts.joined(texts.whoWeAre(request.businessName), texts.ASK_JOB) };
    const answered = answersIn(request, now) ?? (asksPrice(request.currentMessage) ? texts.PRICE_DEPENDS : null);
    if (answered) return { stage: 'COLLECTING_JOB', type: 'ANSWER', text: texts.joined(answered, texts.ASK_JOB) };
    return { stage: 'COLLECTING_JOB', type: current.asksRobot ? 'ANSWER' : 'ASK_JOB', text: question };
  }
  const askAddress = (text: texts.Words, problem?: string): Move => {
    if (missesAfter(understood.addressMisses, understood.addressTurn, addressQuestionIn(text.en)) >= 2) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.notUnderstood, problem: 'The address was not understood.' };
    return { stage: problem ? 'VALIDATING' : 'COLLECTING_ADDRESS', type: 'ASK_ADDRESS', text: texts.prefaced(answersIn(request, now), texts.prefaced(priceAsked(request, understood, now), text)), problem };
  };
  if (!address && understood.lastAddress?.street) return askAddress(texts.stillAt(understood.lastAddress.street));
  if (!address?.street && !(address && area.inServiceArea === false)) return askAddress(understood.lacksZip ? texts.ASK_STREET_AND_CITY : texts.ASK_STREET);
  if (!address.city && !address.zip) return askAddress(understood.lacksZip ? texts.ASK_CITY_ALONE : texts.ASK_CITY);
  if (conflict) return { stage: 'VALIDATING', type: 'ASK_ADDRESS', text: texts.whichPlace(conflict), problem: 'City and ZIP code disagree.' };
  if (!place && area.inServiceArea !== true) return askAddress(texts.NOT_FOUND, 'The address could not be placed.');
  if (area.inServiceArea === false) return { stage: 'OUT_OF_AREA', type: 'EXPLAIN_OUT_OF_AREA', text: texts.outOfArea(request.businessName, area.distanceMiles), problem: 'The address is outside the service area.' };
  return slotMove(request, understood, place, now);
}

/** Whether what is wanted, or surely asked for now, is listed as not offered. */
function namesUnofferedJob({ jobEstimates }: DispatchRequest, { jobType, current }: Understanding): boolean {
  const asked = current.jobConfidence > CONFIDENCE.guess ? current.jobType : null;
  return jobEstimates.some((estimate) => estimate.offered === false && (estimate.jobType === jobType || estimate.jobType === asked));
}

/** What the work costs, where that is asked before a time can be offered; an emergency as if we came now. */
function priceAsked(request: DispatchRequest, understood: Understanding, now: string): texts.Words | null {
  return asksPrice(request.currentMessage) ? texts.spokenPrice(visitOf(request, understood, null, now).price(now)) : null;
}

const VISIT_NOTE = 'The customer added something to the visit that is booked: please read it.';

/** A booked customer who says good-bye, asks what is known, or adds something to the visit needs nobody at once; any other wish is a person's to hear. */
function afterBooking(request: DispatchRequest, understood: Understanding, now: string): Move {
  const { current, repeatsPick, bookedText } = understood;
  const { currentMessage } = request;
  const answered = (text: texts.Words): Move => ({ stage: 'BOOKED', type: 'ANSWER', text });
  if (current.thanks && !isQuestion(currentMessage) || isFarewell(currentMessage)) return { stage: 'BOOKED', type: 'CLOSE', text: texts.STILL_BOOKED };
  if (bookedText !== null && (repeatsPick || asksWhatIsBooked(currentMessage))) return answered({ en: bookedText, es: bookedText });
  const isOfVisit = current.jobType === null && !current.outOfScope && !current.address?.street;
  if (isOfVisit && (isVisitNote(currentMessage) || current.phone !== null && isStatement(currentMessage))) return { ...answered(texts.joined(texts.NOTED, texts.STILL_BOOKED)), asides: [VISIT_NOTE] };
  const other = otherProblem(understood);
  if (other !== null && isStatement(currentMessage)) return { ...answered(texts.joined(texts.OTHER_PROBLEM_NOTED, texts.STILL_BOOKED)), asides: [namedBesides([other])] };
  const answer = isOfVisit ? answersIn(request, now) : null;
  if (answer) return answered(texts.joined(answer, texts.STILL_BOOKED));
  if (current.asksRobot && current.preferredText === null && current.jobType === null) return answered(texts.STILL_BOOKED);
  return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.asked };
}

/** Work that a booked customer names besides, where it is no more pressing than what is booked, and wished at no time or place of its own. */
function otherProblem({ current, otherJobs, urgency, urgencyBefore }: Understanding): string | null {
  const { jobType, preferredText, address } = current;
  const isCalm = current.urgency !== 'EMERGENCY' && urgency === urgencyBefore && preferredText === null && !address;
  return isCalm && jobType !== null && otherJobs.includes(jobType) ? jobType : null;
}

function slotMove(request: DispatchRequest, understood: Understanding, place: Place | null, now: string): Move {
  const { chosenSlot, askedSlot, offer } = understood;
  const visit = visitOf(request, understood, place, now);
  if (askedSlot && isSlotFree(visit.question, askedSlot, offer?.slots.find(({ start }) => start === askedSlot)?.heldSince ?? now)) return confirmMove(slotAt(epoch(askedSlot), visit.question), visit.price(askedSlot), visit.question.timeZone, null);
  if (!chosenSlot || !offer) return offerMove(request, understood, visit, prefacedWith(answersIn(request, now), offer && whyAgain(request, understood, offer)));
  const heldSince = offer.slots.find(({ start }) => start === chosenSlot)?.heldSince ?? now;
  return isSlotFree(visit.question, chosenSlot, heldSince) ? pickMove(request, understood, offer, { start: chosenSlot, now }, visit) : offerMove(request, understood, visit, texts.TAKEN);
}

/** What goes before times that are offered again: a "yes" to several names none of them. */
function whyAgain({ currentMessage }: DispatchRequest, { isUnclear, ofDay }: Understanding, { slots }: Offer): texts.Words | null {
  if (slots.length > 1 && (assents(currentMessage) || isMerelyPolite(currentMessage) || namesSeveral(currentMessage) || ofDay.length > 1)) return texts.WHICH_ONE;
  return isUnclear ? texts.SORRY_NOT_UNDERSTOOD : null;
}

/** The slot is the customer's; where it costs a multiple that was not quoted, that is asked first. */
function pickMove(request: DispatchRequest, understood: Understanding, offer: Offer, { start, now }: { start: string; now: string }, { question, price }: Visit): Move {
  const slot = slotAt(epoch(start), question);
  const estimate = price(start);
  if (price(offer.slots[0]!.start, understood.urgencyBefore).multiplier !== estimate.multiplier && !offer.isConfirmation) return confirmMove(slot, estimate, question.timeZone, null);
  const { said, asides } = besides(request, understood, now);
  const booked = texts.booked(estimate, start, understood.address?.street ?? null, question.timeZone);
  return { stage: 'BOOKED', type: 'CONFIRM_APPOINTMENT', text: said.reduce(texts.joined, booked), slots: [slot], price: estimate, chosen: start, asides };
}

/** What is said behind a booking of what the customer wrote besides, and what a person is to read of it. */
function besides(request: DispatchRequest, { remark, otherJobs }: Understanding, now: string): { said: texts.Words[]; asides: string[] } {
  const answer = remark === null ? null : answersIn(request, now);
  const isAnswered = answer !== null && remark !== null && isQuestion(remark);
  const kept = remark === null || isAnswered ? null : isQuestion(remark) ? texts.QUESTION_PASSED : texts.NOTED_TOO;
  return {
    said: [answer, kept, otherJobs.length > 0 ? texts.OTHER_PROBLEM_NOTED : null].filter((words) => words !== null),
    asides: [...(kept ? [VISIT_NOTE] : []), ...(otherJobs.length > 0 ? [namedBesides(otherJobs)] : [])],
  };
}

const namedBesides = (codes: readonly string[]): string => `Named besides what is booked: ${codes.map((code) => code.replaceAll('_', ' ')).join(', ')}.`;

function offerMove(request: DispatchRequest, understood: Understanding, { question, price }: Visit, preface: texts.Words | null): Move {
  if (understood.rejected && !understood.askedTime) return { stage: 'PROPOSING_SLOT', type: 'ASK_TIME', text: texts.ASK_TIME };
  const { slots, stand, miss } = offersFor(question, understood, request.customerHistory?.preferredTimes ?? []);
  const [first] = slots;
  if (!first) return { stage: 'ESCALATED', type: 'ESCALATE', text: texts.ESCALATED.noSlot, problem: 'No free time was found.' };
  const estimate = price(first.start);
  if (stand && understood.offer?.isConfirmation) return confirmMove(first, estimate, question.timeZone, preface ?? miss);
  const offered = texts.offer(estimate, slots.map((slot) => slot.start), question.timeZone);
  return { stage: 'PROPOSING_SLOT', type: 'PROPOSE_SLOT', text: texts.prefaced(prefacedWith(preface, miss), offered), slots, price: estimate, isPlain: miss !== null };
}

function confirmMove(slot: Slot, estimate: PriceEstimate, timeZone: string, preface: texts.Words | null): Move {
  return { stage: 'CONFIRMING', type: 'CONFIRM_APPOINTMENT', text: texts.prefaced(preface, texts.confirmAgain(estimate, slot.start, timeZone)), slots: [slot], price: estimate, chosen: slot.start };
}

/** What a time is looked for, and what the visit would cost at each: as pressing as it is now, or was. */
interface Visit { question: SlotQuestion; price: (start: string, urgency?: Urgency) => PriceEstimate }

function visitOf(request: DispatchRequest, { jobType, urgency }: Understanding, place: Place | null, now: string): Visit {
  const { businessHours: hours, businessSettings: settings } = request;
  const job = jobOf(request, jobType!);
  return {
    question: {
      hours, timeZone: hours.timeZone, settings, durationMinutes: job.minutes, calendar: request.existingCalendar, location: place ? pointOf(place) : null,
      from: now, now, limit: OFFERS, emergency: urgency === 'EMERGENCY',
    },
    price: (start, pressing = urgency) => estimatePrice(job, start, pressing, hours, settings.emergencyMultipliers),
  };
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
      withinBusinessHours: within, hasCapacity: proposed ? true : move.text === texts.ESCALATED.noSlot ? false : null, problems: [...(move.problem ? [move.problem] : []), ...(move.asides ?? [])],
    },
    needsGeocoding: address !== null && place === null,
    conversationStage: move.stage,
    nextAction: { type: move.type, message: composed(request, understood, move) },
    proposedSlot: proposed, alternativeSlots: alternatives, priceEstimate: move.price ?? null, engine,
  };
}

/** The text to send, with the truth about the machine where it is due, and in the business's tone where that costs no further segment. */
function composed(request: DispatchRequest, understood: Understanding, move: Move): string {
  const { language, ours, current } = understood;
  const text = move.text[language];
  if (text === '' || move.type === 'SAFETY_WARNING') return texts.fitted(text);
  const truthful = current.asksRobot && !texts.isIntroduced([text], request.businessName) ? `${texts.I_AM_A_MACHINE[language]} ${text}` : text;
  const opened = texts.introduced(truthful, ours, request.businessName, language);
  if (opened === truthful || move.isPlain || !ASKING.has(move.type)) return texts.fitted(opened);
  const warm = texts.introduced(texts.warmth(request.businessSettings.tone)[language] + text, ours, request.businessName, language);
  return texts.fitted(texts.isOneSegment(warm) ? warm : opened);
}

/** Moves that a friendly word may open; bad news and hand-overs are no place for it. */
const ASKING: ReadonlySet<NextActionType> = new Set(['ASK_JOB', 'ASK_ADDRESS', 'PROPOSE_SLOT']);

function confidences(understood: Understanding): DispatchResult['confidenceScores'] {
  const fields = { jobType: understood.jobConfidence, urgency: understood.current.urgencyConfidence, address: addressConfidence(understood.address), preferredTime: timeConfidence(understood.preferred !== null) };
  return { jobType: round(fields.jobType), urgency: round(fields.urgency), address: fields.address, preferredTime: fields.preferredTime, overall: round(overallOf(fields)) };
}

const round = (value: number): number => Math.round(value * 100) / 100;
const prefacedWith = (first: texts.Words | null, second: texts.Words | null): texts.Words | null => (first && second ? texts.joined(first, second) : first ?? second);
