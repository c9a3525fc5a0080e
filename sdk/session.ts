/** A person's session: logs in, keeps the tokens, renews them in time, logs out. Several tabs may share one. */
import { NeverMissCallError, endsSession } from './errors';
import { LoginDocument, LogoutDocument, RefreshSessionDocument, type LoginInput, type SessionFragment } from './generated/operations.generated';
import { sendRequest } from './request';

/** What is kept of a session between visits. */
export type StoredSession = SessionFragment;

/** Where a session is kept. */
export interface SessionStorage {
  read(): StoredSession | null;
  /** Null forgets it. */
  write(session: StoredSession | null): void;
  /** Runs the work while no other tab runs its own, where the platform can do that. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Another tab wrote; returns how to stop listening. */
  onChange(listener: () => void): () => void;
}

export interface Session {
  current(): StoredSession | null;
  /** @throws NeverMissCallError AUTH_CREDENTIALS_INVALID for a wrong pair */
  login(input: LoginInput): Promise<StoredSession>;
  /** Gets new tokens, unless another tab just did. @throws NeverMissCallError AUTH_TOKEN_INVALID when the session is over */
  refresh(): Promise<StoredSession>;
  /** Ends the session here and on the server; here also when the server cannot be reached. */
  logout(): Promise<void>;
  /** Drops the tokens without a word to the server, which has ended the session. */
  forget(): void;
  /** A token that is good for some seconds more, renewed first where need be; null when nobody is logged in. */
  accessToken(): Promise<string | null>;
  /** Told whenever somebody logs in or out, in another tab too; returns how to stop listening. */
  onChange(listener: (session: StoredSession | null) => void): () => void;
}

/** A token with less time left than this is renewed before it is used. */
const marginMs = 10_000;

export function createSession(options: { url: string; storage: SessionStorage }): Session {
  const { url, storage } = options;
  const listeners = new Set<(session: StoredSession | null) => void>();
  let refreshing: Promise<StoredSession> | null = null;
  let known = storage.read();

  storage.onChange(() => tell(storage.read()));

  function keep(session: StoredSession | null): void {
    storage.write(session);
    tell(session);
  }

  function tell(session: StoredSession | null): void {
    known = session;
    for (const listener of [...listeners]) listener(session);
  }

  async function renew(stale: StoredSession | null): Promise<StoredSession> {
    const stored = storage.read();
    if (!stored) throw new NeverMissCallError('AUTH_TOKEN_INVALID', 'Nobody is logged in.');
    if (stored.accessToken !== stale?.accessToken && isFresh(stored)) {
      tell(stored);
      return stored;
    }
    try {
      const { refreshSession } = await sendRequest(url, RefreshSessionDocument, { refreshToken: stored.refreshToken }, null);
      keep(refreshSession);
      return refreshSession;
    } catch (error) {
      if (!endsSession(error)) throw error;
      const other = storage.read();
      if (other && other.refreshToken !== stored.refreshToken) {
        tell(other);
        return other;
      }
      keep(null);
      throw error;
    }
  }

  function refresh(): Promise<StoredSession> {
    const stale = known;
    refreshing ??= storage.exclusively(() => renew(stale)).finally(() => (refreshing = null));
    return refreshing;
  }

  return {
    current: () => known,
    async login(input) {
      const { login } = await sendRequest(url, LoginDocument, { input }, null);
      keep(login);
      return login;
    },
    refresh,
    async logout() {
      const token = known?.accessToken;
      keep(null);
      if (token) await sendRequest(url, LogoutDocument, {}, token).catch(() => undefined);
    },
    forget: () => keep(null),
    async accessToken() {
      if (!known) return null;
      if (isFresh(known)) return known.accessToken;
      try {
        return (await refresh()).accessToken;
      } catch (error) {
        if (endsSession(error)) return null;
        throw error;
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isFresh(session: StoredSession): boolean {
  return Date.parse(session.expiresAt) - Date.now() > marginMs;
}

/** Keeps a session for as long as the process lives. */
export function memoryStorage(): SessionStorage {
  let kept: StoredSession | null = null;
  return {
    read: () => kept,
    write: (session) => {
      kept = session;
    },
    exclusively: (work) => work(),
    onChange: () => () => undefined,
  };
}
