import { business, control, customer, idle, twilioClient, wiredPair, type TextView } from './app';

const { app, simulator } = wiredPair();
beforeEach(() => control(simulator, 'PUT', `/numbers/${encodeURIComponent(business)}`, { smsUrl: `${app.url}/sms` }));

const text = (changes: Record<string, unknown> = {}) => control(simulator, 'POST', '/texts', { from: customer, to: business, body: 'My sink leaks', ...changes });
const sendFaults = (sends: Record<string, number>, more: Record<string, unknown> = {}) => control(simulator, 'PUT', '/faults', { seed: 7, sends, ...more });
const send = (body: string, timeout?: number) => twilioClient(simulator, { timeout }).messages.create({ to: customer, from: business, body });
const outbox = () => control<TextView[]>(simulator, 'GET', '/outbox');

test('an inbound text reaches SmsUrl signed, with Twilio’s parameters and its pictures', async () => {
  const { sid } = await text({ media: 'https://example.com/leak.png' });
  expect(await app.wait('/sms')).toMatchObject({
    signed: true,
    params: { MessageSid: sid, SmsSid: sid, From: customer, To: business, Body: 'My sink leaks', NumMedia: '1', NumSegments: '1', MediaUrl0: 'https://example.com/leak.png', MediaContentType0: 'image/png' },
  });
});

test('a Message in the answer is texted back', async () => {
  app.on('/sms', '<Response><Message>On our way</Message></Response>');
  await text();
  await idle(simulator);
  const thread = await control<TextView[]>(simulator, 'GET', `/messages?phone=${encodeURIComponent(customer)}`);
  expect(thread.map(({ body, direction }) => [body, direction])).toEqual([['My sink leaks', 'inbound'], ['On our way', 'outbound-reply']]);
});

