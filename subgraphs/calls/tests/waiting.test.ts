import { randomUUID } from 'node:crypto';
import * as telephony from '../../../schema/events/telephony';
import { type Business, newNumber, startWorld, takeOver, type World, writeTo } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const resolve = 'mutation ($id: ID!) { resolveConversation(id: $id) { status } }';
const alerts = (business: Business) => business.said<{ kind: string; reason: string; callId: string | null }>('calls.humanNeeded');

describe("a human's silence while the customer waits", () => {
  /** A conversation that a person has, with nothing unanswered. */
  async function attended(business: Business) {
    const from = newNumber();
    await business.text(from, 'my faucet is dripping');
    const { id } = await business.thread(from);
    await business.get(takeOver, { id });
    await business.get(writeTo, { id });
    await business.accept();
    return { from, id };
  }
  const dueIn = async (business: Business) => {
    const [job] = await world.asOwner<{ minutes: string }>(`select round(extract(epoch from run_at - clock_timestamp()) / 60) as minutes from platform.jobs where tenant_id = $1 and topic = 'calls.remindHuman'`, [business.tenantId]);
    return job ? Number(job.minutes) : null;
  };

  test.each([[30, undefined], [5, 5]])('raises an alert after %s min', async (minutes, humanIdleMinutes) => {
    const business = await world.business(humanIdleMinutes === undefined ? {} : { ai: { humanIdleMinutes } });
    const { from, id } = await attended(business);
    await business.text(from, 'are you still coming?');
    expect(await dueIn(business)).toBe(minutes);
    expect(await alerts(business)).toEqual([]);
    await business.hasten('calls.remindHuman');
    expect(await alerts(business)).toMatchObject([{ conversationId: id, kind: 'CUSTOMER_WAITING', reason: 'The customer has been waiting for an answer.', customerPhone: from }]);
    // It does not hand back by itself.
    expect(await business.thread(from)).toMatchObject({ handler: 'HUMAN' });
    // Whoever answers at last has come: that ends the alert.
    const arrivals = (await business.said('calls.humanArrived')).length;
    await business.get(writeTo, { id });
    expect(await business.said('calls.humanArrived')).toHaveLength(arrivals + 1);
  });

  test('counts from the first unanswered text: who writes again does not wait longer for it', async () => {
    const business = await world.business();
    const { from } = await attended(business);
    await business.text(from, 'are you still coming?');
    await world.asOwner(`update platform.jobs set run_at = run_at - interval '20 minutes' where tenant_id = $1 and topic = 'calls.remindHuman'`, [business.tenantId]);
    await business.text(from, 'hello?');
    expect(await dueIn(business)).toBe(10);
  });

  test.each([
    ['answered', writeTo],
    ['resolved', resolve],
    ['handed back to the AI', 'mutation ($id: ID!) { returnConversationToAi(id: $id) { id } }'],
  ])('raises none where it was %s meanwhile', async (_what, mutation) => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'my faucet is dripping');
    const { id } = await business.thread(from);
    // Taking over what nobody has answered starts the time too.
    await business.get(takeOver, { id });
    expect(await dueIn(business)).toBe(30);
    await business.get(mutation, { id });
    await business.hasten('calls.remindHuman');
    expect(await alerts(business)).toEqual([]);
  });

  test('is also silence after an escalation that nobody followed', async () => {
    const business = await world.business();
    await business.text(newNumber(), 'can I talk to a real person please');
    expect(await alerts(business)).toHaveLength(1);
    await business.hasten('calls.remindHuman');
    expect(await alerts(business)).toMatchObject([{}, { kind: 'CUSTOMER_WAITING', reason: 'The customer has been waiting for an answer.' }]);
  });

  test('is noticed anew after a takeover that nothing followed, though the reminder had gone already', async () => {
    const business = await world.business();
    const from = newNumber();
    await business.text(from, 'can I talk to a real person please');
    await business.hasten('calls.remindHuman');
    const before = (await alerts(business)).length;
    const { id } = await business.thread(from);
    await business.get(takeOver, { id });
    expect(await dueIn(business)).toBe(30);
    await business.hasten('calls.remindHuman');
    expect(await alerts(business)).toHaveLength(before + 1);
  });

  test('gives the person who takes over the whole time', async () => {
    const business = await world.business();
    const from = newNumber();
    await business.text(from, 'can I talk to a real person please');
    await world.asOwner(`update platform.jobs set run_at = run_at - interval '20 minutes' where tenant_id = $1 and topic = 'calls.remindHuman'`, [business.tenantId]);
    await business.get(takeOver, { id: (await business.thread(from)).id });
    expect(await dueIn(business)).toBe(30);
  });

  test('is noticed again where the customer asks again after the reminder, once for each period however often they ask', async () => {
    const business = await world.business();
    const { from } = await attended(business);
    await business.text(from, 'are you still coming?');
    await business.hasten('calls.remindHuman');
    expect(await alerts(business)).toHaveLength(1);
    expect(await dueIn(business)).toBeNull();
    world.ahead(40 * 60_000);
    await business.text(from, 'hello??');
    world.ahead(50 * 60_000);
    await business.text(from, 'anybody there?').finally(() => world.ahead(0));
    expect(await dueIn(business)).toBe(60);
    await business.hasten('calls.remindHuman');
    expect(await alerts(business)).toHaveLength(2);
  });

  test('is noticed where the AI is switched off, too', async () => {
    const business = await world.business({ ai: { enabled: false } });
    await business.text(newNumber(), 'my faucet is dripping');
    await business.hasten('calls.remindHuman');
    expect(await alerts(business)).toMatchObject([{ kind: 'CUSTOMER_WAITING' }]);
  });
});

