/** Log-in for who is not logged in, else the dashboard with a feed of its own for each session. */
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Client } from '../../sdk/client';
import type { Session } from '../../sdk/session';
import { createFeed } from './feed/feed';
import { FeedProvider } from './feed/useFeed';
import { createDashboardRouter } from './router';
import { LoginScreen } from './session/LoginScreen';
import { SessionProvider } from './session/SessionContext';

export function App({ client, session }: { client: Client; session: Session }) {
  const userId = useSyncExternalStore(session.onChange, () => session.current()?.user.id ?? null);
  return <SessionProvider session={session}>{userId ? <Dashboard key={userId} client={client} /> : <LoginScreen />}</SessionProvider>;
}

function Dashboard({ client }: { client: Client }) {
  const feed = useMemo(() => createFeed(client), [client]);
  const router = useMemo(createDashboardRouter, []);
  useEffect(() => feed.open(), [feed]);
  return (
    <FeedProvider feed={feed}>
      <RouterProvider router={router} />
    </FeedProvider>
  );
}
