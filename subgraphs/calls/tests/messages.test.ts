import { randomUUID } from 'node:crypto';
import * as telephony from '../../../schema/events/telephony';
import { user } from '../../../tests/harness/subgraph';
import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

interface Outgoing {
  messageId: string;
  conversationId: string;
  purpose: string;
  ownership: number;
  validitySeconds: number | null;
  body: string;
}

const queued = (business: Business) => business.said<Outgoing>('calls.messageQueued');
const outcomes = async (business: Business) => (await business.get<{ calls: { nodes: { outcome: object }[] } }>('{ calls { nodes { outcome { kind reason code } } } }')).calls.nodes.map((call) => call.outcome);

describe('a missed call ends in one outcome, shown on the call', () => {
  const missed = (business: Business, change: object) =>
    telephony.callMissed({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from: newNumber(), to: business.number, reason: 'NO_ANSWER', startedAt: new Date().toISOString(), missedAt: new Date().toISOString(), dialable: true, ownNumber: false, ...change });

  test.each([
    ['ANONYMOUS', { from: null, dialable: false }, {}],
    ['ANONYMOUS', { from: '+266696687', dialable: false }, {}],
    ['OWN_NUMBER', { ownNumber: true }, {}],
    ['SWITCHED_OFF', {}, { missedCallText: { enabled: false, text: 'Hi', cooldownMinutes: 30 } }],
  ])('SUPPRESSED, %s: no text', async (reason, change, settings) => {
    const business = await world.business(settings);
    await business.say(missed(business, change));
    expect(await outcomes(business)).toEqual([{ kind: 'SUPPRESSED', reason, code: null }]);
    expect(await queued(business)).toEqual([]);
  });

  test.each([
    ['OPTED_OUT', 'opted_out = true'],
    ['UNREACHABLE', "unreachable = 'LANDLINE'"],
  ])('SUPPRESSED, %s: no text', async (reason, state) => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'hi');
    await world.asOwner(`update calls.customer_numbers set ${state} where tenant_id = $1`, [business.tenantId]);
    await business.say(missed(business, { from }));
    expect(await outcomes(business)).toEqual([{ kind: 'SUPPRESSED', reason, code: null }]);
    expect(await queued(business)).toEqual([]);
  });

  test('HANDED_TO_HUMAN where a person has the conversation: no text of the machine, and they are alerted', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'hi');
    await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id: (await business.thread(from)).id });
    await business.say(missed(business, { from }));
    expect(await outcomes(business)).toEqual([{ kind: 'HANDED_TO_HUMAN', reason: null, code: null }]);
    expect(await queued(business)).toEqual([]);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'CUSTOMER_WAITING', customerPhone: from }]);
  });

  test('PENDING until the carrier took the text, which is worth sending for 5 min; then TEXTED for good', async () => {
    const business = await world.business();
    await business.miss(newNumber());
    const [text] = await queued(business);
    expect(text).toMatchObject({ purpose: 'MISSED_CALL', validitySeconds: 300, body: 'Thanks for calling Boise Pipe & Drain!' });
    expect(await outcomes(business)).toEqual([{ kind: 'PENDING', reason: null, code: null }]);
    await business.accept();
    const ids = { messageId: text?.messageId as string, conversationId: text?.conversationId as string, purpose: 'MISSED_CALL' };
    await business.say(telephony.messageFailed({ ...ids, code: 30003, reason: 'UNREACHABLE', beforeAcceptance: false, unreachable: 'INVALID', blockedUntil: null }));
    expect(await outcomes(business)).toEqual([{ kind: 'TEXTED', reason: null, code: null }]);
    // It did not arrive, so a human has something to do.
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK' }]);
  });

  test.each([
    ['FAILED(30036), and a task for a human', { kind: 'FAILED', reason: 'TOO_LATE', code: 30036 }, 1, (ids: object) => telephony.messageFailed({ ...ids, code: 30036, reason: 'TOO_LATE', beforeAcceptance: true, unreachable: null, blockedUntil: null } as never)],
    ['FAILED(21408), and a call back', { kind: 'FAILED', reason: 'REGION_NOT_ENABLED', code: 21408 }, 1, (ids: object) => telephony.messageFailed({ ...ids, code: 21408, reason: 'REGION_NOT_ENABLED', beforeAcceptance: true, unreachable: null, blockedUntil: null } as never)],
    ['FAILED(30007), and a call back', { kind: 'FAILED', reason: 'FILTERED', code: 30007 }, 1, (ids: object) => telephony.messageFailed({ ...ids, code: 30007, reason: 'FILTERED', beforeAcceptance: true, unreachable: null, blockedUntil: null } as never)],
    ['FAILED(30006), and a call back', { kind: 'FAILED', reason: 'LANDLINE', code: 30006 }, 1, (ids: object) => telephony.messageFailed({ ...ids, code: 30006, reason: 'LANDLINE', beforeAcceptance: true, unreachable: 'LANDLINE', blockedUntil: null } as never)],
    ['SUPPRESSED(OPTED_OUT), where the opt-out came while it waited', { kind: 'SUPPRESSED', reason: 'OPTED_OUT', code: null }, 0, (ids: object) => telephony.messageDropped({ ...ids, reason: 'OPTED_OUT' } as never)],
    ['HANDED_TO_HUMAN, where a person was quicker, and an alert where nobody has the conversation any more', { kind: 'HANDED_TO_HUMAN', reason: null, code: null }, 1, (ids: object) => telephony.messageDropped({ ...ids, reason: 'SUPERSEDED' } as never)],
  ])('%s', async (_what, outcome, tasks, event) => {
    const business = await world.business();
    await business.miss(newNumber());
    const [text] = await queued(business);
    await business.say(event({ messageId: text?.messageId, conversationId: text?.conversationId, purpose: 'MISSED_CALL' }));
    expect(await outcomes(business)).toEqual([outcome]);
    expect(await business.said('calls.humanNeeded')).toHaveLength(tasks);
    expect(await business.said('calls.outcomeDecided')).toHaveLength(1);
  });
});

