import type { MissedReason } from './callProgress';

/** Where a call to a line goes. */
export interface Forwarding {
  targets: readonly string[];
  timeoutSeconds: number;
  screening: boolean;
}

export type ForwardDecision = { kind: 'forward'; forwarding: Forwarding } | { kind: 'nobody'; reason: MissedReason };

/**
 * Whom to ring. Never a number of ours, whoever's it is, nor the phone that has just passed the call on to us: both would go round in
 * circles (twilio.md 9). A phone that forwards to us because nobody picked up has been rung already: that is a missed call at once.
 */
export function decideForwarding(line: Forwarding, isOurs: (number: string) => boolean, forwardedFrom: string | null): ForwardDecision {
  if (forwardedFrom !== null && isOurs(forwardedFrom)) return { kind: 'nobody', reason: 'FAILED' };
  const notOurs = line.targets.filter((target) => !isOurs(target));
  const targets = notOurs.filter((target) => target !== forwardedFrom);
  if (targets.length > 0) return { kind: 'forward', forwarding: { ...line, targets } };
  return { kind: 'nobody', reason: notOurs.length > 0 ? 'NO_ANSWER' : 'FAILED' };
}
