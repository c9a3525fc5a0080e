import { jobTermsOf, type Business } from './business';
import { ASK_JOB, ASK_STREET, ESCALATED, fitted, TEAM_TOLD, type Words } from './dispatch/texts';
import type { DispatchResult, TradeType } from './dispatch/types';
import type { Message } from './message';

/** The proposal as it is where the customer picked a time before we know what for, or where: what is missing is asked, and nothing booked. */
export function askInstead(proposal: DispatchResult, missing: 'job' | 'address'): DispatchResult {
  const { language } = proposal.extractedInfo;
  const unbooked = withoutSlots(proposal);
  if (missing === 'job') return { ...unbooked, conversationStage: 'COLLECTING_JOB', nextAction: { type: 'ASK_JOB', message: ASK_JOB[language] } };
  return { ...unbooked, conversationStage: 'COLLECTING_ADDRESS', nextAction: { type: 'ASK_ADDRESS', message: ASK_STREET[language] } };
}

/** What the dispatcher proposes, where it reads the conversation as one of that trade. */
export interface Reading {
  trade: TradeType;
  proposal: DispatchResult;
}

/** Of readings of one conversation by several trades the one to be believed: that sees a danger, else that names a job, and of those the surest; of equals the first. */
export function surestOf(readings: readonly Reading[]): Reading {
  const certainty = ({ proposal: { extractedInfo, confidenceScores } }: Reading) => (extractedInfo.lifeSafety === null ? 0 : 2) + (extractedInfo.jobType === null ? 0 : 1) + confidenceScores.jobType;
  return readings.reduce((best, reading) => (certainty(reading) > certainty(best) ? reading : best));
}

/** Below this the dispatcher has guessed (0..1, calibrated). */
const confidenceMin = 0.5;
const relyOnUnderstanding = new Set<DispatchResult['nextAction']['type']>(['PROPOSE_SLOT', 'CONFIRM_APPOINTMENT', 'EXPLAIN_OUT_OF_AREA']);

/** Whether the proposal rests on what was hardly understood: a question may, an offer or a booking may not (domain.md, "low confidence"). */
export function isGuess({ nextAction, confidenceScores }: DispatchResult): boolean {
  return relyOnUnderstanding.has(nextAction.type) && confidenceScores.overall < confidenceMin;
}

/** The proposal as it is where too little was understood to go on: a human takes it from here. */
export function escalateGuess(proposal: DispatchResult): DispatchResult {
  return handOver(proposal, ESCALATED.notUnderstood, 'The assistant is not sure that it understood.');
}

/** Moves that lead nowhere but to an end, a person, or a warning. */
const last = new Set<DispatchResult['nextAction']['type']>(['CLOSE', 'OPT_OUT', 'ESCALATE', 'SAFETY_WARNING', 'EXPLAIN_OUT_OF_AREA']);

/** Whether the dispatcher would go on with an emergency: asking, offering or booking. */
export function pursuesEmergency({ nextAction, extractedInfo }: DispatchResult): boolean {
  return extractedInfo.urgency === 'EMERGENCY' && !last.has(nextAction.type);
}

/** The proposal as it is where the business takes emergencies itself: it is told at once, not after the last question. */
export function escalateEmergency(proposal: DispatchResult): DispatchResult {
  return handOver(proposal, ESCALATED.asked, 'An emergency, which the business takes itself.');
}

/** An emergency that is offered nothing sooner is a person's to hear of: longer than the usual lead time of an hour and a job that is under way, and long while water runs. */
const emergencyWaitMillisMax = 2 * 3_600_000;

/**
 * Whether an emergency is now offered, for the first time, nothing but times that are too far off. Not where the customer wishes no sooner one, or was offered one before; `history` is what was
 * said so far, where a person who was told of it stands in our words.
 */
export function keepsEmergencyWaiting({ nextAction, extractedInfo, proposedSlot, alternativeSlots }: DispatchResult, history: readonly Pick<Message, 'sender' | 'body' | 'offeredSlots' | 'createdAt'>[], now: Date): boolean {
  if (nextAction.type !== 'PROPOSE_SLOT' || extractedInfo.urgency !== 'EMERGENCY' || proposedSlot === null) return false;
  const isSoon = (start: string, from: number) => Date.parse(start) <= from + emergencyWaitMillisMax;
  const wishedFrom = Math.max(now.getTime(), Date.parse(extractedInfo.preferredTime?.earliest ?? now.toISOString()));
  if ([proposedSlot, ...alternativeSlots].some(({ start }) => isSoon(start, wishedFrom))) return false;
  const ours = history.filter(({ sender }) => sender !== 'CUSTOMER');
  return !ours.some(({ body, offeredSlots, createdAt }) => Object.values(TEAM_TOLD).some((told) => body.includes(told)) || offeredSlots.some((start) => isSoon(start, createdAt.getTime())));
}

