import type { Carrier } from '../carrier';
import { newSid } from '../ids';

/** What the phone that is dialled does. `live` rings until someone acts through the control API, or rings out. */
export const calleeBehaviours = ['live', 'no-answer', 'busy', 'failed', 'person', 'voicemail', 'caller-hangs-up', 'caller-hangs-up-silent'] as const;
export type CalleeBehaviour = (typeof calleeBehaviours)[number];

/** Twilio's CallStatus of the caller's leg. */
export type CallStatus = 'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled';

/** Twilio's AnsweredBy of `machineDetection="Enable"`. Source: Twilio, "Answering Machine Detection". */
export const answerers = ['human', 'machine_start', 'fax', 'unknown'] as const;
export type AnsweredBy = (typeof answerers)[number];

/** Where the dialled leg stands. `screening`: someone or something picked up and hears the Number's own TwiML. */
export type DialPhase = 'ringing' | 'screening' | 'bridged' | 'ended';

export interface DialLeg {
  sid: string;
  to: string;
  phase: DialPhase;
  /** Twilio's DialCallStatus, once known. */
  status: 'no-answer' | 'busy' | 'failed' | 'canceled' | 'completed' | null;
  bridged: boolean;
  answered: boolean;
  /** What answered, as detection hears it; whether anybody is told depends on the Number. */
  answeredBy: AnsweredBy | null;
  startedAt: number;
  /** Simulated seconds since it picked up. */
  durationSeconds: number;
}

/** Something a person does to a call under way; `to` says at which of several phones that ring, else at the first. */
export type CallAction =
  | { kind: 'answer'; to?: string | undefined; detectedAs?: AnsweredBy | undefined }
  | { kind: 'voicemail'; to?: string | undefined }
  | { kind: 'decline'; to?: string | undefined }
  | { kind: 'ringOut' }
  | { kind: 'press'; by: 'caller' | 'callee'; digits: string }
  | { kind: 'hangup'; by: 'caller' | 'callee' };

export interface ActiveCall {
  sid: string;
  /** The account of the number that is called. */
  accountSid: string;
  from: string;
  to: string;
  forwardedFrom: string | null;
  callee: CalleeBehaviour;
  /** Key a scripted person presses at the screening; empty: none. */
  digits: string;
  timeScale: number;
  status: CallStatus;
  answered: boolean;
  /** The caller hung up: TwiML that comes now is read and not run. */
  callerGone: boolean;
  /** The caller left without the carrier noticing in time: no Dial action, only the number's StatusCallback. */
  silent: boolean;
  dials: DialLeg[];
  /** What was said or played, by leg. */
  heard: { leg: 'caller' | 'callee'; text: string }[];
  /** Faults of the TwiML and of the webhooks, as Twilio's debugger would show them. */
  errors: string[];
  startedAt: number;
  finishedAt: number | null;
  /** Simulated seconds since the call began. */
  clockSeconds: number;
  inbox: CallAction[];
  wake: (() => void) | null;
}

export interface CallOrder {
  from: string;
  to: string;
  callee: CalleeBehaviour;
  digits: string;
  timeScale: number;
  forwardedFrom: string | null;
}

export function newCall(order: CallOrder & Pick<ActiveCall, 'accountSid'>): ActiveCall {
  return {
    sid: newSid('CA'), ...order, status: 'ringing', answered: false, callerGone: false, silent: order.callee === 'caller-hangs-up-silent', dials: [],
    heard: [], errors: [], startedAt: Date.now(), finishedAt: null, clockSeconds: 0, inbox: [], wake: null,
  };
}

/** What the control API shows of a call. */
export function viewOf(call: ActiveCall) {
  // Of several phones the one where something goes on, or went on.
  const dial = call.dials.find(({ phase }) => phase === 'bridged' || phase === 'screening') ?? call.dials.find(({ bridged }) => bridged) ?? call.dials[0] ?? null;
  return {
    sid: call.sid, from: call.from, to: call.to, callee: call.callee, status: call.status, finished: call.finishedAt !== null, callerGone: call.callerGone,
    startedAt: call.startedAt, finishedAt: call.finishedAt, durationSeconds: Math.round(call.clockSeconds), dial, dials: call.dials, heard: call.heard, errors: call.errors,
  };
}

/** Hands an action to the call; actions that come early wait until the call reaches the point where they count. */
export function act(call: ActiveCall, action: CallAction): void {
  if (action.kind === 'hangup' && action.by === 'caller') call.callerGone = true;
  call.inbox.push(action);
  call.wake?.();
}

/** Tells the stream that the call changed. */
export function changed(carrier: Carrier, call: ActiveCall): void {
  carrier.events.emit('event', { type: 'call', sid: call.sid });
}

/**
 * Waits for the first action that `accepts`, at most `seconds` simulated seconds, and moves the call's clock on.
 * @returns null when the time is over
 */
export async function nextAction<A extends CallAction>(call: ActiveCall, seconds: number, accepts: (action: CallAction) => action is A): Promise<A | null> {
  const began = Date.now();
  const ends = began + seconds * 1_000 * call.timeScale;
  for (;;) {
    const index = call.inbox.findIndex(accepts);
    const left = ends - Date.now();
    if (index >= 0) {
      const [action] = call.inbox.splice(index, 1);
      call.clockSeconds += call.timeScale > 0 ? Math.min(seconds, (Date.now() - began) / 1_000 / call.timeScale) : 0;
      return action as A;
    }
    if (left <= 0) {
      call.clockSeconds += seconds;
      return null;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left).unref();
      call.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    call.wake = null;
  }
}