describe('where the business wants a silent person’s conversations back with the AI', () => {
  const waits = (business: Business) => world.asOwner(`select 1 as one from platform.jobs where tenant_id = $1 and topic = 'calls.handBack'`, [business.tenantId]);
  const taken = async (handBackAfterMinutes: number | null) => {
    const business = await world.business({ ai: { handBackAfterMinutes } });
    const from = newNumber();
    await business.text(from, 'hi');
    const { id } = await business.thread(from);
    await business.get(writeTo, { id });
    await business.accept();
    await business.text(from, 'my kitchen faucet is dripping');
    return { business, from, id };
  };

  test('the AI has it after that time, and answers what was asked', async () => {
    const { business, from, id } = await taken(45);
    expect(await business.thread(from)).toMatchObject({ handler: 'HUMAN' });
    await business.hasten('calls.handBack');
    const thread = await business.thread(from);
    expect(thread).toMatchObject({ id, status: 'OPEN', stage: 'COLLECTING_ADDRESS', handler: 'AI', assignee: null });
    expect(thread.messages.nodes[0]).toMatchObject({ sender: 'AI', body: expect.stringMatching(/address/i) });
    expect(await business.said('calls.conversationChanged')).toContainEqual(expect.objectContaining({ conversationId: id, change: 'AI_TAKEOVER' }));
  });

  test('whoever answers in time keeps it', async () => {
    const { business, from, id } = await taken(45);
    await business.get(writeTo, { id });
    await business.hasten('calls.handBack');
    expect(await business.thread(from)).toMatchObject({ handler: 'HUMAN', assignee: { id: business.owner.userId } });
  });

  test('what nobody has taken yet, and where it is not wanted, nothing is handed back', async () => {
    const business = await world.business({ ai: { handBackAfterMinutes: 45 } });
    await business.text(newNumber(), 'can I talk to a real person please');
    expect(await waits(business)).toEqual([]);
    expect(await waits((await taken(null)).business)).toEqual([]);
  });
});

describe('one open conversation for a customer and a number', () => {
  async function resolvedHoursAgo(hours: number) {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'my faucet is dripping');
    const { id } = await business.thread(from);
    await business.get(takeOver, { id });
    await business.get(resolve, { id });
    await world.asOwner(`update calls.conversations set resolved_at = clock_timestamp() - make_interval(mins => $2) where tenant_id = $1`, [business.tenantId, hours * 60]);
    return { business, from, id };
  }

  test.each(['text', 'miss'] as const)('resolved less than 24 h ago, it is opened again (%s), and the AI has it', async (how) => {
    const { business, from, id } = await resolvedHoursAgo(23.9);
    await (how === 'text' ? business.text(from, 'it drips again') : business.miss(from));
    expect(await business.thread(from)).toMatchObject({ id, status: 'OPEN', handler: 'AI', assignee: null });
    expect(await business.get('{ conversations { totalCount } }')).toEqual({ conversations: { totalCount: 1 } });
  });

  test('resolved 24 h ago, it stays so: a new one begins, and the old one cannot be opened beside it', async () => {
    const { business, from, id } = await resolvedHoursAgo(24.1);
    await business.text(from, 'it drips again');
    const newer = await business.thread(from);
    expect(newer.id).not.toBe(id);
    const refused = { code: 'BUSINESS_RULE_VIOLATION', details: { conversationId: newer.id } };
    for (const mutation of [takeOver, writeTo, 'mutation ($id: ID!) { returnConversationToAi(id: $id) { id } }']) expect(await business.refusal(mutation, { id })).toEqual(refused);
    await business.get(resolve, { id: newer.id });
    await business.get(takeOver, { id });
    expect(await business.get('query ($id: ID!) { conversation(id: $id) { status handler } }', { id })).toEqual({ conversation: { status: 'OPEN', handler: 'HUMAN' } });
  });

  test('a call that rings belongs to the customer and joins the open conversation, without beginning one', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const [stranger, known] = [newNumber(), newNumber()];
    await business.text(known, 'my faucet is dripping');
    const { id } = await business.thread(known);
    const ring = (from: string) => telephony.callReceived({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from, to: business.number, startedAt: new Date().toISOString() });
    await business.say(ring(stranger), ring(known), ring(business.number), telephony.callReceived({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from: null, to: business.number, startedAt: new Date().toISOString() }));
    const { calls } = await business.get<{ calls: { nodes: { from: string | null; customer: object | null; conversation: object | null }[] } }>('{ calls { nodes { from customer { phone calls { totalCount nodes { from } } } conversation { id } } } }');
    const customer = (phone: string) => ({ phone, calls: { totalCount: 1, nodes: [{ from: phone }] } });
    expect(calls.nodes).toHaveLength(4);
    expect(calls.nodes).toEqual(
      expect.arrayContaining([
        { from: stranger, customer: customer(stranger), conversation: null },
        { from: known, customer: customer(known), conversation: { id } },
        { from: business.number, customer: null, conversation: null },
        { from: null, customer: null, conversation: null },
      ]),
    );
    expect(await business.get('{ conversations { totalCount } }')).toEqual({ conversations: { totalCount: 1 } });
  });
});

