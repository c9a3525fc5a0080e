import type { Database, Transaction } from '../database/database';
import type { Logger } from '../logging/logger';
import { createTicker } from './ticker';

/** Work of the whole system that comes again and again, whichever process does it. */
export interface Schedule {
  /** `<subgraph>.<verbNoun>`, the same in every process. */
  name: string;
  everyMinutes: number;
  /** In a transaction of no tenant: what it leaves and that it is done are one. */
  run(tx: Transaction): Promise<void>;
}

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

/** Answers whether it was due, and this call has done it. */
export function runIfDue(database: Database, { name, everyMinutes, run }: Schedule): Promise<boolean> {
  return database.transaction(null, async (tx) => {
    // Whoever comes second waits here for the first to commit, and then finds that nothing is due.
    const claimed = await tx.query(
      `insert into platform.schedules as s (name, due_at) values ($1, clock_timestamp() + make_interval(mins => $2))
       on conflict (name) do update set due_at = excluded.due_at where s.due_at <= clock_timestamp() returning 1 as one`,
      [name, everyMinutes],
    );
    if (claimed.length > 0) await run(tx);
    return claimed.length > 0;
  });
}
