import { accountSid, business, control, customer, idle, twilioClient, wiredPair, type CallView } from './app';

const plumber = '+12085550177';
const screened = `<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="20" action="/action?call=1&amp;v=2" answerOnBridge="true"><Number url="/screen">${plumber}</Number></Dial></Response>`;
const screening = '<Response><Gather action="/accept" numDigits="1" timeout="5"><Say>Press 1 to take the call.</Say></Gather><Hangup/></Response>';

const { app, simulator } = wiredPair();
beforeEach(() => {
  app.on('/voice', screened);
  app.on('/screen', screening);
});

const call = (changes: Record<string, unknown> = {}) => control(simulator, 'POST', '/calls', { from: customer, to: business, ...changes });
const ended = (sid: string) => control(simulator, 'GET', `/calls/${sid}?waitMs=30000`);
const live = (changes: Record<string, unknown> = {}) => call({ timeScale: 1, ...changes });
const press = (sid: string, path: string, body?: unknown) => control(simulator, 'POST', `/calls/${sid}/${path}`, body);

async function reaches(sid: string, condition: (view: CallView) => boolean) {
  const ends = Date.now() + 30_000;
  for (;;) {
    const view = await control(simulator, 'GET', `/calls/${sid}`);
    if (condition(view)) return view;
    if (Date.now() > ends) throw new Error(`never: ${JSON.stringify(view)}`);
  }
}

test('a call asks the number’s VoiceUrl, signed, with Twilio’s parameters', async () => {
  const { sid } = await call({ callee: 'no-answer', forwardedFrom: '+12085550155' });
  expect(await app.wait('/voice')).toMatchObject({
    signed: true,
    params: { CallSid: sid, From: customer, To: business, Caller: customer, Called: business, CallStatus: 'ringing', Direction: 'inbound', ApiVersion: '2010-04-01', ForwardedFrom: '+12085550155' },
    headers: { 'i-twilio-idempotency-token': expect.any(String) },
  });
});

test.each([
  ['no-answer', { DialCallStatus: 'no-answer', DialBridged: 'false' }],
  ['busy', { DialCallStatus: 'busy', DialBridged: 'false' }],
  ['failed', { DialCallStatus: 'failed', DialBridged: 'false' }],
  ['voicemail', { DialCallStatus: 'completed', DialBridged: 'false' }],
  ['caller-hangs-up', { DialCallStatus: 'canceled', DialBridged: 'false', CallStatus: 'completed' }],
  ['person', { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '5' }],
])('a callee that is %s is told to the Dial action, then to the StatusCallback', async (callee, expected) => {
  app.on('/accept', '<Response/>');
  const { sid } = await call({ callee });
  const action = await app.wait('/action');
  expect(action).toMatchObject({ path: '/action?call=1&v=2', signed: true, params: { ...expected, CallSid: sid, DialCallSid: expect.stringMatching(/^CA/) } });
  expect(await app.wait('/call-status')).toMatchObject({ signed: true, params: { CallSid: sid, CallStatus: 'completed', CallDuration: expect.stringMatching(/^\d+$/) } });
  expect(await ended(sid)).toMatchObject({ finished: true, status: 'completed' });
});

test('a caller who leaves unnoticed is told by the StatusCallback alone', async () => {
  const { sid } = await call({ callee: 'caller-hangs-up-silent' });
  expect((await app.wait('/call-status')).params).toMatchObject({ CallSid: sid, CallStatus: 'completed' });
  expect(app.at('/action')).toHaveLength(0);
});

test('screening runs on the callee’s leg and names its parent', async () => {
  const { sid } = await call({ callee: 'person' });
  expect((await app.wait('/screen')).params).toMatchObject({ ParentCallSid: sid, To: plumber, Direction: 'outbound-dial', CallStatus: 'in-progress' });
  expect((await app.wait('/accept')).params).toMatchObject({ Digits: '1', ParentCallSid: sid });
});