test('a text of which the delivery is told before the acceptance is told as sent first, and each is told once', async () => {
  const business = await world.business();
  await business.miss(newNumber());
  const [text] = await queued(business);
  const ids = { messageId: text?.messageId as string, conversationId: text?.conversationId as string, purpose: 'MISSED_CALL' as const };
  const accepted = telephony.messageAccepted({ ...ids, twilioSid: `SM${randomUUID()}`, acceptedAt: new Date().toISOString() });
  for (const news of [telephony.messageDelivered(ids), accepted, telephony.messageDelivered(ids)]) await business.say(news);
  expect((await business.said<{ status: string }>('calls.messageStatusChanged')).map(({ status }) => status)).toEqual(['SENT', 'DELIVERED']);
  expect(await outcomes(business)).toEqual([{ kind: 'TEXTED', reason: null, code: null }]);
});

test('several texts in a row wait for the silence together, and have one answer', async () => {
  const silenceSeconds = 3600;
  const business = await world.business({ ai: { silenceSeconds } });
  const from = newNumber();
  const dueAt = async () => {
    const jobs = await world.asOwner<{ run_at: Date }>(`select run_at from platform.jobs where tenant_id = $1 and topic = 'calls.continueConversation'`, [business.tenantId]);
    expect(jobs).toHaveLength(1);
    return jobs[0]?.run_at.getTime() as number;
  };
  const before = Date.now();
  await business.text(from, 'my kitchen faucet is dripping');
  const first = await dueAt();
  expect(first).toBeGreaterThanOrEqual(before + silenceSeconds * 1000);
  await business.text(from, 'I am at 1207 N 8th St, Boise ID 83702');
  expect(await dueAt()).toBeGreaterThan(first);
  await business.hasten('calls.continueConversation');
  const thread = await business.thread(from);
  expect(thread.messages.nodes.map((message) => message.sender)).toEqual(['AI', 'CUSTOMER', 'CUSTOMER']);
  expect(thread).toMatchObject({ stage: 'PROPOSING_SLOT' });
});

