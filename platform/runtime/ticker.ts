import type { Logger } from '../logging/logger';

/** The least pause between two runs that wakes asked for: less than anyone notices, and it spares the database most of the looks. */
const leastSpacingMillis = 10;

export interface Ticker {
  /** Asks for a run as soon as the one under way has ended. */
  wake: () => void;
  stop(): Promise<void>;
}

/**
 * Runs one thing again and again, never twice at once: when woken, when it asked to be run again, and at the latest after
 * `pollMillis`, since a wake may be lost. Between two runs that wakes asked for lie at least `spacingMillis`. A run that throws is logged once a
 * stretch and tried again after a second.
 */
export function createTicker(options: { name: string; pollMillis: number; spacingMillis?: number; log: Logger; run: () => Promise<number | null> }): Ticker {
  const { spacingMillis = leastSpacingMillis } = options;
  let stopped = false;
  let woken = false;
  let failing = false;
  let sleep: { end: () => void } | null = null;

  const wake = () => {
    woken = true;
    sleep?.end();
  };
  const loop = (async () => {
    while (!stopped) {
      woken = false;
      let wait: number;
      const begun = performance.now();
      try {
        wait = (await options.run()) ?? options.pollMillis;
        failing = false;
      } catch (error) {
        if (!failing && !stopped) options.log.error({ err: error }, `${options.name} failed; trying again every second`);
        failing = true;
        wait = 1_000;
      }
      const tookMillis = performance.now() - begun;
      if (stopped) break;
      // A wake does not shorten the pause after a failure: a database that is down would be asked without end.
      if (woken && !failing) {
        // Wakes come with every commit: one look serves many of them. Under load it takes longer, and the pause after it: that leaves the database to the work.
        await new Promise<void>((resolve) => setTimeout(resolve, Math.min(options.pollMillis, Math.max(spacingMillis, tookMillis))));
        continue;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(wait, failing ? 1_000 : options.pollMillis));
        sleep = { end: () => (failing && !stopped ? undefined : (clearTimeout(timer), resolve())) };
      });
      sleep = null;
    }
  })();
  return {
    wake,
    async stop() {
      stopped = true;
      wake();
      await loop;
    },
  };
}
