import type { WebhookIntake } from '../context';
import { causeOf, webhook, type Webhook } from '../domain/webhook';
import { applyWebhook } from './applyWebhook';
import { takesNothingNow } from './takesNothingNow';

/** An entry of the spool that fails so often while the database is well is set aside: one bad entry must not hold up the others. */
const triesMax = 3;

/** Applies what is kept on disk. Throws while the database takes nothing; what was not applied stays. */
export async function applySpooled(intake: WebhookIntake): Promise<void> {
  const apply = async (entry: unknown) => {
    const said = webhook.safeParse(entry);
    if (!said.success) return intake.spool.setAside(entry, said.error);
    return applyKept(intake, said.data, 1);
  };
  await intake.spool.drain(apply);
}

async function applyKept(intake: WebhookIntake, said: Webhook, tries: number): Promise<void> {
  try {
    await applyWebhook(intake, said, () => false);
  } catch (error) {
    if (takesNothingNow(error)) throw error;
    if (tries < triesMax) return applyKept(intake, said, tries + 1);
    intake.log.error({ err: error, kind: said.kind, requestId: causeOf(said) }, 'a webhook kept on disk could not be applied and is set aside');
    await intake.spool.setAside(said, error);
  }
}
