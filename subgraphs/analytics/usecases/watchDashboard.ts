import { checkRange } from '../../../platform/graphql/dateRange';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../context';
import { type DashboardView, readDashboard } from './readDashboard';

/** Changes within so long of each other are told together. */
const pauseMillis = 250;

/** The dashboard at once, then anew after changes, at most every 250 ms. Refuses a range as `checkRange` does. */
export async function watchDashboard(context: Context, range: { start: Date; end: Date }): Promise<AsyncIterableIterator<DashboardView>> {
  checkRange('range', range);
  // Follow first, then read: a change between the two is told again rather than lost.
  const events = await context.follow();
  let changed = true;
  const ended = new AbortController();
  let failure: unknown = null;
  let wake: () => void = () => undefined;
  // Events are taken from the feed as they come, however slow the reader: a dashboard needs none of them twice.
  void (async () => {
    try {
      for await (const event of events) {
        if (event.live?.type !== 'DASHBOARD_UPDATE') continue;
        changed = true;
        wake();
      }
    } catch (error) {
      failure = error;
    }
    ended.abort();
    wake();
  })();
  let lastAt = -Infinity;

  const stop = async (): Promise<IteratorResult<DashboardView>> => {
    ended.abort();
    wake();
    await events.return?.();
    return { done: true, value: undefined };
  };
  const views: AsyncIterableIterator<DashboardView> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next(): Promise<IteratorResult<DashboardView>> {
      while (!ended.signal.aborted && !changed) await new Promise<void>((resolve) => (wake = resolve));
      const wait = lastAt + pauseMillis - performance.now();
      if (wait > 0) await pause(wait, undefined, { signal: ended.signal }).catch(() => undefined);
      if (failure !== null) throw failure;
      if (ended.signal.aborted) return { done: true, value: undefined };
      changed = false;
      lastAt = performance.now();
      return { done: false, value: await readDashboard(context, range) };
    },
    return: stop,
    async throw(error) {
      await stop();
      throw error;
    },
  };
  return views;
}