test('#rc and #rp retry a failing server with the same idempotency token, the fragment kept off the wire', async () => {
  await control(simulator, 'PUT', `/numbers/${encodeURIComponent(business)}`, { smsUrl: `${app.url}/sms?x=1#rc=2&rp=all` });
  let asked = 0;
  app.on('/sms', () => (asked++ < 2 ? { status: 503 } : '<Response/>'));
  await text();
  await app.wait('/sms', 3);
  await idle(simulator);
  expect(app.at('/sms').map(({ path, signed }) => [path, signed])).toEqual(Array(3).fill(['/sms?x=1', true]));
  expect(new Set(app.at('/sms').map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(1);
  expect(app.at('/sms-fallback')).toHaveLength(0);
});

test('the record of a webhook says when its first attempt left, and when the last was answered', async () => {
  await control(simulator, 'PUT', `/numbers/${encodeURIComponent(business)}`, { smsUrl: `${app.url}/sms#rc=2&rp=all` });
  const askedAt: number[] = [];
  app.on('/sms', () => (askedAt.push(Date.now()) < 3 ? { status: 503 } : '<Response/>'));
  await text();
  await app.wait('/sms', 3);
  await idle(simulator);
  const [record] = await control<{ sentAt: number; at: number; attempts: number }[]>(simulator, 'GET', '/webhooks');
  expect(record?.attempts).toBe(3);
  expect(record?.sentAt).toBeLessThanOrEqual(askedAt[0] as number);
  expect(record?.at).toBeGreaterThanOrEqual(askedAt[2] as number);
});

test('without overrides a failing server is not asked again, the fallback is', async () => {
  app.on('/sms', { status: 500 });
  await text();
  expect((await app.wait('/sms-fallback')).params).toMatchObject({ ErrorCode: '11200', ErrorUrl: `${app.url}/sms`, Body: 'My sink leaks' });
  expect(app.at('/sms')).toHaveLength(1);
});

test('a server that does not answer in time is given up, with 11205', async () => {
  await control(simulator, 'PUT', `/numbers/${encodeURIComponent(business)}`, { smsUrl: `${app.url}/sms#rt=150` });
  app.on('/sms', 'hang');
  await text();
  expect((await app.wait('/sms-fallback')).params.ErrorCode).toBe('11205');
});

test('429 is refused with Retry-After and sends nothing', async () => {
  await sendFaults({ rate429: 1 });
  const error = await send('a').catch((caught: unknown) => caught);
  expect(error).toMatchObject({ status: 429, code: 20429 });
  expect(await outbox()).toHaveLength(0);
});

test('of two 500s one has sent: only the outbox tells them apart', async () => {
  await sendFaults({ rate500: 1 });
  await expect(send('not sent')).rejects.toMatchObject({ status: 500 });
  await sendFaults({ rate500ButSent: 1 });
  await expect(send('sent')).rejects.toMatchObject({ status: 500 });
  expect((await outbox()).map(({ body }) => body)).toEqual(['sent']);
});

test('of two requests without an answer one has sent', async () => {
  await sendFaults({ rateTimeout: 1 }, { timeoutMs: 50 });
  await expect(send('not sent')).rejects.toThrow();
  await sendFaults({ rateSentWithoutAnswer: 1 }, { timeoutMs: 50 });
  await expect(send('sent')).rejects.toThrow();
  expect((await outbox()).map(({ body }) => body)).toEqual(['sent']);
});

test('the same seed makes the same faults, whatever the order of arrival', async () => {
  const bodies = Array.from({ length: 30 }, (_, index) => `text ${index}`);
  const failures = async (order: string[]) => {
    await sendFaults({ rate429: 0.3, rate500: 0.2 });
    const results = await Promise.all(order.map(async (body) => [body, await send(body).then(() => 201, (error: { status: number }) => error.status)] as const));
    return Object.fromEntries(results.sort());
  };
  const first = await failures(bodies);
  expect(await failures([...bodies].reverse())).toEqual(first);
  expect(new Set(Object.values(first))).toEqual(new Set([201, 429, 500]));
});

test('webhooks are doubled, with one idempotency token, and lost, as the faults say', async () => {
  await control(simulator, 'PUT', '/faults', { webhooks: { duplicateRate: 1 } });
  await text();
  await app.wait('/sms', 2);
  expect(new Set(app.at('/sms').map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(1);
  await control(simulator, 'PUT', '/faults', { webhooks: { dropRate: 1 } });
  await twilioClient(simulator).messages.create({ to: customer, from: business, body: 'x', statusCallback: `${app.url}/status` });
  await idle(simulator);
  expect(app.at('/status')).toHaveLength(0);
  await control(simulator, 'DELETE', '/faults');
  await twilioClient(simulator).messages.create({ to: customer, from: business, body: 'x', statusCallback: `${app.url}/status` });
  await app.wait('/status', 2);
});

test('a webhook held back is overtaken by the next', async () => {
  await control(simulator, 'PUT', '/faults', { seed: 3, webhooks: { reorderRate: 0.5, reorderDelayMs: 1_500 } });
  for (let index = 0; index < 8; index += 1) await twilioClient(simulator).messages.create({ to: customer, from: business, body: `m${index}`, statusCallback: `${app.url}/status?m=${index}` });
  await app.wait('/status', 16);
  const orders = Array.from({ length: 8 }, (_, index) => app.received.filter(({ path }) => path === `/status?m=${index}`).map(({ params }) => params.MessageStatus).join());
  expect(new Set(orders)).toEqual(new Set(['sent,delivered', 'delivered,sent']));
});

test('what has struck is counted by kind, anew with each setting, and can be waited for', async () => {
  const struck = (query: string) => control<{ reached: boolean; struck: Record<string, number> }>(simulator, 'GET', `/faults/struck?${query}`);
  await sendFaults({ rate500: 1 });
  const waiting = struck('kind=rate500&count=2');
  await expect(send('a')).rejects.toMatchObject({ status: 500 });
  await expect(send('b')).rejects.toMatchObject({ status: 500 });
  expect(await waiting).toMatchObject({ reached: true, struck: { rate500: 2, rate429: 0 } });
  await control(simulator, 'PUT', '/faults', { webhooks: { duplicateRate: 1 } });
  await text();
  expect(await struck('kind=webhookDuplicated&count=1')).toMatchObject({ reached: true, struck: { rate500: 0 } });
  await expect(struck('kind=rate404')).rejects.toThrow('400');
});
