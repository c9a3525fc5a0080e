import { isDatabaseAway } from '../../../platform/database/away';
import type { Desk } from '../context';
import { causeOf, laneOf, webhook, type Webhook } from '../domain/webhook';
import { applyWebhook } from './applyWebhook';

/** An entry of the spool that fails so often while the database is well is set aside: one bad entry must not hold up the others. */
const triesMax = 3;

/** Applies what is kept on disk. Throws while the database is away; what was not applied stays. */
export async function applySpooled(desk: Desk): Promise<void> {
  const apply = async (entry: unknown) => {
    const said = webhook.safeParse(entry);
    if (!said.success) return desk.spool.setAside(entry, said.error);
    return applyKept(desk, said.data, 1);
  };
  await desk.spool.drain(apply, (entry) => laneOf(entry as Partial<Webhook>));
}

async function applyKept(desk: Desk, said: Webhook, tries: number): Promise<void> {
  try {
    await applyWebhook(desk, said, () => false);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (tries < triesMax) return applyKept(desk, said, tries + 1);
    desk.log.error({ err: error, kind: said.kind, requestId: causeOf(said) }, 'a webhook kept on disk could not be applied and is set aside');
    await desk.spool.setAside(said, error);
  }
}
