import { randomUUID } from 'node:crypto';
import { callAnswered, callCompleted, callMissed, callReceived } from '../../../schema/events/telephony';
import type { Said } from '../../../tests/harness/subgraph';
import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
let business: Business;
beforeAll(async () => {
  world = await startWorld();
  business = await world.business();
});
afterAll(() => world?.stop());

const startedAt = '2026-11-20T15:00:00.000Z';
const answeredAt = '2026-11-20T15:00:09.000Z';
const endedAt = '2026-11-20T15:02:09.000Z';

/** Every order of the news, each twice. */
function doubledOrders<News>(news: readonly News[]): News[][] {
  const orders = (left: readonly News[]): News[][] => (left.length === 0 ? [[]] : [...new Set(left)].flatMap((first) => orders(withoutOne(left, first)).map((rest) => [first, ...rest])));
  return orders([...news, ...news]);
}

function withoutOne<News>(all: readonly News[], one: News): News[] {
  const at = all.indexOf(one);
  return all.filter((_, index) => index !== at);
}

interface CallNews {
  callSid: string;
  lineId: string;
  from: string;
  to: string;
  startedAt: string;
}

const newCall = (): CallNews => ({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from: newNumber(), to: business.number, startedAt });

/** A call for each order; answers what was said of each, and how it ended. Each piece of news is handled before the next is said. */
async function inEveryOrder(news: ((call: CallNews) => Said)[]) {
  const calls = doubledOrders(news).map((order) => ({ order, call: newCall() }));
  for (let step = 0; step < 2 * news.length; step += 1) await business.say(...calls.map(({ order, call }) => (order[step] as (call: CallNews) => Said)(call)));
  const rows = await world.asOwner<{ id: string; twilio_sid: string; status: string; started_at: Date; answered_at: Date | null; ended_at: Date | null }>('select * from calls.calls where tenant_id = $1', [business.tenantId]);
  const said = await business.said<{ callId: string; change: string; at: string }>('calls.callChanged');
  return calls.map(({ call }) => {
    const row = rows.find((one) => one.twilio_sid === call.callSid);
    const told = said.filter(({ callId }) => callId === row?.id).map(({ change, at }) => ({ change, at }));
    return { status: row?.status, startedAt: row?.started_at.toISOString(), answeredAt: row?.answered_at?.toISOString() ?? null, endedAt: row?.ended_at?.toISOString() ?? null, told };
  });
}

test('an answered call has its three times, and is told of once and in order, whatever order its news comes in and however often', async () => {
  const outcomes = await inEveryOrder([(call) => callReceived(call), (call) => callAnswered({ ...call, answeredAt }), (call) => callCompleted({ ...call, answeredAt, endedAt, durationSeconds: 120 })]);
  expect(outcomes).toHaveLength(90);
  const told = [{ change: 'INCOMING_CALL', at: startedAt }, { change: 'CALL_ANSWERED', at: answeredAt }, { change: 'CALL_ENDED', at: endedAt }];
  for (const outcome of outcomes) expect(outcome).toEqual({ status: 'COMPLETED', startedAt, answeredAt, endedAt, told });
});

test('a missed call rang before it was missed, whatever order its news comes in and however often', async () => {
  const outcomes = await inEveryOrder([(call) => callReceived(call), (call) => callMissed({ ...call, reason: 'NO_ANSWER', missedAt: endedAt, dialable: true, ownNumber: false })]);
  expect(outcomes).toHaveLength(6);
  for (const outcome of outcomes) expect(outcome).toEqual({ status: 'MISSED', startedAt, answeredAt: null, endedAt, told: [{ change: 'INCOMING_CALL', at: startedAt }, { change: 'CALL_MISSED', at: endedAt }] });
});
