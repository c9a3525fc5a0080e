import postgres from 'postgres';
import type { Database, Wake } from '../database/database';
import type { Logger } from '../logging/logger';

const channel = 'nmc_wake';

/**
 * Carries wakes between processes by NOTIFY, sent after the commit and coalesced: one under way and one waiting, however many commits.
 * A wake is a hint; where one is lost, relay, workers and feed poll. Not for one process alone: it would only pay for what it has.
 */
export async function openWakeChannel(database: Database, directUrl: string, log: Logger): Promise<{ close(): Promise<void> }> {
  const { url, path } = addressOf(directUrl);
  const sql = postgres(url, { max: 1, onnotice: () => undefined, ...(path && { path }) });
  const waiting = new Set<Wake>();
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      while (waiting.size > 0) {
        const [what] = waiting;
        waiting.delete(what as Wake);
        await sql.notify(channel, what as Wake);
      }
    } catch (error) {
      log.debug({ err: error }, 'a wake was not sent; the others poll');
    } finally {
      sending = false;
    }
  };
  const listeners = (['events', 'jobs'] as const).map((what) => {
    const heard = (from?: 'elsewhere') => {
      // What came from elsewhere is not sent round again.
      if (from === 'elsewhere') return;
      waiting.add(what);
      void send();
    };
    database.wakes.on(what, heard);
    return () => database.wakes.off(what, heard);
  });
  await sql.listen(channel, (what) => database.wakes.emit(what, 'elsewhere'));
  return {
    async close() {
      for (const stop of listeners) stop();
      await sql.end({ timeout: 1 });
    },
  };
}

/** As the other driver reads it: `host` in the query is a Unix socket's directory and goes before the host. This one would hand it to the server for a setting. */
function addressOf(directUrl: string): { url: string; path: string | null } {
  const url = new URL(directUrl);
  const directory = url.searchParams.get('host');
  url.searchParams.delete('host');
  return { url: url.href, path: directory && `${directory}/.s.PGSQL.${url.port || '5432'}` };
}