describe('a missed call that reaches us late', () => {
  const heardAfter = async (minutes: number) => {
    const business = await world.business();
    const from = newNumber();
    const at = new Date(Date.now() - minutes * 60_000).toISOString();
    await business.say(telephony.callMissed({ callSid: `CA${randomUUID()}`, lineId: business.lineId, from, to: business.number, reason: 'NO_ANSWER', startedAt: at, missedAt: at, dialable: true, ownNumber: false }));
    const { calls } = await business.get<{ calls: { nodes: object[] } }>('{ calls { nodes { outcome { kind reason } } } }');
    return { business, from, calls: calls.nodes };
  };

  test('is texted for what is left of the five minutes', async () => {
    const { business, calls } = await heardAfter(3);
    expect(calls).toEqual([{ outcome: { kind: 'PENDING', reason: null } }]);
    const [text] = await business.said<{ validitySeconds: number }>('calls.messageQueued');
    expect(text?.validitySeconds).toBeLessThanOrEqual(120);
    expect(text?.validitySeconds).toBeGreaterThan(60);
  });

  test('after that is no text but a task: a person calls back', async () => {
    const { business, from, calls } = await heardAfter(180);
    expect(calls).toEqual([{ outcome: { kind: 'HANDED_TO_HUMAN', reason: null } }]);
    expect(await business.said('calls.messageQueued')).toEqual([]);
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'TASK', callId: expect.any(String), customerPhone: from, reason: expect.stringMatching(/too late/) }]);
    expect(await business.thread(from)).toMatchObject({ urgency: 'NORMAL' });
  });
});

test('a text that failed before the carrier took it does not hold back the next: who calls again within the cooldown is texted', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.miss(from);
  const [first] = (await queued(business)) as [Outgoing];
  await business.say(telephony.messageFailed({ messageId: first.messageId, conversationId: first.conversationId, purpose: 'MISSED_CALL', code: 30036, reason: 'TOO_LATE', beforeAcceptance: true, unreachable: null, blockedUntil: null }));
  await business.miss(from);
  expect(await queued(business)).toHaveLength(2);
  const { calls } = await business.get<{ calls: { nodes: object[] } }>('{ calls { nodes { outcome { kind } } } }');
  expect(calls.nodes).toEqual([{ outcome: { kind: 'PENDING' } }, { outcome: { kind: 'FAILED' } }]);
});

test('a text that a takeover kept from going out does not hold back the next: handed back, who calls again within the cooldown is texted', async () => {
  const business = await world.business();
  const from = newNumber();
  await business.miss(from);
  const [first] = (await queued(business)) as [Outgoing];
  const { conversationId: id } = first;
  await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id });
  await business.say(telephony.messageDropped({ messageId: first.messageId, conversationId: id, purpose: 'MISSED_CALL', reason: 'SUPERSEDED' }));
  // Whoever took over has it.
  expect(await business.said('calls.humanNeeded')).toEqual([]);
  await business.get('mutation ($id: ID!) { returnConversationToAi(id: $id) { id } }', { id });
  await business.miss(from);
  expect(await queued(business)).toHaveLength(2);
  const { calls } = await business.get<{ calls: { nodes: object[] } }>('{ calls { nodes { outcome { kind } } } }');
  expect(calls.nodes).toEqual([{ outcome: { kind: 'PENDING' } }, { outcome: { kind: 'HANDED_TO_HUMAN' } }]);
});

