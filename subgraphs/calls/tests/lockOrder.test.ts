import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Principal } from '../../../platform/principal/principal';
import { callReceived } from '../../../schema/events/telephony';
import { eventually } from '../../../tests/harness/eventually';
import type { Context } from '../context';
import { createContext } from '../createContext';
import type { DispatchResult, Slot } from '../domain/dispatch/types';
import { bookAppointment } from '../usecases/bookAppointment';
import { resolveConversation, returnConversationToAi, takeOverConversation } from '../usecases/changeHands';
import { continueConversation } from '../usecases/continueConversation';
import { mergeCustomers } from '../usecases/mergeCustomers';
import { openMissedCall } from '../usecases/openMissedCall';
import { recordCallProgress } from '../usecases/recordCallProgress';
import { recordDelivery } from '../usecases/recordDelivery';
import { recordInboundMessage } from '../usecases/recordInboundMessage';
import { recordOptOut } from '../usecases/recordOptOut';
import { sendMessage } from '../usecases/sendMessage';
import { boise, type Business, inHours, newNumber, openConversation, startWorld, type World } from './world';

let world: World;
let business: Business;
let gate: Client;
beforeAll(async () => {
  world = await startWorld();
  gate = new Client({ connectionString: world.adminUrl });
  await gate.connect();
});
// Turns are begun by the tests alone.
beforeEach(async () => (business = await world.business({ ai: { silenceSeconds: 3600 } })));
afterAll(async () => {
  await gate?.end();
  await world?.stop();
});

