import { randomUUID } from 'node:crypto';
import twilio from 'twilio';
import { allCalls, missedCall, texts, threadWith } from '../harness/conversation';
import { eventually } from '../harness/eventually';
import { authToken, type PlacedCall } from '../harness/phoneCompany';
import { startSystem, type System } from '../harness/system';

let system: System;

beforeAll(async () => {
  system = await startSystem({ ownProcess: true, ownPostgres: true, segmentsPerSecond: 200, carrier: { timeScale: 0.05 } });
}, 180_000);

afterAll(async () => system?.close(), 60_000);

/** Whom the demo business's line forwards to. */
const forwardTarget = '+12085550100';

test(
  'PostgreSQL killed while calls ring and back: calls are forwarded meanwhile, and all that was acknowledged has one outcome and one effect',
  async () => {
    const writers = await Promise.all(Array.from({ length: 5 }, () => missedCall(system)));
    const ringing = await callers(20, 'no-answer');
    await eventually(async () => (await voiceAnswers(ringing)) >= 10, 'calls that ring');
    await system.postgres.kill();

    expect(await whereCallGoes(system.newCaller())).toBe(forwardTarget);
    const during = await callers(10, 'no-answer');
    const helped = await callers(3, 'person');
    for (const { caller } of writers) await system.phones.text(caller, system.number, 'my kitchen sink is clogged');
    await whenIdle();
    expect(await refusedWebhooks()).toEqual([]);
    await system.postgres.start();

    expect(new Set(await endsOf([...ringing, ...during]))).toEqual(new Set(['MISSED TEXTED']));
    expect(new Set(await endsOf(helped))).toEqual(new Set(['COMPLETED']));
    await quiet();
    expect(await textsTo([...ringing, ...during])).toEqual(Array.from({ length: 30 }, () => 1));
    expect(await textsTo(helped)).toEqual([0, 0, 0]);
    for (const { caller } of writers) expect(await heard(caller)).toEqual({ heard: ['my kitchen sink is clogged'], texted: 2 });
    expect(await everyCallOnce()).toBe(true);
  },
  600_000,
);

