import type { AddressParts } from '../types';

/**
 * Confidences are shares of right answers on texts that the rules saw for the first time (tests/evals/firstSight.json): of answers given with 0.9 about nine in ten are right.
 * Job by what was read: work of another trade, no work at all, a guess by words alone; urgency by what decided it.
 */
export const CONFIDENCE = { elsewhere: 0.6, none: 0.74, guess: 0.5, lifeSafety: 0.84, aside: 0.95, emergency: 0.76, relaxed: 0.93, plain: 0.82 } as const;

/** From the lead of the strongest sign (readJob.ts) to a share of right answers; never falls as the lead grows. */
const JOB_STEPS: readonly (readonly [leadMin: number, confidence: number])[] = [[0.95, 0.88], [0.85, 0.88], [0.75, 0.74], [0, 0.6]];

export const calibratedJob = (lead: number): number => JOB_STEPS.find(([leadMin]) => lead >= leadMin)?.[1] ?? CONFIDENCE.guess;

/** What is read of one text, as far as its confidences go. */
interface Reading { jobConfidence: number; urgencyConfidence: number; address: AddressParts | null; preferredText: string | null }

/** Job and urgency decide what is offered and at what price: they count twice. */
const WEIGHTS = { jobType: 2, urgency: 2, address: 1, preferredTime: 1 } as const;

export interface FieldConfidences { jobType: number; urgency: number; address: number; preferredTime: number }

/** How sure the fields of one text are. */
export function fieldConfidences({ jobConfidence, urgencyConfidence, address, preferredText }: Reading): FieldConfidences {
  return { jobType: jobConfidence, urgency: urgencyConfidence, address: addressConfidence(address), preferredTime: timeConfidence(preferredText !== null) };
}

/** Shares of right answers on texts the rules had not seen (tests/evals): nearly all of either kind. */
export const addressConfidence = (address: AddressParts | null): number => (address === null ? 0.99 : address.street && (address.city || address.zip) ? 0.98 : 0.9);
export const timeConfidence = (given: boolean): number => (given ? 0.88 : 0.97);

/** The weighted mean of the fields. */
export function overallOf(fields: FieldConfidences): number {
  const names = Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[];
  return names.reduce((sum, name) => sum + fields[name] * WEIGHTS[name], 0) / names.reduce((sum, name) => sum + WEIGHTS[name], 0);
}

export const overallConfidence = (reading: Reading): number => overallOf(fieldConfidences(reading));