const as = (principal: Principal): Context => world.running.createContext({ principal, requestId: 'test' }) as Context;
const system = () => as({ kind: 'system', tenantId: business.tenantId });
const waiting = async () => (await world.asOwner(`select 1 as one from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length;

/** The first is stopped where it comes to what `stop` locks, the second goes as far as it can, then both go on. Neither may be broken off. */
async function meet(stop: { sql: string; parameters?: unknown[] }, first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  let ended = 0;
  const counted = (work: () => Promise<unknown>) => work().finally(() => (ended += 1));
  const works: Promise<unknown>[] = [];
  await gate.query('begin');
  try {
    await gate.query(stop.sql, stop.parameters);
    works.push(counted(first));
    await eventually(async () => (await waiting()) === 1, 'the first at the gate');
    works.push(counted(second));
    await eventually(async () => (await waiting()) + ended >= 2, 'the second');
  } finally {
    await gate.query('rollback');
  }
  expect((await Promise.allSettled(works)).filter(({ status }) => status === 'rejected')).toEqual([]);
}

/** A customer whose text is still to be answered by a turn. */
async function written(body = 'My kitchen faucet is leaking at 1207 N 8th St, Boise 83702'): Promise<{ id: string; from: string; customerId: string }> {
  const from = newNumber();
  await business.text(from, body);
  const { id, customer } = await business.thread(from);
  return { id, from, customerId: customer.id };
}

const slotIn = (hours: number): Slot => ({ start: inHours(hours), end: new Date(Date.parse(inHours(hours)) + 3_600_000).toISOString() });

/** What a dispatcher says that offers these times. */
const offering = (slots: readonly Slot[]): DispatchResult => ({
  extractedInfo: { jobType: 'leak_repair', urgency: 'NORMAL', lifeSafety: null, wantsHuman: false, optOut: false, customerName: null, callbackPhone: null, address: boise, preferredTime: null, chosenSlot: null, language: 'en' },
  confidenceScores: { jobType: 0.9, urgency: 0.9, address: 0.9, preferredTime: 0.9, overall: 0.9 },
  validation: { addressValid: true, latitude: 43.6, longitude: -116.2, distanceMiles: 1, inServiceArea: true, withinBusinessHours: true, hasCapacity: true, problems: [] },
  needsGeocoding: false,
  conversationStage: 'PROPOSING_SLOT',
  nextAction: { type: 'PROPOSE_SLOT', message: 'When?' },
  proposedSlot: slots[0] ?? null,
  alternativeSlots: slots.slice(1),
  priceEstimate: null,
  engine: 'openai',
});

const inbound = (from: string) => ({ messageSid: `SM${randomUUID()}`, lineId: business.lineId, from, body: 'my name is Bob', media: [], receivedAt: new Date().toISOString(), keyword: null });
const callOf = (from: string) => ({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from, to: business.number, startedAt: new Date().toISOString() });
const visit = { trade: 'PLUMBING', jobType: 'leak_repair', address: boise } as const;
const merge = (customerId: string, otherCustomerId: string) => mergeCustomers(as(business.owner), { customerId, otherCustomerId });
const atLeads = { sql: 'lock table calls.leads in exclusive mode' };
const atConversations = { sql: 'lock table calls.conversations in exclusive mode' };

test('a turn that keeps a name, and the customer’s next text', async () => {
  const { id, from } = await written();
  await meet(atLeads, () => continueConversation(system(), { conversationId: id }), () => recordInboundMessage(system(), inbound(from)));
});

test('a turn that holds times, and a booking for the same customer', async () => {
  const { id, customerId } = await written();
  await meet(atLeads, () => continueConversation(system(), { conversationId: id }), () => bookAppointment(as(business.owner), { ...visit, customerId, start: new Date(inHours(60)) }));
  expect(await world.asOwner('select 1 as one from calls.appointments where tenant_id = $1 and status = $2', [business.tenantId, 'CONFIRMED'])).toHaveLength(1);
});

test('two turns that hold the same times in another order', async () => {
  const [first, second] = [await written(), await written()];
  const [a, b, c, d] = [30, 33, 36, 39].map(slotIn) as [Slot, Slot, Slot, Slot];
  const turn = ({ id }: { id: string }, slots: Slot[]) => () => {
    const vendors = { dispatcher: { process: () => Promise.resolve(offering(slots)) }, geocoder: { locate: () => Promise.resolve(null) } };
    return continueConversation(createContext(world.foundation, vendors, { principal: { kind: 'system', tenantId: business.tenantId }, requestId: 'test' }), { conversationId: id });
  };
  // Each would have taken its first time, and then waits at another until both have.
  const between = {
    sql: `insert into calls.appointments (tenant_id, customer_id, worker_id, holder, trade, job_type, status, start_at, end_at, busy, address)
      select $1, $2, $3, gen_random_uuid(), 'PLUMBING', 'leak_repair', 'CONFIRMED', at, at, tstzrange(at, at + interval '1 hour'), '{}' from unnest($4::timestamptz[]) at`,
    parameters: [business.tenantId, first.customerId, business.workerId, [b.start, c.start]],
  };
  await meet(between, turn(first, [a, b, d]), turn(second, [d, c, a]));
  expect(await world.asOwner(`select start_at from calls.appointments where tenant_id = $1 and status = 'HELD' order by start_at`, [business.tenantId])).toEqual([a, b, d].map(({ start }) => ({ start_at: new Date(start) })));
});

test('a turn, and the merge of its customer into another', async () => {
  const [{ id, customerId }, known] = [await written(), await openConversation(business)];
  await meet(atLeads, () => continueConversation(system(), { conversationId: id }), () => merge(known.customerId, customerId));
});

test('a merge, and news of a call of either: missed, or taken', async () => {
  for (const news of ['missed', 'taken']) {
    const [known, from] = [await openConversation(business), newNumber()];
    await business.say(callReceived(callOf(from)), callReceived(callOf(from)));
    // The merge is stopped between its customers and this call, at the one before it.
    const [before, told] = await world.asOwner<{ id: string; twilio_sid: string; customer_id: string }>('select * from calls.calls where "from" = $1 order by id', [from]);
    const call = { ...callOf(from), callSid: told?.twilio_sid as string };
    const at = new Date().toISOString();
    await meet(
      { sql: 'select from calls.calls where id = $1 for update', parameters: [before?.id] },
      () => merge(known.customerId, told?.customer_id as string),
      () => (news === 'taken' ? recordCallProgress(system(), { ...call, status: 'ANSWERED', answeredAt: at }) : openMissedCall(system(), { ...call, reason: 'NO_ANSWER', missedAt: at, dialable: true, ownNumber: false })),
    );
  }
});

test('a merge, and a booking for whom one of them was known as', async () => {
  const [a, b, c] = [await openConversation(business), await openConversation(business), await openConversation(business)];
  await merge(b.customerId, c.customerId);
  await meet(atConversations, () => merge(a.customerId, b.customerId), () => bookAppointment(as(business.owner), { ...visit, customerId: c.customerId, start: new Date(inHours(60)) }));
});

test('the carrier’s word on a text, and the question whether it may go out', async () => {
  const { from } = await openConversation(business);
  const [text] = await world.asOwner<{ id: string; call_id: string }>(`select m.id, m.call_id from calls.messages m join calls.conversations v on v.id = m.conversation_id where v.phone = $1`, [from]);
  const { id, call_id: callId } = text as { id: string; call_id: string };
  await meet(
    { sql: 'select from calls.calls where id = $1 for update', parameters: [callId] },
    () => recordDelivery(system(), { kind: 'accepted', messageId: id, twilioSid: `SM${randomUUID()}`, at: new Date().toISOString() }),
    () => world.database.transaction(business.tenantId, (tx) => tx.query('select calls.claim_message($1, 1)', [id])),
  );
});

test('START, and the carrier’s word that a number cannot be reached', async () => {
  const { from } = await openConversation(business);
  const [text] = await world.asOwner<{ id: string; conversation_id: string }>(`select m.id, m.conversation_id from calls.messages m join calls.conversations v on v.id = m.conversation_id where v.phone = $1`, [from]);
  const { id: messageId, conversation_id: conversationId } = text as { id: string; conversation_id: string };
  await meet(
    { sql: 'select from calls.customer_numbers where phone = $1 for update', parameters: [from] },
    () => recordOptOut(system(), { phone: from, optedOut: false, changedAt: new Date().toISOString() }),
    () => recordDelivery(system(), { kind: 'failed', messageId, conversationId, purpose: 'MISSED_CALL', beforeAcceptance: false, reason: 'UNREACHABLE', code: 30006, unreachable: 'LANDLINE', blockedUntil: null }),
  );
});

test.each([
  ['takes over', (id: string) => takeOverConversation(as(business.owner), id)],
  ['gives back to the AI', (id: string) => returnConversationToAi(as(business.owner), id)],
  ['writes in', (id: string) => sendMessage(as(business.owner), id, { body: 'We are back.' })],
])('who %s a conversation that was resolved, while the customer’s text begins a newer one, is told of that one', async (_what, reopen) => {
  const { id, from } = await written();
  await resolveConversation(as(business.owner), id, null);
  await world.asOwner(`update calls.conversations set resolved_at = resolved_at - interval '2 days' where id = '${id}'`);
  let refusal: unknown;
  await meet({ sql: 'lock table calls.messages in exclusive mode' }, () => recordInboundMessage(system(), inbound(from)), () => reopen(id).catch((error: unknown) => (refusal = error)));
  expect(refusal).toMatchObject({ code: 'BUSINESS_RULE_VIOLATION', extensions: { details: { conversationId: expect.not.stringMatching(id) as string } } });
});
