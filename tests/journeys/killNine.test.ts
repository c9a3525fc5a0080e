import { allCalls, missedCall, texts, threadWith } from '../harness/conversation';
import { eventually } from '../harness/eventually';
import { startSystem, type System } from '../harness/system';

let system: System;

beforeAll(async () => {
  system = await startSystem({ ownProcess: true, segmentsPerSecond: 200, carrier: { timeScale: 0 } });
}, 180_000);

afterAll(async () => system?.close());

const callsTotal = 300;
const waves = 3;
const textsBeforeKill = 30;
const faults = {
  seed: 20_261_121,
  sends: { rate429: 0.04, rate500: 0.04, rate500ButSent: 0.04, rateTimeout: 0.04, rateSentWithoutAnswer: 0.04 },
  timeoutMs: 300,
  webhooks: { duplicateRate: 0.2, reorderRate: 0.2, reorderDelayMs: 200 },
};

test(
  '300 missed calls, a faulty carrier and three kill -9: every acknowledged call is texted, each caller exactly once',
  async () => {
    await system.phones.control('PUT', '/faults', faults);
    const callers = Array.from({ length: callsTotal }, () => system.newCaller());
    const perWave = callsTotal / waves;
    for (let wave = 0; wave < waves; wave += 1) {
      const before = (await system.phones.outbox()).length;
      const ringing = callers.slice(wave * perWave, (wave + 1) * perWave).map((caller) => system.phones.call(caller, system.number));
      // In the middle of it: calls come in, texts go out.
      await eventually(async () => (await system.phones.outbox()).length >= before + textsBeforeKill, 'the first texts of the wave');
      await system.process.kill();
      await Promise.all(ringing);
      await system.process.start();
    }
    await system.phones.control('DELETE', '/faults');
    expect(await system.phones.control('GET', '/idle?timeoutMs=60000')).toMatchObject({ idle: true });
    const acknowledged = new Set((await system.phones.webhooks()).filter(({ kind, status }) => kind === 'voice' && status === 200).map(({ params }) => params['From'] as string));
    // Who was texted before a kill had been heard.
    expect(acknowledged.size).toBeGreaterThanOrEqual(waves * textsBeforeKill);
    const calls = await eventually(
      async () => {
        // What nothing was heard of is asked of the carrier two minutes later: here, now.
        await system.sql(`update platform.jobs set run_at = clock_timestamp() where topic = 'telephony.checkCall' and lease is null`);
        const all = await allCalls(system);
        const known = new Set(all.map((call) => call.from));
        const decided = all.every((call) => call.status === 'MISSED' && call.outcome !== null && call.outcome.kind !== 'PENDING');
        return decided && [...acknowledged].every((caller) => known.has(caller)) && all;
      },
      'an outcome of every call',
      240_000,
    );
    expect(calls.filter((call) => call.outcome?.kind !== 'TEXTED')).toEqual([]);
    expect(new Set(calls.map((call) => call.from)).size).toBe(calls.length);
    const textsTo = new Map<string, number>();
    for (const { to } of await system.phones.outbox()) textsTo.set(to, (textsTo.get(to) ?? 0) + 1);
    expect([...textsTo].filter(([, count]) => count !== 1)).toEqual([]);
    expect([...textsTo.keys()].sort()).toEqual(calls.map((call) => call.from).sort());
  },
  600_000,
);

test('kill -9 during an AI turn and during a booking: one reply to each text, one visit', async () => {
  const { caller } = await missedCall(system);
  await writeAndDie(caller, 'water heater leakin all over the garage!!', 2);
  await writeAndDie(caller, '1207 N 8th St, Boise ID 83702', 3);
  await writeAndDie(caller, '2', 4);
  await eventually(async () => (await threadWith(system, caller))?.appointment, 'the visit');
  const { appointments } = await system.gql<{ appointments: unknown }>('query { appointments(first: 10) { totalCount nodes { status customer { phone } } } }');
  expect(appointments).toEqual({ totalCount: 1, nodes: [{ status: 'CONFIRMED', customer: { phone: caller } }] });
  await eventually(async () => (await system.sql(`select from platform.jobs where topic in ('calls.continueConversation', 'telephony.sendText')`)).length === 0, 'quiet');
  const sent = await system.phones.outbox(caller);
  expect(sent).toHaveLength(4);
  expect(new Set(sent.map((message) => message.body)).size).toBe(4);
}, 600_000);

/** The customer writes, the process dies once the turn's job is taken, and starts again. */
async function writeAndDie(caller: string, body: string, textsAfter: number): Promise<void> {
  await system.phones.text(caller, system.number, body);
  await eventually(async () => (await system.sql(`select from platform.jobs where topic = 'calls.continueConversation' and lease is not null`)).length > 0 || (await system.phones.outbox(caller)).length >= textsAfter, 'the turn');
  await system.process.kill();
  await system.process.start();
  await texts(system, caller, textsAfter);
}
