import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import twilio from 'twilio';
import { atRate, cpuMeter, percentile, printFigures, type Figures } from './load';
import { accountSid, authToken, type World } from './world';

export interface WebhooksOptions {
  numbers: number;
  rate: number;
  seconds: number;
}

const warmUpSeconds = 6;

/** Asked here in a cycle: three missed calls (rings, Dial's result, the end of the caller's leg) and one customer's text. */
const askedInCycle = 10;
/** What the carrier adds by itself: `sent` and `delivered` of the three texts after the calls and of the answer to the customer's. */
const callbacksInCycle = 8;

/**
 * So many signed webhooks a second, in the mix that missed calls make: a good half asked here and measured, the others the simulated
 * carrier's own status callbacks.
 */
export async function webhooks(world: World, options: WebhooksOptions): Promise<Figures> {
  const businesses = await world.businesses(options.numbers);
  const asked = (options.rate * askedInCycle) / (askedInCycle + callbacksInCycle);
  const agent = new Agent({ connections: 128, pipelining: 1 });
  const { publicUrl } = world.application.foundation.environment;
  const post = async (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams(fields).toString();
    const signature = twilio.getExpectedTwilioSignature(authToken, `${publicUrl}${path}`, fields);
    const started = performance.now();
    const response = await request(`${world.url}${path}`, {
      method: 'POST', dispatcher: agent, body,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'x-twilio-signature': signature, 'i-twilio-idempotency-token': randomBytes(8).toString('hex') },
    });
    await response.body.dump();
    return { millis: performance.now() - started, status: response.statusCode };
  };
  const sidOf = (prefix: string, index: number) => `${prefix}${index.toString(16).padStart(32, '0')}`;
  const webhook = (index: number) => {
    const [cycle, step] = [Math.floor(index / askedInCycle), index % askedInCycle];
    const turn = cycle * 3 + Math.floor(Math.min(step, 8) / 3);
    const common = { AccountSid: accountSid, From: `+1406${String(3_000_000 + turn)}`, To: businesses[turn % businesses.length]?.number ?? '' };
    if (step === 9) return post('/webhooks/twilio/sms', { ...common, MessageSid: sidOf('SM', cycle), Body: 'My kitchen sink is leaking', NumMedia: '0' });
    const call = { ...common, CallSid: sidOf('CA', turn), Direction: 'inbound', CallStatus: 'ringing' };
    if (step % 3 === 0) return post('/webhooks/twilio/call', call);
    if (step % 3 === 1) return post(`/webhooks/twilio/call/status/${call.CallSid}`, { ...call, DialCallStatus: 'no-answer', CallStatus: 'in-progress' });
    return post('/internal/webhooks/twilio/status', { ...call, CallStatus: 'completed', CallDuration: '20' });
  };
  // A process that has served for a while: its code is compiled, its statements are prepared.
  const before = (await atRate(asked, warmUpSeconds, webhook)).length;
  const cpu = cpuMeter();
  const started = performance.now();
  const answers = await atRate(asked, options.seconds, (index) => webhook(before + index));
  const seconds = (performance.now() - started) / 1000;
  const cpuMillis = cpu();
  await agent.close();
  const millis = answers.map((answer) => answer.millis);
  const figures = {
    'webhooks/s': options.rate, 'asked/s': asked, 'answered/s': answers.length / seconds, webhooks: answers.length, 'not 2xx': answers.filter((answer) => answer.status >= 300).length,
    'p50 ms': percentile(millis, 0.5), 'p95 ms': percentile(millis, 0.95), 'p99 ms': percentile(millis, 0.99), 'max ms': percentile(millis, 1), 'CPU ms/webhook': cpuMillis / answers.length,
  };
  printFigures('signed webhook → answer', [figures]);
  return figures;
}
