import type { LoggedEvent } from './eventLog';

/** The events that pass, in their order. Leaving it leaves the source at once, even while it waits. */
export function filterEvents(events: AsyncIterableIterator<LoggedEvent>, passes: (event: LoggedEvent) => boolean | Promise<boolean>): AsyncIterableIterator<LoggedEvent> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for (;;) {
        const next = await events.next();
        if (next.done || (await passes(next.value))) return next;
      }
    },
    return: (value) => events.return?.(value) ?? Promise.resolve({ done: true, value }),
    throw: (error) => events.throw?.(error) ?? Promise.reject(error),
  };
}
