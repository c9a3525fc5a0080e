import { randomUUID } from 'node:crypto';
import { type ExecutionResult, graphql, parse } from 'graphql';
import { subscribeFresh } from '../../gateway/sources/localSource';
import { migrationSets } from '../../migrations';
import { readEnvironment } from '../../platform/config/environment';
import { openDatabase } from '../../platform/database/database';
import { migrate } from '../../platform/database/migrate';
import { appendEvent, createEventReader } from '../../platform/events/eventLog';
import { startLiveFeed } from '../../platform/events/liveFeed';
import { createLogger } from '../../platform/logging/logger';
import { createTestDatabase } from '../../platform/postgres/testServer';
import { permissionsOf, type RoleCode } from '../../platform/principal/permissions';
import type { Principal } from '../../platform/principal/principal';
import { createTokens } from '../../platform/principal/tokens';
import type { Foundation, SubgraphModule } from '../../platform/runtime/subgraphModule';
import { startSubgraph } from '../../platform/runtime/subgraphRuntime';
import type { NewEvent } from '../../schema/events/event';
import { asAdmin } from './database';
import { eventually } from './eventually';

/** A subgraph alone on a real database: events go in through the log, answers come out of its schema. */
export async function startSubgraphWorld(module: SubgraphModule, clock: () => Date = () => new Date()) {
  const schemas = ['platform', module.name];
  const testDatabase = await createTestDatabase(`subgraph ${module.name}`, async (url) => {
    await migrate(url, migrationSets.filter(({ schema }) => schemas.includes(schema)));
  });
  const log = createLogger({ level: process.env['TEST_LOG'] ?? 'silent', format: 'json' });
  const database = await openDatabase({ url: testDatabase.url, maxConnections: 8, applicationName: 'test' });
  const events = await createEventReader(database);
  const live = await startLiveFeed(database, events, log);
  const environment = readEnvironment({ NODE_ENV: 'test', RUN: module.name });
  const foundation: Foundation = { environment, database, events, live, tokens: createTokens('x'.repeat(32), 900), log, clock, dataDirectory: '', startedAt: new Date(), version: 'test' };
  const started = await startSubgraph(module, foundation);
  const { running, schema } = started;
  const asOwner = <Row extends object>(sql: string, parameters?: unknown[]) => asAdmin<Row>(testDatabase.url, sql, parameters);
  const contextOf = (principal: Principal) => running.createContext({ principal, requestId: 'test' });

  return {
    database,
    /** For a connection of the test's own, as the superuser. */
    adminUrl: testDatabase.url,
    foundation,
    running,
    /** As the superuser, whom no right binds. */
    asOwner,
    say: (tenantId: string, ...said: Said[]) =>
      database.transaction(tenantId, async (tx) => {
        for (const event of said) await appendEvent(tx, event as NewEvent);
      }),
    /** Until everything said has been handled. */
    settled: () => eventually(async () => {
      const [row] = await asOwner<{ busy: boolean }>(
        `select exists (select from platform.jobs where run_at <= clock_timestamp() and dead_at is null)
           or exists (select from platform.events e left join platform.relay_cursors c on c.consumer = $1 where e.type = any($2) and (c.x is null or (e.x, e.id) > (c.x, c.id))) as busy`,
        [module.name, Object.keys(running.on ?? {})],
      );
      return row?.busy === false;
    }, 'the handling of everything said'),
    ask: <Data = Record<string, unknown>>(principal: Principal, source: string, variableValues: Record<string, unknown> = {}) =>
      graphql({ schema, source, variableValues, contextValue: contextOf(principal) }) as Promise<ExecutionResult<Data>>,
    follow: <Data = Record<string, unknown>>(principal: Principal, source: string, variableValues: Record<string, unknown> = {}) =>
      subscribeFresh({ schema, document: parse(source), variableValues, contextValue: contextOf(principal) }, () => contextOf(principal)) as Promise<AsyncGenerator<ExecutionResult<Data>>>,
    async stop() {
      await started.stop();
      await live.stop();
      await database.close();
      await testDatabase.drop();
    },
  };
}

export type SubgraphWorld = Awaited<ReturnType<typeof startSubgraphWorld>>;

/** An event of any kind. */
export interface Said {
  definition: unknown;
  payload: unknown;
}

export function user(tenantId: string, role: RoleCode = 'owner'): Extract<Principal, { kind: 'user' }> {
  return { kind: 'user', userId: randomUUID(), sessionId: randomUUID(), tenantId, role, permissions: permissionsOf[role] };
}
