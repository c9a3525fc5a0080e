import fc from 'fast-check';
import { eventually } from '../../../tests/harness/eventually';
import { screenings } from '../domain/forwarding';
import { accountSid, type Business, call, caller, newSid, openWorld, publicUrl, talkingLongEnough, type World } from './world';

let world: World;

beforeAll(async () => void (world = await openWorld()));
afterAll(() => world.close());

const outcomeOf = async (business: Business) => {
  const said: string[] = [];
  for (const type of ['callAnswered', 'callCompleted', 'callMissed']) said.push(...(await business.events(`telephony.${type}`)).map(() => type));
  return said;
};

test('a call is answered with a Dial that rings 20 s, screens, and reports back', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  const answer = await world.post('/webhooks/twilio/call', call(business, sid));
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toContain('text/xml');
  expect(answer.body).toContain(`<Dial timeout="20" answerOnBridge="true" action="/webhooks/twilio/call/status/${sid}#rc=5&amp;rp=all"`);
  expect(answer.body).toContain(`url="/webhooks/twilio/call/screen?called=${encodeURIComponent(business.number)}#rc=5&amp;rp=all"`);
  expect(answer.body).toContain('>+12085550199</Number>');
});

test('a forward to one of our own numbers is refused, and the call is missed', async () => {
  const other = await world.business();
  const business = await world.business({ targets: [other.number] });
  // A number just taken into service is known to every process a moment later.
  const sid = await eventually(async () => {
    const callSid = newSid('CA');
    return (await world.post('/webhooks/twilio/call', call(business, callSid))).body.includes('<Dial') ? null : callSid;
  }, 'a call that is not forwarded');
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'FAILED' }]);
});

test('any order and number of deliveries of one call’s webhooks ends in one outcome, said once', async () => {
  const business = await world.business();
  const calls: { sid: string; isOver: boolean }[] = [];
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(['call', 'dial', 'ended', 'call', 'dial', 'ended'], { minLength: 3 }), async (order) => {
      const sid = newSid('CA');
      calls.push({ sid, isOver: order.includes('dial') || order.includes('ended') });
      for (const what of order) {
        if (what === 'call') await world.post('/webhooks/twilio/call', call(business, sid));
        if (what === 'dial') await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'no-answer' }));
        if (what === 'ended') await world.post('/internal/webhooks/twilio/status', call(business, sid, { CallStatus: 'completed' }));
      }
    }),
    { numRuns: 25 },
  );
  const over = calls.filter(({ isOver }) => isOver).map(({ sid }) => sid);
  const missed = await business.until('telephony.callMissed', over.length);
  expect(missed.map((event) => event['callSid']).sort()).toEqual(over.sort());
  expect((await business.events('telephony.callReceived')).map((event) => event['callSid']).sort()).toEqual(calls.map(({ sid }) => sid).sort());
});

test('voicemail is missed; a person who pressed the key is not', async () => {
  const business = await world.business();
  const voicemail = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, voicemail));
  const screen = { CallSid: newSid('CA'), ParentCallSid: voicemail, From: caller, To: '+12085550199' };
  expect((await world.post('/webhooks/twilio/call/screen', screen)).body).toMatch(/<Gather numDigits="1"[^>]* action="\/webhooks\/twilio\/call\/screen#rc=5&amp;rp=all".*<\/Gather><Hangup\/>/s);
  const goodbye = await world.post(`/webhooks/twilio/call/status/${voicemail}`, call(business, voicemail, { DialCallStatus: 'completed', DialCallDuration: '4', DialBridged: 'false' }));
  expect(goodbye.body).toContain('<Say');
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: voicemail, reason: 'VOICEMAIL', dialable: true, ownNumber: false, from: caller }]);

  const person = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, person));
  const pressed = await world.post('/webhooks/twilio/call/screen', { ...screen, CallSid: newSid('CA'), ParentCallSid: person, Digits: '5' });
  expect(pressed.body).toMatch(/<Response\s*\/>/);
  await talkingLongEnough(business);
  expect(await business.until('telephony.callAnswered')).toHaveLength(1);
  await world.post(`/webhooks/twilio/call/status/${person}`, call(business, person, { DialCallStatus: 'completed', DialCallDuration: '30', DialBridged: 'true' }));
  expect(await business.events('telephony.callCompleted')).toMatchObject([{ callSid: person, durationSeconds: 30 }]);
});

test.each([
  ['who had left when the key was pressed is missed, though the end of the caller’s leg comes first', 'false', 0, ['callMissed']],
  ['who talked is not, though the end of the caller’s leg comes first', 'true', 30, ['callAnswered', 'callCompleted']],
])('a caller %s', async (_who, bridged, seconds, outcome) => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  await world.post('/webhooks/twilio/call/screen', { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', Digits: '1' });
  await world.post('/internal/webhooks/twilio/status', call(business, sid, { CallStatus: 'completed', CallDuration: String(seconds) }));
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'completed', DialCallDuration: String(seconds), DialBridged: bridged }));
  expect(await outcomeOf(business)).toEqual(outcome);
});