test(
  'a cold start with the database down forwards calls from the mirror and keeps texts, says that it is not well, and takes all in once the database is back',
  async () => {
    const { caller } = await missedCall(system);
    await system.process.kill();
    await system.postgres.kill();
    const started = system.process.start();
    await eventually(async () => (await fetch(`${system.url}/ping`)).ok, 'an answer at the port');
    const up = Date.now();

    expect(await whereCallGoes(system.newCaller())).toBe(forwardTarget);
    const [missed, helped] = [await callers(3, 'no-answer'), await callers(1, 'person')];
    await system.phones.text(caller, system.number, 'my kitchen sink is clogged');
    await whenIdle();
    expect(await refusedWebhooks(up)).toEqual([]);
    expect([(await fetch(`${system.url}/health`)).status, (await fetch(`${system.url}/ready`)).status]).toEqual([503, 503]);
    const graph = await fetch(`${system.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ me { id } }"}' });
    expect([graph.status, await graph.json()]).toMatchObject([503, { success: false, error: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect((await fetch(`${system.url}/webhooks/twilio/sms`, { method: 'POST', body: new URLSearchParams({ MessageSid: 'SM1' }) })).status).toBe(403);

    await system.postgres.start();
    await started;
    expect(await endsOf([...missed, ...helped])).toEqual(['MISSED TEXTED', 'MISSED TEXTED', 'MISSED TEXTED', 'COMPLETED']);
    await quiet();
    expect(await textsTo([...missed, ...helped])).toEqual([1, 1, 1, 0]);
    expect(await heard(caller)).toEqual({ heard: ['my kitchen sink is clogged'], texted: 2 });
    expect((await fetch(`${system.url}/ready`)).status).toBe(200);
  },
  600_000,
);

async function callers(count: number, callee: Parameters<System['phones']['call']>[2]): Promise<string[]> {
  const phones = Array.from({ length: count }, () => system.newCaller());
  await Promise.all(phones.map((phone) => system.phones.call(phone, system.number, callee)));
  return phones;
}

async function voiceAnswers(phones: string[]): Promise<number> {
  const seen = await system.phones.webhooks();
  return seen.filter(({ kind, status, params }) => kind === 'voice' && status === 200 && phones.includes(params['From'] as string)).length;
}

/** The number that the answer to a call dials. */
async function whereCallGoes(from: string): Promise<string | undefined> {
  const path = '/webhooks/twilio/call';
  const form = { CallSid: `CA${randomUUID().replaceAll('-', '')}`, From: from, To: system.number, CallStatus: 'ringing', Direction: 'inbound' };
  const signature = twilio.getExpectedTwilioSignature(authToken, system.url + path, form);
  const response = await fetch(system.url + path, { method: 'POST', headers: { 'x-twilio-signature': signature }, body: new URLSearchParams(form) });
  return /<Dial[^>]*>.*<Number[^>]*>([^<]+)<\/Number>/s.exec(await response.text())?.[1];
}

/** Every call has ended and every webhook has been answered, or given up. */
async function whenIdle(): Promise<void> {
  expect(await system.phones.control('GET', '/idle?timeoutMs=60000')).toMatchObject({ idle: true });
}

/** Webhooks that the application did not take, whatever it answered. */
async function refusedWebhooks(since = 0): Promise<unknown[]> {
  return (await system.phones.webhooks()).filter(({ at, errorCode }) => at >= since && errorCode !== null);
}

/** Status and outcome of each caller's one call, once all are final. */
async function endsOf(phones: string[]): Promise<string[]> {
  return eventually(
    async () => {
      const calls = await allCalls(system);
      const ends = phones.map((phone) => calls.filter(({ from }) => from === phone).map(({ status, outcome }) => [status, outcome?.kind].filter(Boolean).join(' ')).join());
      return ends.every((end) => end === 'COMPLETED' || /^MISSED (?!PENDING)/.test(end)) && ends;
    },
    'the end of every call',
    240_000,
  );
}

/** As many rows as callers, and none twice. */
async function everyCallOnce(): Promise<boolean> {
  const placed = new Set((await system.phones.control<PlacedCall[]>('GET', '/calls')).map(({ sid }) => sid));
  const rows = await system.sql<{ sid: string; count: number }>('select call_sid as sid, count(*)::int as count from telephony.calls group by 1');
  expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
  const known = new Set(rows.map(({ sid }) => sid));
  return [...placed].every((sid) => known.has(sid));
}

async function textsTo(phones: string[]): Promise<number[]> {
  const outbox = await system.phones.outbox();
  return phones.map((phone) => outbox.filter(({ to }) => to === phone).length);
}

/** What that customer wrote, as the thread has it, and how many texts they got. */
async function heard(caller: string): Promise<{ heard: string[]; texted: number }> {
  await texts(system, caller, 2);
  const thread = await threadWith(system, caller);
  const bodies = thread?.messages.nodes.filter(({ direction }) => direction === 'INBOUND').map(({ body }) => body) ?? [];
  return { heard: bodies, texted: (await system.phones.outbox(caller)).length };
}

/** No event waits and nothing is under way that could still send a text. */
async function quiet(): Promise<void> {
  await eventually(
    async () => {
      const jobs = await system.sql(`select from platform.jobs where dead_at is null and topic in ('calls.continueConversation', 'telephony.sendText')`);
      const behind = await system.sql(
        `select from platform.events e join platform.relay_cursors c on (e.x, e.id) > (c.x, c.id)
         where (c.consumer, e.type) in (('telephony', 'calls.messageQueued'), ('calls', 'telephony.callMissed'), ('calls', 'telephony.messageReceived'))`,
      );
      return jobs.length === 0 && behind.length === 0;
    },
    'quiet',
  );
}
