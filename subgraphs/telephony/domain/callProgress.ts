import type { MissedReason, Screening } from './forwarding';

/** How far a call has come. It is decided once, answered or missed, and never goes back (twilio.md 7). */
export type Progress =
  /** `acceptedAt`: the callee pressed a key; whether the caller was still there is not known yet. `leftAt`: the caller's leg ended; what Dial came to is not known yet. */
  | { state: 'RINGING'; acceptedAt: Date | null; leftAt: Date | null }
  /** Dial has ended after something picked up; whether it was a person, the key or the carrier's detection has yet to tell. */
  | { state: 'UNPROVEN'; endedAt: Date; durationSeconds: number }
  | { state: 'ANSWERED'; answeredAt: Date }
  | { state: 'COMPLETED'; answeredAt: Date; endedAt: Date; durationSeconds: number }
  | { state: 'MISSED'; reason: MissedReason; missedAt: Date };

/** What a webhook, or the silence after one, tells of a call. */
export type Signal =
  /** The callee pressed the key that screening asks for. */
  | { kind: 'accepted'; at: Date }
  /** A moment has passed since acceptance, and nothing ended. */
  | { kind: 'talking'; at: Date }
  /** What the carrier's detection heard pick up; `person` false also where it could not tell. */
  | { kind: 'detected'; person: boolean; at: Date }
  /** The grace after Dial's end is over, and nothing has proven a person. */
  | { kind: 'unproven'; at: Date }
  /** Dial's action. `bridged` null where Twilio did not say. */
  | { kind: 'dialEnded'; status: string; bridged: boolean | null; durationSeconds: number; at: Date }
  /** The caller's own leg is over. `waited`: and no word of Dial has come in the grace after that. */
  | { kind: 'callEnded'; durationSeconds: number; waited: boolean; at: Date }
  /** There is nobody to forward to. */
  | { kind: 'notForwarded'; reason: MissedReason; at: Date };

/** Who stays on for so long after the key has been connected: the caller may have left while the key was pressed. */
const bridgingMillis = 1_000;
/**
 * So long after the key the two are talking, where nothing has been told to have ended. Dial's word that they never were connected follows within a
 * second, and leaves time for one retry of its webhook; to wait for all retries (15 s) would show every call that is taken as ringing for as long.
 */
export const talkingAfterMillis = 3_000;

/** How a call rings at first. */
export const ringing: Progress = { state: 'RINGING', acceptedAt: null, leftAt: null };

const reasonOf: Record<string, MissedReason> = { 'no-answer': 'NO_ANSWER', busy: 'BUSY', failed: 'FAILED', canceled: 'CANCELED' };

/** The call after the signal; the same object where the signal says nothing new. */
export function advance(progress: Progress, signal: Signal, screening: Screening): Progress {
  switch (progress.state) {
    case 'COMPLETED':
    case 'MISSED':
      return progress;
    case 'ANSWERED':
      return signal.kind === 'dialEnded' || signal.kind === 'callEnded'
        ? { state: 'COMPLETED', answeredAt: progress.answeredAt, endedAt: later(signal.at, progress.answeredAt), durationSeconds: signal.durationSeconds }
        : progress;
    case 'UNPROVEN':
      return fromUnproven(progress, signal);
    case 'RINGING':
      return fromRinging(progress, signal, screening);
  }
}

/** Whether a caller's leg that ended waits for Dial's action, which may come late: nothing else tells an answered call from an abandoned one. */
export function waitsForDial(progress: Progress): boolean {
  return progress.state === 'RINGING' && progress.leftAt !== null;
}

/** Whether nothing more can change what became of the call. */
export function isDecided(progress: Progress): boolean {
  return progress.state === 'COMPLETED' || progress.state === 'MISSED';
}

