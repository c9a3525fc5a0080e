import { business, control, customer, idle, twilioClient, wiredPair, type TextView } from './app';

const { app, simulator } = wiredPair();

const send = (changes: Record<string, unknown> = {}) => twilioClient(simulator).messages.create({ to: customer, from: business, body: 'Hello', ...changes });

test('twilio-node sends a text and reads it back in Twilio’s shape', async () => {
  const message = await send({ statusCallback: `${app.url}/status`, validityPeriod: 300, smartEncoded: true, body: 'It’s us' });
  expect(message).toMatchObject({ sid: expect.stringMatching(/^SM[0-9a-f]{32}$/), status: 'queued', numSegments: '1', direction: 'outbound-api', body: "It's us", errorCode: null, dateSent: null });
  expect(message.dateCreated).toBeInstanceOf(Date);
  expect((await twilioClient(simulator).messages(message.sid).fetch()).sid).toBe(message.sid);
});

test('a text goes from queued over sent to delivered, each with a signed callback', async () => {
  const message = await send({ statusCallback: `${app.url}/status?messageId=7#rc=3&rp=all` });
  await app.wait('/status', 2);
  const callbacks = app.at('/status');
  expect(callbacks.map(({ params }) => params.MessageStatus).sort()).toEqual(['delivered', 'sent']);
  for (const callback of callbacks) {
    expect(callback).toMatchObject({ path: '/status?messageId=7', signed: true, params: { MessageSid: message.sid, To: customer, From: business, ApiVersion: '2010-04-01' } });
  }
  expect((await twilioClient(simulator).messages(message.sid).fetch()).status).toBe('delivered');
});

test('a phone out of reach ends as undelivered with its error code', async () => {
  await control(simulator, 'PUT', `/phones/${encodeURIComponent(customer)}`, { delivery: 'undelivered', errorCode: 30003 });
  await send({ statusCallback: `${app.url}/status` });
  await app.wait('/status', 2);
  expect(app.at('/status').find(({ params }) => params.MessageStatus === 'undelivered')?.params.ErrorCode).toBe('30003');
});

test('a text that is not sent within its ValidityPeriod has failed with 30036', async () => {
  await control(simulator, 'PUT', '/settings', { sentDelayMs: 1_500 });
  await Promise.all([send({ statusCallback: `${app.url}/status`, validityPeriod: 1 }), send({ statusCallback: `${app.url}/status`, validityPeriod: 60, body: 'in time' })]);
  await app.wait('/status', 3);
  expect(app.at('/status').map(({ params }) => `${params.MessageStatus} ${params.ErrorCode ?? ''}`.trim()).sort()).toEqual(['delivered', 'failed 30036', 'sent']);
});

test.each([
  ['an invalid recipient', { to: '12' }, 21211],
  ['no body', { body: undefined }, 21602],
  ['no sender', { from: undefined }, 21603],
  ['a sender that is not ours', { from: '+12085559999' }, 21606],
  ['a body over 1600 characters', { body: 'x'.repeat(1601) }, 21617],
  ['a region that is not enabled', { to: '+447700900123' }, 21408],
  ['a callback that is no URL', { statusCallback: 'nowhere' }, 21609],
  ['a value that is not listed', { contentRetention: 'forever' }, 20001],
])('refuses %s as Twilio does', async (_name, changes, code) => {
  // twilio-node itself insists on some of these; past it, the wire decides.
  const form = new URLSearchParams();
  const parameters = { To: customer, From: business, Body: 'Hello' } as Record<string, string>;
  for (const [name, value] of Object.entries(changes)) {
    const wire = name[0]!.toUpperCase() + name.slice(1);
    if (value === undefined) delete parameters[wire];
    else parameters[wire] = value;
  }
  for (const [name, value] of Object.entries(parameters)) form.set(name, value);
  const response = await post(form);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code, status: 400, more_info: `https://www.twilio.com/docs/errors/${code}`, message: expect.any(String) });
});

test('refuses a parameter Twilio does not know', async () => {
  const response = await post(new URLSearchParams({ To: customer, From: business, Body: 'x', Boddy: 'y' }));
  expect(response.status).toBe(400);
});

test('refuses a wrong token with 401 and code 20003', async () => {
  await expect(twilioClient(simulator, { token: 'wrong' }).messages.create({ to: customer, from: business, body: 'x' })).rejects.toMatchObject({ status: 401, code: 20003 });
});

