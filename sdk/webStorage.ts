/** Keeps a session in the browser, for every tab of the site. */
import type { SessionStorage, StoredSession } from './session';

interface Browser {
  localStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void };
  /** Missing where the page does not come over https or from this machine. */
  navigator: { locks?: { request(name: string, work: () => Promise<unknown>): Promise<unknown> } };
  addEventListener(type: 'storage', listener: (event: { key: string | null }) => void): void;
  removeEventListener(type: 'storage', listener: (event: { key: string | null }) => void): void;
}

const key = 'nevermisscall.session';

/** @param browser `window` */
export function webStorage(browser: Browser): SessionStorage {
  return {
    read() {
      try {
        return JSON.parse(browser.localStorage.getItem(key) ?? 'null') as StoredSession | null;
      } catch {
        return null;
      }
    },
    write(session) {
      if (session) browser.localStorage.setItem(key, JSON.stringify(session));
      else browser.localStorage.removeItem(key);
    },
    async exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
      const locks = browser.navigator.locks;
      return locks ? ((await locks.request(key, work)) as Result) : work();
    },
    onChange(listener) {
      const heard = (event: { key: string | null }) => {
        if (event.key === key || event.key === null) listener();
      };
      browser.addEventListener('storage', heard);
      return () => browser.removeEventListener('storage', heard);
    },
  };
}
