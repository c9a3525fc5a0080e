/** The page's session and client, against the server that the page came from. */
import { type Client, createClient } from '../../sdk/client';
import { type Session, createSession } from '../../sdk/session';
import { webStorage } from '../../sdk/webStorage';

export function connect(): { client: Client; session: Session } {
  const url = new URL('/graphql', window.location.href).href;
  const session = createSession({ url, storage: webStorage(window) });
  const client = createClient({ url, getAccessToken: session.accessToken, refresh: session.refresh, onSessionEnded: session.forget });
  window.addEventListener('online', client.reconnectNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') client.reconnectNow();
  });
  return { client, session };
}
