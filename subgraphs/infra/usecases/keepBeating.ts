import type { Logger } from '../../../platform/logging/logger';
import type { Registry } from '../context';
import { beatSeconds, type ServiceKind } from '../domain/services';

/** Beats for the services of this process at once and every 10 s, until stopped. A beat that fails is logged once a stretch. */
export async function keepBeating(registry: Registry, services: readonly ServiceKind[], log: Logger): Promise<{ stop(): Promise<void> }> {
  let failing = false;
  let beating = Promise.resolve();
  const beat = async () => {
    try {
      await registry.beat(services);
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'the heartbeat failed; trying again');
      failing = true;
    }
  };
  await beat();
  const timer = setInterval(() => (beating = beat()), beatSeconds * 1_000);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await beating;
      await registry.leave().catch((error: unknown) => log.warn({ err: error }, 'the registry was not told of the end'));
    },
  };
}