test('screening without a Hangup bridges even voicemail', async () => {
  app.on('/screen', '<Response><Gather action="/accept"><Say>Press 1.</Say></Gather></Response>');
  await call({ callee: 'voicemail' });
  expect((await app.wait('/action')).params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' });
});

test('a person drives the call: answers, presses 1, talks, hangs up', async () => {
  const { sid } = await live();
  await reaches(sid, (view) => view.dial?.phase === 'ringing');
  await press(sid, 'answer');
  await reaches(sid, (view) => view.dial?.phase === 'screening');
  await press(sid, 'press', { digits: '1' });
  await reaches(sid, (view) => view.dial?.phase === 'bridged');
  await press(sid, 'hangup', { by: 'callee' });
  expect((await app.wait('/action')).params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' });
  await ended(sid);
  await expect(press(sid, 'answer')).rejects.toThrow('409');
});

test.each([
  ['decline', undefined, 'busy'],
  ['ring-out', undefined, 'no-answer'],
  ['hangup', { by: 'caller' }, 'canceled'],
])('%s while it rings ends the ringing at once', async (path, body, status) => {
  const { sid } = await live();
  await reaches(sid, (view) => view.dial?.phase === 'ringing');
  await press(sid, path, body);
  expect((await app.wait('/action')).params.DialCallStatus).toBe(status);
});

test('an action that says something is heard by the caller', async () => {
  app.on('/action', '<Response><Say>We will text you &amp; call back.</Say><Hangup/></Response>');
  const { sid } = await call({ callee: 'no-answer' });
  expect((await ended(sid)).heard).toContainEqual({ leg: 'caller', text: 'We will text you & call back.' });
});

test('when the VoiceUrl fails, the fallback gets the error and the URL that failed', async () => {
  app.on('/voice', { status: 500 });
  await call({ callee: 'no-answer' });
  expect((await app.wait('/voice-fallback')).params).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${app.url}/voice`, CallStatus: 'ringing' });
  expect(app.at('/voice')).toHaveLength(1);
});

test('TwiML that is no XML goes to the fallback with 12100', async () => {
  app.on('/voice', '<Response><Say>unclosed</Response>');
  await call();
  expect((await app.wait('/voice-fallback')).params.ErrorCode).toBe('12100');
});

test('Reject ends the call busy', async () => {
  app.on('/voice', '<Response><Reject reason="busy"/></Response>');
  const { sid } = await call();
  expect((await app.wait('/call-status')).params.CallStatus).toBe('busy');
  expect((await ended(sid)).status).toBe('busy');
});

test('Redirect leads to the next document', async () => {
  app.on('/voice', '<Response><Redirect>/next</Redirect></Response>');
  await call();
  expect((await app.wait('/next')).signed).toBe(true);
});

test('a number’s own status callbacks come with the parent’s sid', async () => {
  app.on('/voice', `<Response><Dial action="/action"><Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">${plumber}</Number></Dial></Response>`);
  const { sid } = await call({ callee: 'no-answer' });
  await app.wait('/leg', 3);
  expect(app.at('/leg').map(({ params }) => params.CallStatus).sort()).toEqual(['initiated', 'no-answer', 'ringing']);
  expect(app.at('/leg')[0]!.params.ParentCallSid).toBe(sid);
});

describe('machine detection', () => {
  const detecting = (attributes: string) => app.on('/voice', `<Response><Dial action="/action">${attributes}</Dial></Response>`);
  const number = (attributes: string) => `<Number ${attributes}>${plumber}</Number>`;

  test.each([
    ['a person', 'answer', undefined, 'human'],
    ['a voicemail', 'voicemail', undefined, 'machine_start'],
    ['somebody who cannot be told from a machine', 'answer', { detectedAs: 'unknown' }, 'unknown'],
  ])('of %s is reported while the two are connected, with what Twilio documents and no more', async (_who, path, body, answeredBy) => {
    detecting(number('machineDetection="Enable" amdStatusCallback="/heard?call=1&amp;v=2" amdStatusCallbackMethod="POST"'));
    const { sid } = await live();
    await press(sid, path, body);
    const { path: called, params, signed } = await app.wait('/heard');
    const { dial, dials } = await reaches(sid, (view) => view.dial?.phase === 'bridged');
    expect([called, signed, dial?.to]).toEqual(['/heard?call=1&v=2', true, plumber]);
    expect(params).toEqual({ CallSid: dials[0]?.sid, AccountSid: accountSid, AnsweredBy: answeredBy, MachineDetectionDuration: expect.stringMatching(/^\d+$/) });
    await press(sid, 'hangup');
  });

  test('happens only where the Number asks for it', async () => {
    detecting(number('amdStatusCallback="/heard"'));
    await ended((await call({ callee: 'person' })).sid);
    await idle(simulator);
    expect(app.at('/heard')).toEqual([]);
  });

  test('of several numbers is reported of the leg that answered', async () => {
    const asking = 'machineDetection="Enable" amdStatusCallback="/heard"';
    detecting(`${number(asking)}<Number ${asking}>+12085550178</Number>`);
    const { sid } = await live();
    await press(sid, 'voicemail', { to: '+12085550178' });
    const { params } = await app.wait('/heard');
    const { dials } = await control(simulator, 'GET', `/calls/${sid}`);
    expect(dials.find((leg) => leg.to === '+12085550178')?.sid).toBe(params.CallSid);
    await press(sid, 'hangup');
    await idle(simulator);
    expect(app.at('/heard')).toHaveLength(1);
  });
});

test('twilio-node reads calls and their dialled legs', async () => {
  const { sid } = await call({ callee: 'busy' });
  await ended(sid);
  const client = twilioClient(simulator);
  expect(await client.calls(sid).fetch()).toMatchObject({ status: 'completed', direction: 'inbound', from: customer });
  const [child] = await client.calls.list({ parentCallSid: sid });
  expect(child).toMatchObject({ parentCallSid: sid, to: plumber, status: 'busy', direction: 'outbound-dial' });
});

describe('several numbers of one Dial', () => {
  const [van, office] = [plumber, '+12085550178'];
  const both = (url: string) => `<Response><Dial timeout="20" action="/action" answerOnBridge="true"><Number${url}>${van}</Number><Number${url}>${office}</Number></Dial></Response>`;
  const ringing = (view: CallView) => view.dials.map(({ phase }) => phase).join() === 'ringing,ringing';

  test('ring at once; who comes through first is bridged, and the other stops ringing', async () => {
    app.on('/voice', both(''));
    const { sid } = await live();
    await reaches(sid, ringing);
    await press(sid, 'answer', { to: office });
    const view = await reaches(sid, ({ dial }) => dial?.phase === 'bridged');
    expect(view.dial).toMatchObject({ to: office });
    await press(sid, 'hangup', { by: 'callee' });
    expect((await app.wait('/action')).params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: view.dials[1]!.sid });
    expect((await ended(sid)).dials).toMatchObject([{ to: van, status: 'canceled' }, { to: office, status: 'completed' }]);
  });

  test('a voicemail that one of them reaches does not keep the other from taking the call', async () => {
    app.on('/voice', both(' url="/screen"'));
    const { sid } = await live();
    await reaches(sid, ringing);
    await press(sid, 'voicemail', { to: van });
    await reaches(sid, ({ dials }) => dials[0]!.phase === 'screening');
    await press(sid, 'voicemail');
    await reaches(sid, ({ dials }) => dials[0]!.phase === 'ended' && dials[1]!.phase === 'ringing');
    await press(sid, 'answer', { to: office });
    await reaches(sid, ({ dials }) => dials[1]!.phase === 'screening');
    await press(sid, 'press', { digits: '1' });
    await reaches(sid, ({ dials }) => dials[1]!.phase === 'bridged');
    await press(sid, 'hangup', { by: 'callee' });
    expect((await app.wait('/action')).params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' });
  });

  test('one that declines leaves the other ringing; nobody at all is no-answer', async () => {
    app.on('/voice', both(''));
    const { sid } = await live();
    await reaches(sid, ringing);
    await press(sid, 'decline', { to: van });
    await reaches(sid, ({ dials }) => dials[0]!.phase === 'ended' && dials[1]!.phase === 'ringing');
    await press(sid, 'ring-out');
    expect((await app.wait('/action')).params).toMatchObject({ DialCallStatus: 'no-answer', DialBridged: 'false' });
  });
});

test('webhooks carry JSON where that is set, signed by the hash in their URL', async () => {
  await control(simulator, 'PUT', '/settings', { webhookBody: 'json' });
  const { sid } = await call({ callee: 'no-answer' });
  const asked = await app.wait('/voice');
  expect(asked).toMatchObject({ signed: true, path: expect.stringMatching(/^\/voice\?bodySHA256=[0-9a-f]{64}$/), headers: { 'content-type': 'application/json' }, params: { CallSid: sid, To: business } });
});
