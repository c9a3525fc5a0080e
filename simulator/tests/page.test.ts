import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountSid, authToken, business, control, customer, type TextView, wiredPair } from './app';
import { startSimulator } from '../server';

const { app, simulator } = wiredPair();

test('the page has every handle tests and keyboards need', async () => {
  const response = await fetch(simulator.url);
  expect(response.headers.get('content-type')).toContain('text/html');
  const html = await response.text();
  for (const id of ['customer-number', 'business-number', 'call-button', 'hangup-button', 'call-state', 'thread', 'composer', 'send-button', 'callee-answer', 'callee-press', 'callee-decline', 'callee-voicemail', 'ring-out'])
    expect(html).toContain(`data-testid="${id}"`);
  for (const asset of ['/phone.js', '/phone.css']) expect((await fetch(simulator.url + asset)).status).toBe(200);
});

test('the stream tells of a text as it arrives', async () => {
  const stop = new AbortController();
  const response = await fetch(`${simulator.url}/control/stream?phone=${encodeURIComponent(customer)}`, { signal: stop.signal });
  await control(simulator, 'POST', '/texts', { from: customer, to: business, body: 'live' });
  let seen = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    seen += decoder.decode(chunk as Uint8Array, { stream: true });
    if (seen.includes('"body":"live"')) break;
  }
  stop.abort();
  expect(seen).toContain('event: message');
});

test('a misspelt control request is refused, not ignored', async () => {
  await expect(control(simulator, 'POST', '/calls', { from: customer, to: business, calee: 'busy' })).rejects.toThrow('400');
  await expect(control(simulator, 'GET', '/calls/CA00')).rejects.toThrow('404');
});

test('numbers, opt-outs and texts outlive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  const options = { port: 0, accountSid, authToken, stateFile: join(folder, 'state.json') };
  const first = await startSimulator(options);
  await control(first, 'PUT', `/numbers/${encodeURIComponent('+12085550111')}`, { smsUrl: `${app.url}/sms` });
  await control(first, 'POST', '/texts', { from: customer, to: '+12085550111', body: 'STOP' });
  const texts = await control<TextView[]>(first, 'GET', `/messages?phone=${encodeURIComponent(customer)}`);
  await first.close();
  const second = await startSimulator(options);
  expect(await control(second, 'GET', '/numbers')).toEqual([expect.objectContaining({ e164: '+12085550111', smsUrl: `${app.url}/sms` })]);
  expect(texts.map(({ body }) => body)).toEqual(['STOP', expect.stringContaining('unsubscribed')]);
  expect(await control(second, 'GET', `/messages?phone=${encodeURIComponent(customer)}`)).toEqual(texts);
  await control(second, 'POST', '/texts', { from: customer, to: '+12085550111', body: 'STOP' });
  expect(await control(second, 'GET', `/messages?phone=${encodeURIComponent(customer)}`)).toHaveLength(3);
  await second.close();
  await rm(folder, { recursive: true });
});
