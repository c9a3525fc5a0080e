import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import twilio from 'twilio';
import { atRate, cpuMeter, percentile, printFigures, type Figures } from './load';
import { accountSid, authToken, control, type World } from './world';

export interface WebhooksOptions {
  numbers: number;
  rate: number;
  seconds: number;
}

const warmUpSeconds = 6;

/** Twilio's requests alone, signed, without its phone company: a call, its dial result, a text in, in turn. */
export async function webhooks(world: World, options: WebhooksOptions): Promise<Figures> {
  const businesses = await world.businesses(options.numbers);
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
  // The texts that we answer with come back as status callbacks, which would add to what is asked.
  await control(world.simulatorUrl, 'PUT', '/faults', { webhooks: { dropRate: 1, kinds: ['messageStatus'] } });
  const sidOf = (prefix: string, index: number) => `${prefix}${index.toString(16).padStart(32, '0')}`;
  const webhook = (index: number) => {
    const turn = Math.floor(index / 3);
    const common = { AccountSid: accountSid, From: `+1406${String(3_000_000 + turn)}`, To: businesses[turn % businesses.length]?.number ?? '' };
    const call = { ...common, CallSid: sidOf('CA', turn), Direction: 'inbound', CallStatus: 'ringing' };
    if (index % 3 === 0) return post('/webhooks/twilio/call', call);
    if (index % 3 === 1) return post(`/webhooks/twilio/call/status/${call.CallSid}`, { ...call, DialCallStatus: 'no-answer', CallStatus: 'in-progress' });
    return post('/webhooks/twilio/sms', { ...common, From: `+1509${String(3_000_000 + turn)}`, MessageSid: sidOf('SM', turn), Body: 'My kitchen sink is leaking', NumMedia: '0' });
  };
  // A process that has served for a while: its code is compiled, its statements are prepared.
  const before = (await atRate(options.rate, warmUpSeconds, webhook)).length;
  const cpu = cpuMeter();
  const started = performance.now();
  const answers = await atRate(options.rate, options.seconds, (index) => webhook(before + index));
  const seconds = (performance.now() - started) / 1000;
  const cpuMillis = cpu();
  await agent.close();
  const millis = answers.map((answer) => answer.millis);
  const figures = {
    'webhooks/s asked': options.rate, 'webhooks/s answered': answers.length / seconds, webhooks: answers.length, 'not 2xx': answers.filter((answer) => answer.status >= 300).length,
    'p50 ms': percentile(millis, 0.5), 'p95 ms': percentile(millis, 0.95), 'p99 ms': percentile(millis, 0.99), 'max ms': percentile(millis, 1), 'CPU ms/webhook': cpuMillis / answers.length,
  };
  printFigures('signed webhook → answer', [figures]);
  return figures;
}
