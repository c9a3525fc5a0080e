export const missedReasons = ['NO_ANSWER', 'BUSY', 'FAILED', 'CANCELED', 'VOICEMAIL', 'NOT_BRIDGED'] as const;
export type MissedReason = (typeof missedReasons)[number];

/** How far a call has come. It is decided once, answered or missed, and never goes back (twilio.md 7). */
export type Progress =
  /** `acceptedAt`: the callee pressed a key; whether the caller was still there is not known yet. */
  | { state: 'RINGING'; acceptedAt: Date | null }
  | { state: 'ANSWERED'; answeredAt: Date }
  | { state: 'COMPLETED'; answeredAt: Date; endedAt: Date; durationSeconds: number }
  | { state: 'MISSED'; reason: MissedReason; missedAt: Date };

/** What a webhook, or the silence after one, tells of a call. */
export type Signal =
  /** The callee pressed the key that screening asks for. */
  | { kind: 'accepted'; at: Date }
  /** A moment has passed since acceptance, and nothing ended. */
  | { kind: 'talking'; at: Date }
  /** Dial's action. `bridged` null where Twilio did not say. */
  | { kind: 'dialEnded'; status: string; bridged: boolean | null; durationSeconds: number; at: Date }
  /** The caller's own leg is over, and no word of Dial has come; `waited`: nor came it in the grace after that. */
  | { kind: 'callEnded'; durationSeconds: number; waited: boolean; at: Date }
  /** There is nobody to forward to. */
  | { kind: 'notForwarded'; reason: MissedReason; at: Date };

const reasonOf: Record<string, MissedReason> = { 'no-answer': 'NO_ANSWER', busy: 'BUSY', failed: 'FAILED', canceled: 'CANCELED' };

/** The call after the signal; the same object where the signal says nothing new. */
export function advance(progress: Progress, signal: Signal, screening: boolean): Progress {
  switch (progress.state) {
    case 'COMPLETED':
    case 'MISSED':
      return progress;
    case 'ANSWERED':
      return signal.kind === 'dialEnded' || signal.kind === 'callEnded'
        ? { state: 'COMPLETED', answeredAt: progress.answeredAt, endedAt: signal.at, durationSeconds: signal.durationSeconds }
        : progress;
    case 'RINGING':
      return fromRinging(progress, signal, screening);
  }
}

/** Whether a caller's leg that ended must wait for Dial's action, which may come late: without screening nothing else tells an answered call from an abandoned one. */
export function mustWaitForDial(progress: Progress, screening: boolean): boolean {
  return progress.state === 'RINGING' && progress.acceptedAt === null && !screening;
}

/** What the step means to others, in order. */
export function told(before: Progress, after: Progress): ('answered' | 'completed' | 'missed')[] {
  if (before.state === after.state) return [];
  if (after.state === 'MISSED') return ['missed'];
  if (after.state === 'ANSWERED') return ['answered'];
  if (after.state === 'COMPLETED') return before.state === 'RINGING' ? ['answered', 'completed'] : ['completed'];
  return [];
}

function fromRinging(progress: Extract<Progress, { state: 'RINGING' }>, signal: Signal, screening: boolean): Progress {
  const missed = (reason: MissedReason): Progress => ({ state: 'MISSED', reason, missedAt: signal.at });
  const completed = (durationSeconds: number): Progress => ({
    state: 'COMPLETED',
    answeredAt: progress.acceptedAt ?? new Date(signal.at.getTime() - durationSeconds * 1_000),
    endedAt: signal.at,
    durationSeconds,
  });
  switch (signal.kind) {
    case 'accepted':
      return progress.acceptedAt ? progress : { state: 'RINGING', acceptedAt: signal.at };
    case 'talking':
      return progress.acceptedAt ? { state: 'ANSWERED', answeredAt: progress.acceptedAt } : progress;
    case 'notForwarded':
      return missed(signal.reason);
    case 'dialEnded': {
      if (signal.status !== 'completed' && signal.status !== 'answered') return missed(reasonOf[signal.status] ?? 'FAILED');
      // Connected audio is a person, an IVR or a voicemail: only the key proves the person (twilio.md 2).
      if (screening && !progress.acceptedAt) return missed('VOICEMAIL');
      return signal.bridged === false ? missed('NOT_BRIDGED') : completed(signal.durationSeconds);
    }
    case 'callEnded':
      if (progress.acceptedAt) return completed(signal.durationSeconds);
      return mustWaitForDial(progress, screening) && !signal.waited ? progress : missed('CANCELED');
  }
}
