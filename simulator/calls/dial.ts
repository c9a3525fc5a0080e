import { newSid } from '../ids';
import type { Verb } from '../twiml';
import type { Params } from '../webhooks';
import { changed, nextAction, type ActiveCall, type AnsweredBy, type CallAction, type DialLeg } from './activeCall';
import { fetchDocument, hangsUp, runDocument, type Leg } from './document';
import { absolute, placesOf, type Line } from './line';

/** Longest talk in simulated seconds, Twilio's default timeLimit. */
const talkSecondsMax = 14_400;
/** When the scripted caller gives up. */
const callerPatienceSeconds = 3;

/** So many numbers ring at once at most. Source: Twilio, "TwiML Voice: Number", simultaneous dialling. */
const numbersMax = 10;

type RingAction = Exclude<CallAction, { kind: 'press' }>;
type Unanswered = 'busy' | 'failed' | 'no-answer' | 'canceled';
type Picked = { kind: 'answered'; by: AnsweredBy; to?: string | undefined } | { kind: 'declined'; to?: string | undefined } | { kind: 'over'; status: Unanswered };

/** A number that a Dial rings. */
interface Ringing {
  number: Verb;
  leg: DialLeg;
}

/**
 * Rings every number of a Dial at once; who picks up is screened while the others go on ringing, and the first to come through is bridged.
 * @returns what the Dial action is told; null when nobody may be told, the caller having left unnoticed
 */
export async function dial(line: Line, call: ActiveCall, verb: Verb, base: string): Promise<Params | null> {
  const { carrier } = line;
  const numbers = verb.children.filter((child) => child.name === 'Number').slice(0, numbersMax);
  const all: Ringing[] = (numbers.length > 0 ? numbers : [verb]).map((number) => ({ number, leg: newLeg(number.text.trim()) }));
  call.dials.push(...all.map(({ leg }) => leg));
  if (verb.attributes.answerOnBridge !== 'true') {
    call.answered = true;
    call.status = 'in-progress';
  }
  changed(carrier, call);
  const progress = ({ leg, number }: Ringing, event: string, status: string) => reportProgress(line, call, leg, verb, number, base, event, status);
  for (const ringing of all) {
    progress(ringing, 'initiated', 'initiated');
    progress(ringing, 'ringing', 'ringing');
  }
  const end = (ringing: Ringing, status: NonNullable<DialLeg['status']>) => {
    ringing.leg.status = status;
    ringing.leg.phase = 'ended';
    progress(ringing, 'completed', status);
  };

  const began = call.clockSeconds;
  const timeoutSeconds = Math.min(Number(verb.attributes.timeout ?? 30), carrier.settings.ringSecondsMax);
  const stillRinging = () => all.filter(({ leg }) => leg.phase === 'ringing');
  let last = all[0]!;
  for (let scripted = true; stillRinging().length > 0 && !last.leg.bridged; scripted = false) {
    const picked = await ring(line, call, Math.max(0, timeoutSeconds - (call.clockSeconds - began)), scripted);
    if (picked.kind === 'over') {
      for (const ringing of stillRinging()) end(ringing, picked.status);
      break;
    }
    last = stillRinging().find(({ leg }) => leg.to === picked.to) ?? stillRinging()[0]!;
    if (picked.kind === 'declined') end(last, 'busy');
    else {
      await answer(line, call, last, verb, base, picked.by);
      end(last, 'completed');
    }
    if (call.callerGone) break;
  }
  for (const ringing of stillRinging()) end(ringing, 'canceled');

  if (call.callerGone && call.status === 'ringing') call.status = 'completed';
  changed(carrier, call);
  if (call.silent && call.callerGone) return null;
  // Who came through counts; else what the last of them came to.
  const { leg } = all.find((ringing) => ringing.leg.bridged) ?? all.find((ringing) => ringing.leg.status === 'no-answer') ?? last;
  return {
    DialCallStatus: leg.status ?? 'no-answer', DialCallSid: leg.sid, DialBridged: String(leg.bridged),
    ...(leg.answered ? { DialCallDuration: String(leg.durationSeconds) } : {}),
    ...(call.callerGone ? { CallStatus: 'completed' } : {}),
  };
}

function newLeg(to: string): DialLeg {
  return { sid: newSid('CA'), to, phase: 'ringing', status: null, bridged: false, answered: false, answeredBy: null, startedAt: Date.now(), durationSeconds: 0 };
}

async function answer(line: Line, call: ActiveCall, { leg, number }: Ringing, verb: Verb, base: string, by: AnsweredBy): Promise<void> {
  leg.answered = true;
  leg.answeredBy = by;
  reportProgress(line, call, leg, verb, number, base, 'answered', 'in-progress');
  const answeredAt = call.clockSeconds;
  if (number.attributes.machineDetection && number.attributes.amdStatusCallback) reportDetection(line, call, leg, number, base);
  await screenAndTalk(line, call, leg, verb, number, base);
  leg.durationSeconds = Math.round(call.clockSeconds - answeredAt);
}

