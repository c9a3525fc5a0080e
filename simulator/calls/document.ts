import type { Params, WebhookAnswer, WebhookKind } from '../webhooks';
import { parseTwiml, TwimlError, type Verb } from '../twiml';
import { changed, nextAction, type ActiveCall, type CallAction } from './activeCall';
import { absolute, type Line } from './line';

/** How a document ended: fell off its end, or a verb ended the call. */
export type DocumentEnd = { kind: 'finished' } | { kind: 'hungUp' } | { kind: 'rejected'; status: 'busy' | 'no-answer' };

/** The leg a document runs on: its own parameters, its own fetch. */
export interface Leg {
  name: 'caller' | 'callee';
  params(): Params;
  fetch(kind: WebhookKind, url: string, method: string | undefined, extra: Params): Promise<Document | null>;
  /** Key that is pressed at a Gather without anybody touching the control API; null: none. */
  scriptedDigits(): string | null;
  /** Carries out a Dial. @returns what its action is told, null when nobody may be told; absent: this leg may not dial */
  dial?(verb: Verb, base: string): Promise<Params | null>;
}

export interface Document {
  url: string;
  verbs: Verb[];
}

/** A call may fetch so many documents; one that redirects to itself ends here. */
const documentsMax = 50;

/** Runs a document and those it leads to, until it ends or the caller is gone. */
export async function runDocument(line: Line, call: ActiveCall, leg: Leg, first: Document): Promise<DocumentEnd> {
  let document: Document | null = first;
  for (let documents = 0; document && documents < documentsMax; documents += 1) {
    const next: Document | DocumentEnd | null = await runVerbs(line, call, leg, document);
    if (next && 'kind' in next) return next;
    document = next;
  }
  return { kind: 'hungUp' };
}

async function runVerbs(line: Line, call: ActiveCall, leg: Leg, document: Document): Promise<Document | DocumentEnd | null> {
  for (const verb of document.verbs) {
    if (call.callerGone) return { kind: 'hungUp' };
    const target = (url: string) => absolute(url, document.url);
    switch (verb.name) {
      case 'Reject':
        return { kind: 'rejected', status: verb.attributes.reason === 'busy' ? 'busy' : 'no-answer' };
      case 'Hangup':
        return { kind: 'hungUp' };
      case 'Redirect':
        return leg.fetch('gather', target(verb.text.trim()), verb.attributes.method, {});
      case 'Say':
      case 'Play':
        answer(line, call, leg);
        call.heard.push({ leg: leg.name, text: verb.text.trim() });
        changed(line.carrier, call);
        break;
      case 'Pause':
        answer(line, call, leg);
        await nextAction(call, Number(verb.attributes.length ?? 1), hangsUp(leg));
        break;
      case 'Gather': {
        answer(line, call, leg);
        const digits = await gather(line, call, leg, verb);
        if (digits === 'gone') return { kind: 'hungUp' };
        if (digits !== null) return leg.fetch('gather', target(verb.attributes.action ?? ''), verb.attributes.method, { Digits: digits, msg: 'Gather End' });
        break;
      }
      case 'Dial': {
        if (!leg.dial) {
          call.errors.push('13221 Dial inside the screening of a dialled number');
          return { kind: 'hungUp' };
        }
        const params = await leg.dial(verb, document.url);
        if (params === null) return { kind: 'hungUp' };
        if (verb.attributes.action !== undefined) return leg.fetch('dialAction', target(verb.attributes.action), verb.attributes.method, params);
        break;
      }
      default:
        call.errors.push(`12200 <${verb.name}> is not known to this simulator`);
    }
  }
  return { kind: 'finished' };
}

/** Any verb that makes a sound or listens answers the caller's leg. */
function answer(line: Line, call: ActiveCall, leg: Leg): void {
  if (leg.name === 'callee' || call.answered) return;
  call.answered = true;
  call.status = 'in-progress';
  changed(line.carrier, call);
}

/** @returns the keys, null when none came, 'gone' when the leg hung up meanwhile */
async function gather(line: Line, call: ActiveCall, leg: Leg, verb: Verb): Promise<string | null | 'gone'> {
  for (const spoken of verb.children) {
    if (spoken.name === 'Say' || spoken.name === 'Play') call.heard.push({ leg: leg.name, text: spoken.text.trim() });
  }
  changed(line.carrier, call);
  const scripted = leg.scriptedDigits();
  if (scripted !== null) return scripted;
  const wanted = (action: CallAction): action is Extract<CallAction, { kind: 'press' | 'hangup' | 'voicemail' }> =>
    action.kind === 'press' ? action.by === leg.name : hangsUp(leg)(action) || (leg.name === 'callee' && action.kind === 'voicemail');
  const seconds = Number(verb.attributes.timeout ?? 5);
  const numDigits = Number(verb.attributes.numDigits ?? 0);
  const action = await nextAction(call, seconds, wanted);
  if (action === null || action.kind === 'voicemail') return null;
  if (action.kind === 'hangup') return 'gone';
  return numDigits > 0 ? action.digits.slice(0, numDigits) : action.digits;
}

/** Either side hanging up ends what the callee hears; the caller's leg ends with the caller. */
export function hangsUp(leg: Pick<Leg, 'name'>) {
  return (action: CallAction): action is Extract<CallAction, { kind: 'hangup' }> => action.kind === 'hangup' && (leg.name === 'callee' || action.by === 'caller');
}

/** Fetches TwiML; null when neither the URL nor the fallback gave any, which ends the leg. */
export async function fetchDocument(line: Line, call: ActiveCall, kind: WebhookKind, request: { url: string; method?: string; fallbackUrl?: string; params: Params }): Promise<Document | null> {
  const label = `${call.from}|${call.to}`;
  const answer = await line.webhooks.deliver({ kind, ...request, label });
  const read = readDocument(call, answer);
  if (read !== 'unreadable') return read;
  if (!request.fallbackUrl || answer.url === request.fallbackUrl) return null;
  const retried = await line.webhooks.deliver({ kind, url: request.fallbackUrl, label, params: { ...request.params, ErrorCode: '12100', ErrorUrl: answer.url } });
  const second = readDocument(call, retried);
  return second === 'unreadable' ? null : second;
}

function readDocument(call: ActiveCall, answer: WebhookAnswer): Document | null | 'unreadable' {
  if (answer.errorCode !== null) {
    call.errors.push(`${answer.errorCode} ${answer.url} answered ${answer.status || 'nothing'}`);
    return null;
  }
  try {
    return { url: answer.url, verbs: parseTwiml(answer.body, answer.contentType) };
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    call.errors.push(`${error.code} ${error.message} (${answer.url})`);
    return 'unreadable';
  }
}