/** What the step means to others, in order. */
export function told(before: Progress, after: Progress): ('answered' | 'completed' | 'missed')[] {
  if (before.state === after.state) return [];
  if (after.state === 'MISSED') return ['missed'];
  if (after.state === 'ANSWERED') return ['answered'];
  if (after.state === 'COMPLETED') return before.state === 'ANSWERED' ? ['completed'] : ['answered', 'completed'];
  return [];
}

type Ringing = Extract<Progress, { state: 'RINGING' }>;

function fromRinging(progress: Ringing, signal: Signal, screening: Screening): Progress {
  const { acceptedAt, leftAt } = progress;
  const missed = (reason: MissedReason): Progress => ({ state: 'MISSED', reason, missedAt: signal.at });
  switch (signal.kind) {
    case 'accepted':
      return acceptedAt ? progress : { ...progress, acceptedAt: signal.at };
    case 'talking':
      return acceptedAt && !leftAt ? { state: 'ANSWERED', answeredAt: acceptedAt } : progress;
    case 'detected':
      return signal.person ? { state: 'ANSWERED', answeredAt: signal.at } : missed('VOICEMAIL');
    case 'unproven':
      return progress;
    case 'notForwarded':
      return missed(signal.reason);
    case 'dialEnded':
      return afterDial(acceptedAt, signal, screening);
    case 'callEnded':
      if (!signal.waited) return leftAt ? progress : { ...progress, leftAt: signal.at };
      return withoutDial(acceptedAt, leftAt ?? signal.at, signal.durationSeconds);
  }
}

/** Connected audio is a person, an IVR or a voicemail: only the key, or what detection heard, proves the person, and only that they were connected (twilio.md 2, 4). */
function afterDial(acceptedAt: Date | null, signal: Extract<Signal, { kind: 'dialEnded' }>, screening: Screening): Progress {
  const missed = (reason: MissedReason): Progress => ({ state: 'MISSED', reason, missedAt: signal.at });
  if (signal.status !== 'completed' && signal.status !== 'answered') return missed(reasonOf[signal.status] ?? 'FAILED');
  if (screening === 'OFF' || acceptedAt) return signal.bridged === false ? missed('NOT_BRIDGED') : ended(signal.at, signal.durationSeconds, acceptedAt);
  // A key whose report is late changes nothing for two who were not connected: the screening has hung up.
  if (screening === 'PRESS_KEY' && signal.bridged === false) return missed('VOICEMAIL');
  return { state: 'UNPROVEN', endedAt: signal.at, durationSeconds: signal.durationSeconds };
}

/** Dial's word is lost: who pressed the key talked to the caller if the caller stayed on for long enough after it. */
function withoutDial(acceptedAt: Date | null, leftAt: Date, durationSeconds: number): Progress {
  if (!acceptedAt) return { state: 'MISSED', reason: 'CANCELED', missedAt: leftAt };
  if (leftAt.getTime() - acceptedAt.getTime() >= bridgingMillis) return ended(leftAt, durationSeconds, acceptedAt);
  return { state: 'MISSED', reason: 'NOT_BRIDGED', missedAt: leftAt };
}

/** A report that is lost counts as `unknown`, and that as a machine (twilio.md 4); a key that nobody told of as none. */
function fromUnproven(progress: Extract<Progress, { state: 'UNPROVEN' }>, signal: Signal): Progress {
  if (signal.kind === 'accepted') return ended(progress.endedAt, progress.durationSeconds, signal.at < progress.endedAt ? signal.at : null);
  if (signal.kind !== 'detected' && signal.kind !== 'unproven') return progress;
  if (signal.kind === 'detected' && signal.person) return ended(progress.endedAt, progress.durationSeconds, null);
  return { state: 'MISSED', reason: 'VOICEMAIL', missedAt: progress.endedAt };
}

function ended(endedAt: Date, durationSeconds: number, answeredAt: Date | null): Progress {
  return { state: 'COMPLETED', answeredAt: answeredAt ?? new Date(endedAt.getTime() - durationSeconds * 1_000), endedAt, durationSeconds };
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
