import { accountOfNumber, addCall, background } from '../carrier';
import { changed, newCall, type ActiveCall, type CallOrder } from './activeCall';
import { dial } from './dial';
import { fetchDocument, runDocument, type Leg } from './document';
import { callParams, type Line } from './line';

/** Places a call and returns at once; the call runs by itself. */
export function placeCall(line: Line, order: CallOrder): ActiveCall {
  const call = newCall({ ...order, accountSid: accountOfNumber(line.carrier, order.to) });
  addCall(line.carrier, call);
  changed(line.carrier, call);
  background(line.carrier, () => runCall(line, call));
  return call;
}

async function runCall(line: Line, call: ActiveCall): Promise<void> {
  const number = line.carrier.numbers.get(call.to);
  if (!number) {
    call.errors.push('13224 the dialled number is not one of this carrier');
    return finish(line, call, 'failed');
  }
  if (!number.voiceUrl) return finish(line, call, 'completed');
  const leg = callerLeg(line, call);
  const document = await leg.fetch('voice', number.voiceUrl, 'POST', {});
  if (document) {
    const end = await runDocument(line, call, leg, document);
    if (end.kind === 'rejected' && !call.answered) return finish(line, call, end.status);
  }
  return finish(line, call, 'completed');
}

async function finish(line: Line, call: ActiveCall, status: ActiveCall['status']): Promise<void> {
  call.status = status;
  const number = line.carrier.numbers.get(call.to);
  const seconds = Math.round(call.clockSeconds);
  call.finishedAt = Date.now();
  changed(line.carrier, call);
  if (!number?.statusCallback) return;
  await line.webhooks.deliver({
    kind: 'callStatus', url: number.statusCallback, label: `${call.from}|${call.to}`,
    params: {
      ...callParams(call), CallDuration: String(seconds), Duration: String(Math.max(1, Math.ceil(seconds / 60))),
      Timestamp: new Date().toUTCString(), CallbackSource: 'call-progress-events', SequenceNumber: '0',
    },
  });
}

function callerLeg(line: Line, call: ActiveCall): Leg {
  const number = line.carrier.numbers.get(call.to);
  const params = () => callParams(call);
  return {
    name: 'caller',
    params,
    scriptedDigits: () => null,
    dial: (verb, base) => dial(line, call, verb, base),
    fetch: (kind, url, method, extra) => fetchDocument(line, call, kind, { url, method, fallbackUrl: number?.voiceFallbackUrl || undefined, params: { ...params(), ...extra } }),
  };
}
