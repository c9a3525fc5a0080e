import type { DispatchResult } from './dispatch/types';
import { ASK_JOB, ASK_STREET, ESCALATED } from './dispatch/texts';

/** The proposal as it is where the customer picked a time before we know what for, or where: what is missing is asked, and nothing booked. */
export function askInstead(proposal: DispatchResult, missing: 'job' | 'address'): DispatchResult {
  const { language } = proposal.extractedInfo;
  const unbooked = withoutSlots(proposal);
  if (missing === 'job') return { ...unbooked, conversationStage: 'COLLECTING_JOB', nextAction: { type: 'ASK_JOB', message: ASK_JOB[language] } };
  return { ...unbooked, conversationStage: 'COLLECTING_ADDRESS', nextAction: { type: 'ASK_ADDRESS', message: ASK_STREET[language] } };
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
  const message = ESCALATED.notUnderstood[proposal.extractedInfo.language];
  return { ...withoutSlots(proposal), conversationStage: 'ESCALATED', nextAction: { type: 'ESCALATE', message }, validation: { ...proposal.validation, problems: ['The assistant is not sure that it understood.'] } };
}

/** The proposal as it is where no time that we would offer can be had: a human is asked to find one. */
export function escalateInstead(proposal: DispatchResult): DispatchResult {
  const message = ESCALATED.noSlot[proposal.extractedInfo.language];
  return { ...withoutSlots(proposal), conversationStage: 'ESCALATED', nextAction: { type: 'ESCALATE', message }, validation: { ...proposal.validation, hasCapacity: false, problems: ['No free time was found.'] } };
}

function withoutSlots(proposal: DispatchResult): DispatchResult {
  return { ...proposal, extractedInfo: { ...proposal.extractedInfo, chosenSlot: null }, proposedSlot: null, alternativeSlots: [] };
}
