import type { Database } from '../database/database';
import type { HealthCheck } from '../health/healthCheck';

/** How many jobs, of all businesses, have failed for good and wait for an operator (docs/running.md, "Dead jobs"). */
export async function countDeadJobs(database: Pick<Database, 'statement'>): Promise<number> {
  const [row] = await database.statement<{ dead: number }>('select platform.count_dead_jobs()::int as dead');
  return row?.dead ?? 0;
}

/** Something was left undone: not well, though everything else goes on. */
export function deadJobsCheck(database: Pick<Database, 'statement'>): HealthCheck {
  return {
    name: 'jobs',
    critical: false,
    async run() {
      const dead = await countDeadJobs(database);
      if (dead > 0) throw new Error(`${dead} dead: see "Dead jobs" in docs/running.md`);
    },
  };
}