test('an unknown message is 404 with code 20404', async () => {
  await expect(twilioClient(simulator).messages('SM00').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
});

test('after STOP the recipient gets nothing more from that number, until START', async () => {
  await control(simulator, 'POST', '/texts', { from: customer, to: business, body: 'Stop ' });
  await expect(send()).rejects.toMatchObject({ status: 400, code: 21610 });
  await control(simulator, 'POST', '/texts', { from: customer, to: business, body: 'START' });
  await expect(send()).resolves.toMatchObject({ status: 'queued' });
});

test('the carrier itself answers STOP, START and HELP, each once, as Twilio does by default; told not to, it is silent', async () => {
  const saidTo = async (phone: string, ...words: string[]) => {
    for (const body of words) await control(simulator, 'POST', '/texts', { from: phone, to: business, body });
    const texts = await control<TextView[]>(simulator, 'GET', `/messages?phone=${encodeURIComponent(phone)}`);
    return texts.filter(({ direction }) => direction === 'outbound-reply').map(({ body }) => body);
  };
  expect(await saidTo(customer, 'help', 'STOP', 'stop', 'START', 'start', 'yes')).toEqual([
    expect.stringMatching(/^Reply STOP to unsubscribe/), expect.stringMatching(/successfully been unsubscribed/), expect.stringMatching(/successfully been re-subscribed/),
  ]);
  await control(simulator, 'PUT', '/settings', { carrierReplies: false });
  expect(await saidTo('+12085550144', 'HELP', 'STOP', 'START')).toEqual([]);
});

test('a new message is read at once by its sid and appears in lists only after the lag', async () => {
  await control(simulator, 'PUT', '/settings', { listLagMs: 300 });
  const began = Date.now();
  const client = twilioClient(simulator);
  const { sid } = await send();
  await expect(client.messages(sid).fetch()).resolves.toMatchObject({ sid });
  const listed = async () => (await client.messages.list({ to: customer, from: business })).some((message) => message.sid === sid);
  while (!(await listed())) if (Date.now() - began > 30_000) throw new Error('never listed');
  expect(Date.now() - began).toBeGreaterThanOrEqual(290);
});

test('lists are filtered by parties and dates, newest first, and paged', async () => {
  const client = twilioClient(simulator);
  const before = new Date(Date.now() - 60_000);
  for (const body of ['one', 'two', 'three']) await send({ body });
  await send({ to: '+12085550143', body: 'other' });
  await idle(simulator);
  const bodies = async (filter: Parameters<typeof client.messages.list>[0]) => (await client.messages.list({ to: customer, ...(filter as object) })).map((message) => message.body);
  expect(await bodies({ from: business, pageSize: 2 })).toEqual(['three', 'two', 'one']);
  expect(await bodies({ dateSentAfter: before })).toHaveLength(3);
  expect(await bodies({ dateSentBefore: before })).toHaveLength(0);
  expect(await bodies({ dateSent: new Date() })).toHaveLength(3);
  expect((await client.messages.list({ limit: 2 })).map((message) => message.body)).toEqual(['other', 'three']);
});

test('segments are counted in GSM-7 and UCS-2', async () => {
  expect((await send({ body: 'a'.repeat(160) })).numSegments).toBe('1');
  expect((await send({ body: 'a'.repeat(161) })).numSegments).toBe('2');
  expect((await send({ body: '€'.repeat(81) })).numSegments).toBe('2');
  expect((await send({ body: 'ж'.repeat(71) })).numSegments).toBe('2');
  expect((await send({ body: `${'a'.repeat(152)}€${'a'.repeat(152)}` })).numSegments).toBe('3');
  expect((await send({ body: `${'ж'.repeat(66)}😀${'ж'.repeat(66)}` })).numSegments).toBe('3');
});

test('the outbox shows every accepted text with its moment and callback', async () => {
  const began = Date.now();
  const { sid } = await send({ statusCallback: `${app.url}/status?m=1` });
  expect(await control(simulator, 'GET', `/outbox?since=${began}`)).toEqual([expect.objectContaining({ sid, to: customer, from: business, body: 'Hello', statusCallback: `${app.url}/status?m=1`, acceptedAt: expect.any(Number) })]);
  expect(await control(simulator, 'GET', `/outbox?since=${Date.now() + 1}`)).toEqual([]);
});

test('numbers are found by their digits and their URLs changed', async () => {
  const client = twilioClient(simulator);
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: business });
  expect(number).toMatchObject({ phoneNumber: business, smsUrl: `${app.url}/sms`, sid: expect.stringMatching(/^PN/) });
  const changed = await client.incomingPhoneNumbers(number!.sid).update({ smsFallbackUrl: `${app.url}/other` });
  expect(changed).toMatchObject({ smsFallbackUrl: `${app.url}/other`, voiceUrl: `${app.url}/voice` });
  await client.incomingPhoneNumbers(number!.sid).update({ smsFallbackUrl: `${app.url}/sms-fallback` });
});

test('a number is searched, bought with its URLs, and refused to the next buyer', async () => {
  const client = twilioClient(simulator);
  const [free] = await client.availablePhoneNumbers('US').local.list({ areaCode: 208, limit: 1 });
  const bought = await client.incomingPhoneNumbers.create({ phoneNumber: free!.phoneNumber, smsUrl: `${app.url}/sms` });
  expect(bought.smsUrl).toBe(`${app.url}/sms`);
  await expect(client.incomingPhoneNumbers.create({ phoneNumber: free!.phoneNumber })).rejects.toMatchObject({ code: 21422 });
  await client.incomingPhoneNumbers(bought.sid).remove();
});

function post(form: URLSearchParams) {
  const credentials = Buffer.from(`AC${'1'.repeat(32)}:a-token-of-tests`).toString('base64');
  return fetch(`${simulator.url}/2010-04-01/Accounts/AC${'1'.repeat(32)}/Messages.json`, { method: 'POST', headers: { authorization: `Basic ${credentials}` }, body: form });
}
