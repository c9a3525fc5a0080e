/** The feed for components: read with `useFeed(select)`, act with `useActions()`. */
import { notifications } from '@mantine/notifications';
import { type ReactNode, createContext, useCallback, useContext, useSyncExternalStore } from 'react';
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
