import { may } from '../../../platform/principal/principal';
import type { Context } from '../context';
import { tell, type ToldEvent } from '../domain/liveEvents';

/**
 * Every event of the caller's business after a cursor that the caller may read and wants, in order, each once, without end.
 * Refuses INVALID_FORMAT or CURSOR_EXPIRED.
 */
export async function followEvents(context: Context, types: readonly string[] | null | undefined, after: string | null | undefined): Promise<AsyncIterableIterator<ToldEvent>> {
  const events = await context.follow(after);
  const told: AsyncIterableIterator<ToldEvent> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next(): Promise<IteratorResult<ToldEvent>> {
      for (;;) {
        const { value, done } = await events.next();
        if (done) return { done: true, value: undefined };
        const event = tell(value, types, (permission) => may(context.principal, permission));
        if (event) return { done: false, value: event };
      }
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
  return told;
}