/** What happens first while it rings; a script happens once, on the first number. */
async function ring(line: Line, call: ActiveCall, timeoutSeconds: number, followsScript: boolean): Promise<Picked> {
  if (call.callee === 'busy' || call.callee === 'failed') return { kind: 'over', status: call.callee };
  const { answerSeconds } = line.carrier.settings;
  const scripted: { after: number; action: RingAction } | null =
    !followsScript ? null
    : call.callee === 'person' ? { after: answerSeconds, action: { kind: 'answer' } }
    : call.callee === 'voicemail' ? { after: answerSeconds, action: { kind: 'voicemail' } }
    : call.callee.startsWith('caller-hangs-up') ? { after: callerPatienceSeconds, action: { kind: 'hangup', by: 'caller' } }
    : null;
  const happens = scripted !== null && scripted.after < timeoutSeconds;
  const seconds = happens ? scripted.after : timeoutSeconds;
  const isRingAction = (action: CallAction): action is RingAction => action.kind !== 'press';
  const action = (await nextAction(call, seconds, isRingAction)) ?? (happens ? scripted.action : { kind: 'ringOut' as const });
  switch (action.kind) {
    case 'answer':
      return { kind: 'answered', by: action.detectedAs ?? 'human', to: action.to };
    case 'voicemail':
      return { kind: 'answered', by: 'machine_start', to: action.to };
    case 'decline':
      return { kind: 'declined', to: action.to };
    case 'ringOut':
      return { kind: 'over', status: 'no-answer' };
    case 'hangup':
      if (action.by === 'callee') return { kind: 'declined' };
      call.callerGone = true;
      return { kind: 'over', status: 'canceled' };
  }
}

/** The callee hears the Number's TwiML first; what does not hang up there is bridged. */
async function screenAndTalk(line: Line, call: ActiveCall, leg: DialLeg, verb: Verb, number: Verb, base: string): Promise<void> {
  if (number.attributes.url) {
    leg.phase = 'screening';
    changed(line.carrier, call);
    const callee = calleeLeg(line, call, leg, verb, number);
    const document = await callee.fetch('screening', absolute(number.attributes.url, base), number.attributes.method, {});
    const end = document ? await runDocument(line, call, callee, document) : { kind: 'hungUp' };
    if (end.kind !== 'finished' || call.callerGone) return;
  }
  leg.phase = 'bridged';
  leg.bridged = true;
  call.answered = true;
  call.status = 'in-progress';
  changed(line.carrier, call);
  const scripted = call.callee !== 'live';
  await nextAction(call, scripted ? line.carrier.settings.talkSeconds : talkSecondsMax, hangsUp({ name: 'callee' }));
}

function calleeLeg(line: Line, call: ActiveCall, leg: DialLeg, verb: Verb, number: Verb): Leg {
  const params = () => legParams(call, leg, verb, number, 'in-progress');
  return {
    name: 'callee',
    params,
    scriptedDigits: () => (call.callee === 'person' && leg.answeredBy === 'human' && call.digits ? call.digits : null),
    fetch: (kind, url, method, extra) => fetchDocument(line, call, kind, { url, method, params: { ...params(), ...extra } }),
  };
}

function legParams(call: ActiveCall, leg: DialLeg, verb: Verb, number: Verb, status: string): Params {
  const from = verb.attributes.callerId ?? call.from;
  return {
    CallSid: leg.sid, ParentCallSid: call.sid, AccountSid: call.accountSid, From: from, To: leg.to, Caller: from, Called: leg.to, CallStatus: status,
    Direction: 'outbound-dial', ApiVersion: '2010-04-01', ...(number.attributes.machineDetection && leg.answeredBy ? { AnsweredBy: leg.answeredBy } : {}),
    ...placesOf('From', 'To', 'Caller', 'Called'),
  };
}

/** The dialled leg's own callbacks: only the events the Number asks for, `completed` when it names none. */
function reportProgress(line: Line, call: ActiveCall, leg: DialLeg, verb: Verb, number: Verb, base: string, event: string, status: string): void {
  const url = number.attributes.statusCallback;
  if (!url || !(number.attributes.statusCallbackEvent ?? 'completed').split(/\s+/).includes(event)) return;
  const duration: Params = event === 'completed' ? { CallDuration: String(leg.durationSeconds), Duration: String(Math.ceil(leg.durationSeconds / 60)) } : {};
  void line.webhooks.deliver({
    kind: 'dialStatus', url: absolute(url, base), method: number.attributes.statusCallbackMethod, label: `${call.from}|${call.to}|${event}`,
    params: { ...legParams(call, leg, verb, number, status), ...duration, Timestamp: new Date().toUTCString(), CallbackSource: 'call-progress-events' },
  });
}

/**
 * What detection heard; the call is bridged meanwhile. The parameters are all that Twilio documents: the caller's leg is not among them.
 * Source: Twilio, "Answering Machine Detection", AsyncAmdStatusCallback.
 */
function reportDetection(line: Line, call: ActiveCall, leg: DialLeg, number: Verb, base: string): void {
  void line.webhooks.deliver({
    kind: 'amd', url: absolute(number.attributes.amdStatusCallback!, base), method: number.attributes.amdStatusCallbackMethod, label: `${call.from}|${call.to}`,
    params: { CallSid: leg.sid, AccountSid: call.accountSid, AnsweredBy: leg.answeredBy ?? 'unknown', MachineDetectionDuration: '3000' },
  });
}