test('who pressed the key is not taken for talking before Dial’s word, repeated once, could say that the two were never connected', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const pressedAt = Date.now();
  await world.post('/webhooks/twilio/call/screen', { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', Digits: '1' });
  const [waits] = await business.query<{ runAt: Date }>(`select run_at as "runAt" from platform.jobs where tenant_id = $1 and topic = 'telephony.confirmTalk'`, [business.tenantId]);
  expect(waits?.runAt.getTime()).toBeGreaterThanOrEqual(pressedAt + 3_000);
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'completed', DialCallDuration: '4', DialBridged: 'false' }));
  expect(await outcomeOf(business)).toEqual(['callMissed']);
});

test('a key that is told of after Dial’s result makes an answered call of it, and never within the grace a missed one', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  expect((await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'completed', DialCallDuration: '30', DialBridged: 'true' }))).body).not.toContain('<Say');
  expect(await outcomeOf(business)).toEqual([]);
  await world.post('/webhooks/twilio/call/screen', { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', Digits: '1' });
  expect(await outcomeOf(business)).toEqual(['callAnswered', 'callCompleted']);
});

describe('with machine detection', () => {
  const detecting = () => world.business({ screening: 'ANSWERING_MACHINE_DETECTION' });
  const report = (business: Business, callSid: string, answeredBy: string, leg = newSid('CA')) =>
    world.post(`/webhooks/twilio/call/machine/${callSid}?called=${encodeURIComponent(business.number)}&from=${encodeURIComponent(caller)}`, {
      CallSid: leg, AccountSid: accountSid, AnsweredBy: answeredBy, MachineDetectionDuration: '3000',
    });
  const dialled = (business: Business, callSid: string) =>
    world.post(`/webhooks/twilio/call/status/${callSid}`, call(business, callSid, { DialCallStatus: 'completed', DialCallDuration: '30', DialBridged: 'true' }));

  test('the Dial asks for it, nobody has to press a key, and the address of the report tells what the report does not', async () => {
    const business = await detecting();
    const sid = newSid('CA');
    const { body } = await world.post('/webhooks/twilio/call', call(business, sid));
    const address = `${publicUrl}/webhooks/twilio/call/machine/${sid}?called=${encodeURIComponent(business.number)}&amp;from=${encodeURIComponent(caller)}#rc=5&amp;rp=all`;
    expect(body).toContain(`<Number machineDetection="Enable" amdStatusCallback="${address}" amdStatusCallbackMethod="POST">+12085550199</Number>`);
  });

  test('a person is answered from the report on, and completed with Dial', async () => {
    const business = await detecting();
    const sid = newSid('CA');
    await world.post('/webhooks/twilio/call', call(business, sid));
    const answer = await report(business, sid, 'human');
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(await business.events('telephony.callAnswered')).toMatchObject([{ callSid: sid }]);
    expect((await dialled(business, sid)).body).not.toContain('<Say');
    expect(await business.events('telephony.callCompleted')).toMatchObject([{ callSid: sid, durationSeconds: 30 }]);
    expect(await business.events('telephony.callMissed')).toEqual([]);
  });

  test.each(['machine_start', 'fax', 'unknown', 'a-new-word'])('%s is missed at once, and once', async (answeredBy) => {
    const business = await detecting();
    const sid = newSid('CA');
    await world.post('/webhooks/twilio/call', call(business, sid));
    for (let repeat = 0; repeat < 2; repeat += 1) await report(business, sid, answeredBy, 'CA-of-the-leg');
    expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'VOICEMAIL', from: caller }]);
    expect((await dialled(business, sid)).body).toContain('<Say');
    expect(await business.events('telephony.callMissed')).toHaveLength(1);
    expect(await business.query('select answered_by as "answeredBy" from telephony.calls where tenant_id = $1', [business.tenantId])).toEqual([{ answeredBy }]);
  });

  test('a report that is lost is missed after a grace, and one that comes later still takes nothing back', async () => {
    const business = await detecting();
    const sid = newSid('CA');
    await world.post('/webhooks/twilio/call', call(business, sid));
    expect((await dialled(business, sid)).body).not.toContain('<Say');
    expect(await business.events('telephony.callMissed')).toEqual([]);
    expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).not.toContain('<Dial');
    expect(await business.until('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'VOICEMAIL' }]);
    await report(business, sid, 'human');
    expect(await business.events('telephony.callAnswered')).toEqual([]);
  });

  test.each([
    ['human', ['callAnswered', 'callCompleted']],
    ['unknown', ['callMissed']],
  ])('%s makes the same of a call in any order and number of its webhooks', async (answeredBy, outcome) => {
    const business = await detecting();
    const all = ['call', 'dial', 'ended', 'report'];
    // The caller's end before everything else is waited after for a shorter time than a loaded machine may need: the state machine's own test has that order.
    const orders = fc.shuffledSubarray([...all, ...all], { minLength: 8 }).filter((order) => order.indexOf('ended') > Math.min(order.indexOf('dial'), order.indexOf('report')));
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const [sid, leg] = [newSid('CA'), newSid('CA')];
        for (const what of order) {
          if (what === 'call') await world.post('/webhooks/twilio/call', call(business, sid));
          if (what === 'dial') await dialled(business, sid);
          if (what === 'report') await report(business, sid, answeredBy, leg);
          if (what === 'ended') await world.post('/internal/webhooks/twilio/status', call(business, sid, { CallStatus: 'completed' }));
        }
        const said: string[] = [];
        for (const type of ['callAnswered', 'callCompleted', 'callMissed']) said.push(...(await business.events(`telephony.${type}`)).filter((event) => event['callSid'] === sid && event['from'] === caller).map(() => type));
        expect(said).toEqual(outcome);
        const [received, ...more] = (await business.events('telephony.callReceived')).filter((event) => event['callSid'] === sid);
        expect([received, more]).toMatchObject([{ from: caller, to: business.number }, []]);
        // Whoever hears the end first needs nothing else.
        const [answered, completed] = await Promise.all(['callAnswered', 'callCompleted'].map(async (type) => (await business.events(`telephony.${type}`)).find((event) => event['callSid'] === sid)));
        expect([completed?.['startedAt'], completed?.['answeredAt']]).toEqual(completed ? [received?.['startedAt'], answered?.['answeredAt']] : [undefined, undefined]);
      }),
      { numRuns: 20 },
    );
  });
});

