import { createClient } from '../client';
import { NeverMissCallError } from '../errors';
import { EventCursorDocument } from '../generated/operations.generated';
import { createSession, memoryStorage } from '../session';
import { webStorage } from '../webStorage';
import { type EventServer, startEventServer } from './eventServer';

let server: EventServer;
beforeEach(async () => {
  server = await startEventServer();
});
afterEach(() => server.stop());

const credentials = { email: 'ana@example.com', password: 'right' };

/** A browser with its tabs' shared storage, without locks: the worst case. */
function tabs() {
  const kept = new Map<string, string>();
  const listeners = new Set<(event: { key: string | null }) => void>();
  const tab = () => webStorage({
    localStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    navigator: {},
    addEventListener: (_, listener) => listeners.add(listener),
    removeEventListener: (_, listener) => listeners.delete(listener),
  });
  return { tab, tell: () => listeners.forEach((listener) => listener({ key: null })) };
}

test('a refusal comes as a typed error with code, details and request id', async () => {
  const session = createSession({ url: server.url, storage: memoryStorage() });
  await expect(session.login({ ...credentials, password: 'wrong' })).rejects.toMatchObject({ code: 'AUTH_CREDENTIALS_INVALID', requestId: 'request-1', details: { field: 'x' } });
});

test('a server that cannot be reached is a NETWORK_ERROR', async () => {
  const client = createClient({ url: 'http://127.0.0.1:1/graphql', getAccessToken: () => null });
  await expect(client.query(EventCursorDocument, {})).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
});

test('requests that find the token expired share one refresh and are sent again', async () => {
  const session = createSession({ url: server.url, storage: memoryStorage() });
  const { accessToken } = await session.login(credentials);
  server.expired.add(accessToken);
  const client = createClient({ url: server.url, getAccessToken: session.accessToken, refresh: session.refresh });
  const answers = await Promise.all([1, 2, 3].map(() => client.query(EventCursorDocument, {})));
  expect(answers.map((answer) => answer.eventCursor)).toEqual(['0', '0', '0']);
  expect(server.counts.refreshes).toBe(1);
});

test('a session that ended on the server is told', async () => {
  let ended = 0;
  const client = createClient({ url: server.url, getAccessToken: () => 'revoked', onSessionEnded: () => (ended += 1) });
  await expect(client.query(EventCursorDocument, {})).rejects.toBeInstanceOf(NeverMissCallError);
  expect(ended).toBe(1);
});

test('a tab takes the tokens that another tab has renewed instead of renewing again', async () => {
  const browser = tabs();
  const first = createSession({ url: server.url, storage: browser.tab() });
  await first.login(credentials);
  const second = createSession({ url: server.url, storage: browser.tab() });
  const renewed = await first.refresh();
  expect((await second.refresh()).accessToken).toBe(renewed.accessToken);
  expect(server.counts.refreshes).toBe(1);
});

test('two tabs that renew at once both end with the tokens that are stored', async () => {
  const browser = tabs();
  const first = createSession({ url: server.url, storage: browser.tab() });
  await first.login(credentials);
  const second = createSession({ url: server.url, storage: browser.tab() });
  await Promise.all([first.refresh(), second.refresh()]);
  browser.tell();
  expect(first.current()).toEqual(second.current());
});

test('logging out forgets the session here and in the other tabs', async () => {
  const browser = tabs();
  const [first, second] = [createSession({ url: server.url, storage: browser.tab() }), createSession({ url: server.url, storage: browser.tab() })];
  await first.login(credentials);
  browser.tell();
  expect(second.current()).not.toBeNull();
  await first.logout();
  browser.tell();
  expect(second.current()).toBeNull();
  expect(await second.accessToken()).toBeNull();
});