describe('calls.claim_message lets a text go out', () => {
  const claim = async (business: Business, { messageId, ownership }: Outgoing) => {
    const [row] = await world.database.transaction(business.tenantId, (tx) => tx.query<{ claimed: boolean }>('select calls.claim_message($1, $2) as claimed', [messageId, ownership]));
    return row?.claimed;
  };
  const statusOf = async (business: Business, { messageId }: Outgoing) => (await world.asOwner<{ status: string }>('select status from calls.messages where tenant_id = $1 and id = $2', [business.tenantId, messageId]))[0]?.status;
  /** A conversation with a reply of the AI that waits. */
  async function replied(body: string) {
    const business = await world.business();
    const from = newNumber();
    await business.text(from, body);
    const [reply] = (await queued(business)) as [Outgoing];
    return { business, from, reply };
  }
  type Replied = Awaited<ReturnType<typeof replied>>;
  const takeOver = (business: Business, { conversationId: id }: Outgoing) => business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id });

  test('as long as nothing has changed, before each try', async () => {
    const { business, reply } = await replied('my faucet is dripping');
    expect([await claim(business, reply), await statusOf(business, reply)]).toEqual([true, 'SENDING']);
    expect([await claim(business, reply), await statusOf(business, reply)]).toEqual([true, 'SENDING']);
  });

  test.each([
    ['a takeover', ({ business, reply }: Replied) => takeOver(business, reply)],
    ['another text, which is answered anew', ({ business, from }: Replied) => business.text(from, '1207 N 8th St, Boise ID 83702')],
  ])('not again, where the first try was in vain, after %s', async (_what, happens) => {
    const replies = await replied('my faucet is dripping');
    const { business, reply } = replies;
    await claim(business, reply);
    await happens(replies);
    expect([await claim(business, reply), await statusOf(business, reply)]).toEqual([false, 'DROPPED']);
  });

  test('not again, where the carrier took it and then failed it, after a takeover: it stays what it was, SENT', async () => {
    const { business, reply } = await replied('my faucet is dripping');
    await business.accept();
    expect([await claim(business, reply), await statusOf(business, reply)]).toEqual([true, 'SENT']);
    await takeOver(business, reply);
    expect([await claim(business, reply), await statusOf(business, reply)]).toEqual([false, 'SENT']);
  });

  test('not after a takeover', async () => {
    const { business, reply } = await replied('my faucet is dripping');
    await takeOver(business, reply);
    expect([await claim(business, reply), await statusOf(business, reply)]).toEqual([false, 'DROPPED']);
  });

  test('not a reply after another text, which is answered anew', async () => {
    const { business, from, reply } = await replied('my faucet is dripping');
    await business.text(from, '1207 N 8th St, Boise ID 83702');
    expect([await claim(business, reply), await statusOf(business, reply)]).toEqual([false, 'DROPPED']);
    const [, anew] = (await queued(business)) as [Outgoing, Outgoing];
    expect(await claim(business, anew)).toBe(true);
  });

  test.each([['NOTICE', 'can I talk to a real person please'], ['SAFETY', 'I smell gas in the kitchen']])('what is settled also after another text: %s', async (purpose, said) => {
    const { business, from, reply } = await replied(said);
    expect(reply.purpose).toBe(purpose);
    await business.text(from, 'hello?');
    expect(await claim(business, reply)).toBe(true);
  });

  test.each([
    ['resolved', 'resolveConversation', 'owner'],
    ['handed back to the AI', 'returnConversationToAi', 'owner'],
    ['taken over by a colleague', 'takeOverConversation', 'dispatcher'],
  ] as const)('a person’s own, though the conversation is %s before it goes out', async (_what, mutation, role) => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'my faucet is dripping');
    const { id } = await business.thread(from);
    await business.get('mutation ($id: ID!) { sendMessage(conversationId: $id, input: { body: "I am on my way." }) { __typename } }', { id });
    const [own] = (await queued(business)) as [Outgoing];
    await business.get(`mutation ($id: ID!) { ${mutation}(id: $id) { id } }`, { id }, user(business.tenantId, role));
    expect([own.purpose, await claim(business, own), await statusOf(business, own)]).toEqual(['HUMAN', true, 'SENDING']);
  });

  test('a warning of danger, though a person takes over before it goes out', async () => {
    const { business, reply } = await replied('I smell gas in the kitchen');
    await takeOver(business, reply);
    expect([reply.purpose, await claim(business, reply)]).toEqual(['SAFETY', true]);
  });

  test('not for another business', async () => {
    const { reply } = await replied('my faucet is dripping');
    const other = await world.business();
    expect(await claim(other, reply)).toBe(false);
  });
});

test('a picture keeps the type that the carrier names', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  const media = [{ url: 'https://example.com/leak', contentType: 'image/heic' }];
  const received = business.texted(from, '') as ReturnType<typeof telephony.messageReceived>;
  await business.say({ ...received, payload: { ...received.payload, media } });
  const { conversations } = await business.get<{ conversations: unknown }>('query ($from: String) { conversations(filter: { search: $from }) { nodes { messages { nodes { media { url contentType } } } } } }', { from });
  expect(conversations).toEqual({ nodes: [{ messages: { nodes: [{ media }] } }] });
});
