import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { CreateEventLogAndJobs1700000000001 } from '../../../migrations/platform/1-createEventLogAndJobs';
import { migrations } from '../../../migrations/analytics';
import { readEnvironment } from '../../../platform/config/environment';
import { openDatabase } from '../../../platform/database/database';
import { migrate } from '../../../platform/database/migrate';
import { appendEvent, createEventReader } from '../../../platform/events/eventLog';
import { startLiveFeed } from '../../../platform/events/liveFeed';
import { createLogger } from '../../../platform/logging/logger';
import { createTestDatabase } from '../../../platform/postgres/testServer';
import { permissionsOf } from '../../../platform/principal/permissions';
import type { Principal, RoleCode } from '../../../platform/principal/principal';
import { createTokens } from '../../../platform/principal/tokens';
import type { Foundation } from '../../../platform/runtime/subgraphModule';
import { startSubgraph } from '../../../platform/runtime/subgraphRuntime';
import { repositoryRoot } from '../../../schema/files';
import type { NewEvent } from '../../../schema/events/event';
import { subgraph } from '../subgraph';

/** The subgraph alone on a real database: events go in through the log, answers come out of its schema. */
export async function startWorld(clock: () => Date = () => new Date()) {
  const files = ['platform/1-createEventLogAndJobs.ts', 'analytics/1-createRollups.ts'].map((file) => readFileSync(join(repositoryRoot(), 'migrations', file), 'utf8'));
  const state = createHash('sha256').update(files.join()).digest('hex');
  const testDatabase = await createTestDatabase(`analytics ${state}`, async (url) => {
    await migrate(url, [{ schema: 'platform', migrations: [CreateEventLogAndJobs1700000000001] }, { schema: 'analytics', migrations }]);
  });
  const log = createLogger({ level: 'silent', format: 'json' });
  const database = await openDatabase({ url: testDatabase.url, maxConnections: 8, applicationName: 'test' });
  const events = await createEventReader(database);
  const live = await startLiveFeed(database, events, log);
  const environment = readEnvironment({ NODE_ENV: 'test', RUN: 'analytics' });
  const foundation: Foundation = { environment, database, events, live, tokens: createTokens('x'.repeat(32), 900), log, clock, dataDirectory: '', startedAt: new Date() };
  const started = await startSubgraph(subgraph, foundation);
  const { running, schema } = started;

  return {
    database,
    foundation,
    running,
    say: (tenantId: string, ...said: Said[]) =>
      database.transaction(tenantId, async (tx) => {
        for (const event of said) await appendEvent(tx, event as NewEvent);
      }),
    /** Until everything said has been handled. */
    async settled() {
      for (;;) {
        const [row] = await database.transaction(null, (tx) =>
          tx.query<{ busy: boolean }>(
            `select exists (select 1 from platform.jobs where run_at <= clock_timestamp() and dead_at is null)
               or exists (select 1 from platform.read_events(coalesce((select x from platform.relay_cursors), '0'::xid8), coalesce((select id from platform.relay_cursors), 0), $1::text[], 1))
               or platform.events_behind_horizon() as busy`,
            [Object.keys(running.on ?? {})],
          ),
        );
        if (!row?.busy) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    ask: (principal: Principal, source: string, variableValues: Record<string, unknown> = {}) =>
      graphql({ schema, source, variableValues, contextValue: running.createContext({ principal, requestId: 'test' }) }) as Promise<ExecutionResult<Record<string, unknown>>>,
    follow: (principal: Principal, source: string, variableValues: Record<string, unknown> = {}) =>
      subscribe({ schema, document: parse(source), variableValues, contextValue: running.createContext({ principal, requestId: 'test' }) }) as Promise<AsyncGenerator<ExecutionResult<Record<string, unknown>>>>,
    async stop() {
      await started.stop();
      await live.stop();
      await database.close();
      await testDatabase.drop();
    },
  };
}

/** An event of any kind. */
export interface Said {
  definition: unknown;
  payload: unknown;
}

export function user(tenantId: string, role: RoleCode = 'owner'): Extract<Principal, { kind: 'user' }> {
  return { kind: 'user', userId: randomUUID(), sessionId: randomUUID(), tenantId, role, permissions: permissionsOf[role] };
}
