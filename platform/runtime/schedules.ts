import type { Database } from '../database/database';
import type { Logger } from '../logging/logger';
import { createTicker } from './ticker';

/** Work of the whole system that comes again and again, whichever process does it. */
export interface Schedule {
  /** `<subgraph>.<verbNoun>`, the same in every process. */
  name: string;
  everyMinutes: number;
  /** In short transactions of its own, which may be begun anew: after a kill it is done once more. */
  run(database: Database): Promise<void>;
}

/** Whoever has taken a work up and not ended it by then was killed: it is due again. */
const takenMinutes = 15;
/** So many rows go in one transaction: some ten milliseconds, in which no event of any business moves. */
const partMax = 5_000;

/** How late a due work may be noticed. */
const lookMillis = 60_000;

/** Runs each schedule when it is due, once among all processes; one that fails is due again at the next look. */
export function startSchedules(database: Database, schedules: readonly Schedule[], log: Logger): { stop(): Promise<void> } {
  return createTicker({
    name: 'schedules',
    pollMillis: lookMillis,
    log,
    run: async () => {
      const failures: unknown[] = [];
      for (const schedule of schedules) await runIfDue(database, schedule).catch((error: unknown) => failures.push(error));
      // Logged once a stretch by the ticker; the others have had their turn.
      if (failures.length > 0) throw failures[0];
      return null;
    },
  });
}

/** Answers whether it was due, and this call has done it. No transaction is open meanwhile: one that has written holds back what all businesses say. */
export async function runIfDue(database: Database, { name, everyMinutes, run }: Schedule): Promise<boolean> {
  // Of several at once the second waits for the first to commit, and then finds that nothing is due.
  const taken = await database.statement(
    `insert into platform.schedules as s (name, due_at) values ($1, clock_timestamp() + make_interval(mins => $2))
     on conflict (name) do update set due_at = excluded.due_at where s.due_at <= clock_timestamp() returning 1 as one`,
    [name, takenMinutes],
  );
  if (taken.length === 0) return false;
  const dueIn = (minutes: number) => database.statement(`update platform.schedules set due_at = clock_timestamp() + make_interval(mins => $2) where name = $1`, [name, minutes]);
  try {
    await run(database);
  } catch (error) {
    await dueIn(0).catch(() => undefined);
    throw error;
  }
  await dueIn(everyMinutes);
  return true;
}

/** Lets a published function forget part after part, each in a transaction of its own: `gone` of the statement is how many rows went, $1 how many may. */
export async function forgetByParts(database: Database, statement: string): Promise<void> {
  for (let gone = partMax; gone >= partMax; ) {
    const [row] = await database.statement<{ gone: string }>(statement, [partMax]);
    gone = Number(row?.gone);
  }
}
