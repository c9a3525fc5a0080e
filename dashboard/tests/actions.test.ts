import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '../../sdk/client';
import { createActions } from '../src/feed/actions';
import { noThread } from '../src/feed/state';
import { createStore } from '../src/feed/store';
import { conversation, message, state } from './samples';

/** Operations as they arrived, and the keys of texts. */
let asked: string[] = [];
let keys: string[] = [];
let sent: object;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: { input: { idempotencyKey: string } } };
      keys.push(variables.input.idempotencyKey);
      asked.push(/^mutation (\w+)/.exec(query)?.[1] ?? query);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { sendMessage: sent } }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
  keys = [];
});

const { customer: _customer, messages: _messages, lead: _lead, appointment: _appointment, ...theState } = conversation();

/** The owner has a conversation open that the AI handles. */
function opened() {
  const { customer, ...details } = conversation();
  const thread = { ...noThread, phase: { kind: 'ready' } as const, details: { ...details, resolutionNote: null, createdAt: details.updatedAt, customer: { ...customer, phones: [customer.phone], optedOut: false, addresses: [] }, lead: null, appointment: null } };
  const store = createStore(state({ conversations: { v1: conversation() }, threads: { v1: thread } }));
  const { port } = server.address() as AddressInfo;
  const client = createClient({ url: `http://127.0.0.1:${port}/graphql`, getAccessToken: () => null });
  return { store, actions: createActions(client, store) };
}

test('a text that is refused says why, and leaves the conversation with the AI', async () => {
  sent = { __typename: 'RecipientUnreachable', message: 'The customer asked not to be texted.', reason: 'OPTED_OUT', errorCode: 21610 };
  const { store, actions } = opened();
  actions.keepDraft('v1', { text: 'Hello' });
  await expect(actions.sendDraft('v1')).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE', message: 'The customer asked not to be texted.' });
  expect(asked).toEqual(['SendMessage']);
  expect(store.get().conversations['v1']?.handler).toBe('AI');
});

test('a text that is refused stays written, and is tried again with the key it had; another text has another', async () => {
  sent = { __typename: 'RecipientUnreachable', message: 'Not now.', reason: 'NOT_REGISTERED', errorCode: null };
  const { store, actions } = opened();
  for (const text of ['Hello', 'Hello', 'Hello again']) {
    actions.keepDraft('v1', { text });
    await expect(actions.sendDraft('v1')).rejects.toMatchObject({ message: 'Not now.' });
  }
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
  expect(store.get().drafts['v1']?.text).toBe('Hello again');
});

test('what is written while a text goes out is not lost with it', async () => {
  sent = { __typename: 'Message', ...message('m5', { sender: 'HUMAN', direction: 'OUTBOUND', status: 'QUEUED' }), conversation: theState };
  const { store, actions } = opened();
  actions.keepDraft('v1', { text: 'first' });
  const sending = actions.sendDraft('v1');
  actions.keepDraft('v1', { text: 'second' });
  await sending;
  expect(store.get().drafts['v1']?.text).toBe('second');
});

test('a text that is sent shows in the thread, and the conversation as taken over, at once', async () => {
  const later = '2026-11-20T10:00:05.000Z';
  sent = { __typename: 'Message', ...message('m5', { sender: 'HUMAN', direction: 'OUTBOUND', status: 'QUEUED' }), conversation: { ...theState, handler: 'HUMAN', updatedAt: later } };
  const { store, actions } = opened();
  actions.keepDraft('v1', { text: 'm5 ' });
  await actions.sendDraft('v1');
  expect(asked).toEqual(['SendMessage']);
  expect(store.get().conversations['v1']?.handler).toBe('HUMAN');
  expect(store.get().threads['v1']).toMatchObject({ details: { handler: 'HUMAN' }, messages: [{ id: 'm5', status: 'QUEUED' }] });
  expect(store.get().drafts['v1']?.text).toBe('');
});