/** The proposal with the word that a person was told of the emergency, too. */
export function withTeamTold(proposal: DispatchResult): DispatchResult {
  const { nextAction, extractedInfo } = proposal;
  return { ...proposal, nextAction: { ...nextAction, message: fitted(`${nextAction.message} ${TEAM_TOLD[extractedInfo.language]}`) } };
}

/** Moves towards a visit: a time is asked for, offered, confirmed or taken. */
const towardsVisit = new Set<DispatchResult['nextAction']['type']>(['ASK_TIME', 'PROPOSE_SLOT', 'CONFIRM_APPOINTMENT']);

/** Whether the proposal leads to a visit: to the first one, or to another beside the one that is booked. */
export function leadsToVisit({ nextAction, conversationStage, extractedInfo }: DispatchResult): boolean {
  return towardsVisit.has(nextAction.type) || (conversationStage === 'BOOKED' && extractedInfo.chosenSlot !== null);
}

/**
 * The proposal as it is where the customer has a visit still to come: whether they want it moved, called off or a second one, no words say surely
 * enough to book by, and two visits for one job cost the business a drive. A person decides.
 */
export function escalateSecondVisit(proposal: DispatchResult): DispatchResult {
  return handOver(proposal, ESCALATED.asked, 'The customer has a visit booked, and wants a change or another one.');
}

/** The proposal as it is where no time that we would offer can be had: a human is asked to find one. */
export function escalateInstead(proposal: DispatchResult): DispatchResult {
  const escalated = handOver(proposal, ESCALATED.noSlot, 'No free time was found.');
  return { ...escalated, validation: { ...escalated.validation, hasCapacity: false } };
}

/** Whether the dispatcher would go on with a job that the business does not do, by the rule that every booking asks. */
export function pursuesUnofferedJob({ nextAction, extractedInfo: { jobType } }: DispatchResult, business: Pick<Business, 'trades' | 'jobTypes'>, trade: TradeType): boolean {
  return jobType !== null && !last.has(nextAction.type) && typeof jobTermsOf(business, trade, jobType) === 'string';
}

/** The proposal as it is where the job is none that the business offers: a person says what can be done. */
export function escalateUnofferedJob(proposal: DispatchResult): DispatchResult {
  return handOver(proposal, ESCALATED.notOffered, 'The customer asks for a job that is not offered.');
}

/** Why a person is needed to go on, as that person is told. */
export function escalationReason({ extractedInfo, validation }: DispatchResult): string {
  if (extractedInfo.wantsHuman) return 'The customer asked for a person.';
  return validation.problems[0] ?? 'The assistant needs a person to go on.';
}

/** Stages in which a conversation goes on, and no problem is the customer's to solve (an address that cannot be found). */
const goingOn = new Set<DispatchResult['conversationStage']>(['COLLECTING_JOB', 'COLLECTING_ADDRESS', 'PROPOSING_SLOT', 'CONFIRMING', 'BOOKED']);

/** What a person is to read of a conversation that goes on: an addition to the visit, a question that the assistant cannot answer. */
export function asidesOf({ conversationStage, nextAction, validation }: DispatchResult): string[] {
  return goingOn.has(conversationStage) && nextAction.type !== 'ESCALATE' ? validation.problems : [];
}

function handOver(proposal: DispatchResult, told: Words, why: string): DispatchResult {
  const nextAction = { type: 'ESCALATE', message: told[proposal.extractedInfo.language] } as const;
  return { ...withoutSlots(proposal), conversationStage: 'ESCALATED', nextAction, validation: { ...proposal.validation, problems: [why] } };
}

function withoutSlots(proposal: DispatchResult): DispatchResult {
  return { ...proposal, extractedInfo: { ...proposal.extractedInfo, chosenSlot: null }, proposedSlot: null, alternativeSlots: [] };
}