test('a withheld caller is told of as nobody', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid, { From: '+266696687' }));
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { From: '+266696687', DialCallStatus: 'busy' }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ from: null, dialable: false, reason: 'BUSY' }]);
});

test.each(['anonymous', '+266696687', '+7378742833', '12345', 'PLUMBERS', ''])('a caller shown as %p is kept as a call of nobody', async (from) => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid, { From: from }));
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { From: from, DialCallStatus: 'no-answer' }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: sid, from: null, dialable: false }]);
});

test('one of our own numbers that calls is told of as such', async () => {
  const [business, other] = [await world.business(), await world.business()];
  await world.post('/webhooks/twilio/call', call(other, newSid('CA')));
  await world.post('/webhooks/twilio/call', call(business, newSid('CA'), { From: other.number }));
  await world.post('/webhooks/twilio/call', call(business, newSid('CA'), { ForwardedFrom: other.number }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ reason: 'FAILED', from: caller }]);
});

test('Dial’s action is answered with TwiML also when the caller has left', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const answer = await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'canceled', CallStatus: 'completed' }));
  expect([answer.statusCode, answer.headers['content-type'], answer.body]).toEqual([200, 'text/xml; charset=utf-8', expect.stringMatching(/<Response>.*<\/Response>$/)]);
  expect(await business.events('telephony.callMissed')).toMatchObject([{ reason: 'CANCELED' }]);
});

test('the fallback URL takes the call over where the voice URL failed: it is forwarded, and a miss is recorded', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  const blamed = { ErrorCode: '11200', ErrorUrl: `${publicUrl}/webhooks/twilio/call` };
  expect((await world.post('/internal/webhooks/twilio', call(business, sid, blamed))).body).toContain('<Dial');
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'no-answer' }));
  expect(await business.events('telephony.callMissed')).toMatchObject([{ callSid: sid, reason: 'NO_ANSWER' }]);
});

test.each(screenings)('where Dial’s action failed the fallback URL records the miss, and rings nobody again; screening %s', async (screening) => {
  const business = await world.business({ screening });
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const blamed = { CallStatus: 'in-progress', ErrorCode: '11205', ErrorUrl: `${publicUrl}/webhooks/twilio/call/status/${sid}` };
  const answer = await world.post('/internal/webhooks/twilio', call(business, sid, blamed));
  expect([answer.statusCode, answer.body]).toEqual([200, expect.not.stringContaining('<Dial')]);
  expect((await business.until('telephony.callMissed')).map((event) => event['callSid'])).toEqual([sid]);
});

test('a call that is over is not forwarded again, whoever asks', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).toContain('<Dial');
  await world.post(`/webhooks/twilio/call/status/${sid}`, call(business, sid, { DialCallStatus: 'busy' }));
  expect((await world.post('/webhooks/twilio/call', call(business, sid))).body).not.toContain('<Dial');
});

test('the callbacks of a dialled leg are taken, and change nothing', async () => {
  const business = await world.business();
  const sid = newSid('CA');
  await world.post('/webhooks/twilio/call', call(business, sid));
  const leg = { CallSid: newSid('CA'), ParentCallSid: sid, From: caller, To: '+12085550199', CallStatus: 'no-answer' };
  expect((await world.post('/internal/webhooks/twilio/status', leg)).statusCode).toBe(204);
  expect(await business.events('telephony.callMissed')).toEqual([]);
});

test.each(['2085550199', '12085550199', '(208) 555-0199', '+1 208 555 0199'])('the phone that passed the call on is known however its carrier writes it: %s', async (forwardedFrom) => {
  const business = await world.business();
  expect((await world.post('/webhooks/twilio/call', call(business, newSid('CA'), { ForwardedFrom: forwardedFrom }))).body).not.toContain('<Dial');
  expect(await business.events('telephony.callMissed')).toMatchObject([{ reason: 'NO_ANSWER' }]);
});
