/** The session for components. */
import { type ReactNode, createContext, useContext } from 'react';
import type { Session } from '../../../sdk/session';

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('No SessionProvider above.');
  return session;
}
