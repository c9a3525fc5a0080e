import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../../platform/database/database';
import { repositoryRoot } from '../../../schema/files';
import type { Registry } from '../context';
import { statusAt } from '../domain/services';

/** This process among those of all machines. */
const processName = `${hostname()}:${process.pid}:${Math.round(performance.timeOrigin)}`;

/** The registry of services, which belongs to no tenant. Silence is measured by the database's clock, which stamps the heartbeats. */
export function createRegistry(database: Database): Registry {
  return {
    async services() {
      const rows = await database.transaction(null, (tx) =>
        tx.query<{ name: string; category: string; critical: boolean; version: string; last_heartbeat: Date; now: Date }>(
          `select distinct on (name) name, category, critical, version, last_heartbeat, clock_timestamp() as now from infra.services order by name, last_heartbeat desc`,
        ),
      );
      return rows.map((row) => ({
        name: row.name,
        category: row.category,
        critical: row.critical,
        version: row.version,
        lastHeartbeat: row.last_heartbeat,
        status: statusAt(row.now, row.last_heartbeat),
      }));
    },
    async beat(services) {
      await database.transaction(null, async (tx) => {
        for (const { name, category, critical } of services) await tx.query(`select infra.beat($1, $2, $3, $4, $5)`, [name, processName, runningVersion(), category, critical]);
      });
    },
    async leave() {
      await database.transaction(null, (tx) => tx.query(`select infra.leave($1)`, [processName]));
    },
  };
}

let version: string | undefined;

function runningVersion(): string {
  version ??= String((JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8')) as { version?: unknown }).version ?? 'unknown');
  return version;
}
