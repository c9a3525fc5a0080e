/** The feed for components: read with `useFeed(select)`, act with `useActions()`. */
import { notifications } from '@mantine/notifications';
import { type ReactNode, createContext, useCallback, useContext, useRef, useState, useSyncExternalStore } from 'react';
import type { Feed } from './feed';
import { wordsFor } from './phases';
import type { State } from './state';

const FeedContext = createContext<Feed | null>(null);

export function FeedProvider({ feed, children }: { feed: Feed; children: ReactNode }) {
  return <FeedContext value={feed}>{children}</FeedContext>;
}

export function useActions(): Feed {
  const feed = useContext(FeedContext);
  if (!feed) throw new Error('No FeedProvider above.');
  return feed;
}

/** @param select must give the same object for the same state */
export function useFeed<Part>(select: (state: State) => Part): Part {
  const feed = useActions();
  return useSyncExternalStore(feed.subscribe, () => select(feed.get()));
}

/** Runs what the user asked for and shows why it failed, where it does; true when it did not. */
export function useAttempt(): (work: () => Promise<unknown>) => Promise<boolean> {
  return useCallback(async (work) => {
    try {
      await work();
      return true;
    } catch (error) {
      notifications.show({ color: 'red', title: 'That did not work', message: wordsFor(error) });
      return false;
    }
  }, []);
}

/**
 * `useAttempt` for buttons: one act at a time, and `busy` for `aria-disabled`. A button that is `disabled` while it
 * acts would lose the keyboard's place.
 */
export function useOneAct(): { busy: boolean; act: (work: () => Promise<unknown>) => Promise<boolean> } {
  const attempt = useAttempt();
  const acting = useRef(false);
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>) => {
    if (acting.current) return false;
    acting.current = true;
    setBusy(true);
    const done = await attempt(work);
    acting.current = false;
    setBusy(false);
    return done;
  };
  return { busy, act };
}
