import type { Transaction } from '../database/database';
import type { JobRun } from './jobs';

type Open = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
/** Lets the job under way come again then, counting no failure, in place of ending it. Throws where there is no job. */
export type Again = (at: Date) => Promise<void>;
type Run = <T>(work: (tx: Transaction, again: Again) => Promise<T>) => Promise<T>;

/**
 * The transactions of one handler: the first `transaction` that commits also ends the job under way, where there is one, so that
 * its effect is exactly once; a `step` leaves it open, since more is to come. One that rolled back has ended nothing.
 */
export function completing(run: JobRun | undefined, open: Open): { transaction: Run; step: Run } {
  let ended = false;
  const running =
    (ends: boolean): Run =>
    async (work) => {
      let endsHere = false;
      const end = (ending: Promise<void>) => {
        endsHere = ended = true;
        return ending;
      };
      try {
        return await open(async (tx) => {
          const result = await work(tx, async (at) => {
            if (!run) throw new Error('there is no job to come again');
            await end(run.again(tx, at));
          });
          if (ends && run && !ended) await end(run.complete(tx));
          return result;
        });
      } catch (error) {
        if (endsHere) ended = false;
        throw error;
      }
    };
  return { transaction: running(true), step: running(false) };
}