describe('a second missed call within the cooldown', () => {
  const missedTexts = (business: Business) => world.asOwner(`select 1 as one from calls.messages where tenant_id = $1 and purpose = 'MISSED_CALL'`, [business.tenantId]);
  const outcomes = async (business: Business) => (await business.get<{ calls: { nodes: { outcome: object }[] } }>('{ calls { nodes { outcome { kind reason } } } }')).calls.nodes.map((call) => call.outcome);

  test('sends no second text: it raises the urgency and alerts a human', async () => {
    const business = await world.business();
    const from = newNumber();
    await business.miss(from);
    await business.accept();
    expect(await business.thread(from)).toMatchObject({ urgency: 'NORMAL' });
    expect(await alerts(business)).toEqual([]);
    await business.miss(from);
    expect(await missedTexts(business)).toHaveLength(1);
    expect(await business.thread(from)).toMatchObject({ urgency: 'URGENT' });
    expect(await outcomes(business)).toEqual([{ kind: 'SUPPRESSED', reason: 'COOLDOWN' }, { kind: 'TEXTED', reason: null }]);
    expect(await alerts(business)).toMatchObject([{ kind: 'CUSTOMER_WAITING', reason: 'The customer is calling again.', callId: expect.any(String), customerPhone: from }]);
  });

  test.each([
    ['opted out', true],
    ['has a landline', false],
  ])('of a customer who %s alerts a human too, and the first is a task: no text reaches them', async (_who, optedOut) => {
    const business = await world.business();
    const from = newNumber();
    await business.miss(from);
    if (optedOut) await business.say(telephony.optOutChanged({ phone: from, from, optedOut: true, source: 'KEYWORD', changedAt: new Date().toISOString() }));
    else await world.asOwner(`update calls.customer_numbers set unreachable = 'LANDLINE' where tenant_id = $1`, [business.tenantId]);
    // An hour later they call, and once more.
    await world.asOwner(`update calls.calls set missed_at = missed_at - interval '1 hour' where tenant_id = $1`, [business.tenantId]);
    await business.miss(from);
    expect(await alerts(business)).toMatchObject([{ kind: 'TASK', reason: 'A customer whom no text reaches has called. Call them back.', customerPhone: from }]);
    expect(await business.thread(from)).toMatchObject({ urgency: 'NORMAL' });
    await business.miss(from);
    expect(await alerts(business)).toContainEqual(expect.objectContaining({ kind: 'CUSTOMER_WAITING', reason: 'The customer is calling again.' }));
    expect(await business.thread(from)).toMatchObject({ urgency: 'URGENT' });
  });

  test('is the same caller on whichever of the business’s numbers', async () => {
    const business = await world.business();
    const from = newNumber();
    await business.miss(from);
    await business.miss(from, randomUUID());
    expect(await missedTexts(business)).toHaveLength(1);
    expect(await outcomes(business)).toContainEqual({ kind: 'SUPPRESSED', reason: 'COOLDOWN' });
  });

  test('after the cooldown the caller is texted again', async () => {
    const business = await world.business();
    const from = newNumber();
    await business.miss(from);
    await world.asOwner(`update calls.conversations set missed_text_at = missed_text_at - interval '30 minutes' where tenant_id = $1`, [business.tenantId]);
    await business.miss(from);
    expect(await missedTexts(business)).toHaveLength(2);
    expect(await alerts(business)).toEqual([]);
  });
});

test('a text after a missed call is kept with why it may be sent: number, call and time; one that is not sent keeps nothing', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.miss(from);
  await business.miss(from);
  const consents = await world.asOwner(
    `select c.phone, c.given_at = k.started_at as at_the_call, k.outcome_reason from calls.consents c join calls.calls k on k.tenant_id = c.tenant_id and k.id = c.call_id where c.tenant_id = $1`,
    [business.tenantId],
  );
  expect(consents).toEqual([{ phone: from, at_the_call: true, outcome_reason: null }]);
});

test('a note on what was resolved is at most 2000 characters', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.text(from, 'my faucet is dripping');
  const { id } = await business.thread(from);
  const noted = 'mutation ($id: ID!, $note: String) { resolveConversation(id: $id, input: { note: $note }) { status } }';
  expect(await business.refusal(noted, { id, note: 'x'.repeat(2001) })).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'input.note' } });
  expect(await business.get(noted, { id, note: 'x'.repeat(2000) })).toMatchObject({ resolveConversation: { status: 'RESOLVED' } });
});
