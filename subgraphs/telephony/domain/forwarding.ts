/** How a person who takes a forwarded call is told from a voicemail: not at all, by a key that is pressed, by the carrier's ear (twilio.md 2-4). */
export const screenings = ['OFF', 'PRESS_KEY', 'ANSWERING_MACHINE_DETECTION'] as const;
export type Screening = (typeof screenings)[number];

export const missedReasons = ['NO_ANSWER', 'BUSY', 'FAILED', 'CANCELED', 'VOICEMAIL', 'NOT_BRIDGED'] as const;
/** Why nobody took a call. */
export type MissedReason = (typeof missedReasons)[number];

/** Where a call to a line goes. */
export interface Forwarding {
  targets: readonly string[];
  timeoutSeconds: number;
  screening: Screening;
}

/** Voicemail picks up at 25–30 s as a rule (twilio.md 5). Without screening it would count as a person: the call must be ours again before. */
const unscreenedSecondsMax = 20;

export type ForwardDecision = { kind: 'forward'; forwarding: Forwarding } | { kind: 'nobody'; reason: MissedReason };

/**
 * Whom to ring. Never a number of ours, whoever's it is, nor the phone that has just passed the call on to us: both would go round in
 * circles (twilio.md 9). A phone that forwards to us because nobody picked up has been rung already: that is a missed call at once.
 */
export function decideForwarding(line: Forwarding, isOurs: (number: string) => boolean, forwardedFrom: string | null): ForwardDecision {
  if (forwardedFrom !== null && isOurs(forwardedFrom)) return { kind: 'nobody', reason: 'FAILED' };
  const notOurs = line.targets.filter((target) => !isOurs(target));
  const targets = notOurs.filter((target) => target !== forwardedFrom);
  const timeoutSeconds = line.screening === 'OFF' ? Math.min(line.timeoutSeconds, unscreenedSecondsMax) : line.timeoutSeconds;
  if (targets.length > 0) return { kind: 'forward', forwarding: { ...line, targets, timeoutSeconds } };
  return { kind: 'nobody', reason: notOurs.length > 0 ? 'NO_ANSWER' : 'FAILED' };
}
