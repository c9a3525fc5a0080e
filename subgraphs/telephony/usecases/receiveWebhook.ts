import type { WebhookIntake } from '../context';
import { ForeignAccount } from '../domain/account';
import { causeOf, laneOf, type Answer, type Webhook, type WebhookOf } from '../domain/webhook';
import { answerWithoutDatabase } from './answerWithoutDatabase';
import { applyWebhook, refuseForeign } from './applyWebhook';
import { takesNothingNow } from './takesNothingNow';

/** Twilio gives a webhook up after 15 s: before that it is answered without the database, which by then is as good as away. */
const patienceMillis = 10_000;

class OutOfPatience extends Error {}

/**
 * Takes a webhook in and answers it: applied in one short transaction, or, while the database is away or takes nothing, kept on disk and answered from the
 * mirror, as is what tells of a call of which something is kept: a call's silence is decided within seconds, not to be mistaken for what waits
 * on disk. Nothing else waits for what is kept already: receipts collapse repeats, and of STOP and START the one said last counts.
 * `foreign` where another account signed it than that of the line, call or text it is about, or a service for another business: then nothing has changed.
 * Throws what is our own fault, for Twilio to try the fallback URL.
 */
export async function receiveWebhook(intake: WebhookIntake, said: Webhook): Promise<Answer | { kind: 'foreign' }> {
  try {
    if (said.kind === 'screen' && said.digits === '') return askForKey(intake, said);
    if ('callSid' in said && intake.spool.holds(laneOf(said))) return await keep(intake, said);
    return await withPatience((isGivenUp) => applyWebhook(intake, said, isGivenUp));
  } catch (error) {
    if (error instanceof ForeignAccount) return { kind: 'foreign' };
    if (!(error instanceof OutOfPatience) && !takesNothingNow(error)) throw error;
    intake.log.warn({ err: error, kind: said.kind, requestId: causeOf(said) }, 'webhook kept on disk, to be applied later');
    return keep(intake, said);
  }
}

async function keep(intake: WebhookIntake, said: Webhook): Promise<Answer> {
  await intake.spool.append(said);
  return answerWithoutDatabase(intake.mirror, said);
}

/** Changes nothing, and asks no database. */
function askForKey(intake: WebhookIntake, said: WebhookOf<'screen'>): Answer {
  refuseForeign(intake, said.called === null ? null : intake.mirror.byNumber(said.called), said);
  return { kind: 'askForKey', called: said.called };
}

async function withPatience<T>(work: (isGivenUp: () => boolean) => Promise<T>): Promise<T> {
  let givenUp = false;
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      givenUp = true;
      reject(new OutOfPatience(`the database did not answer within ${patienceMillis} ms`));
    }, patienceMillis);
  });
  return Promise.race([work(() => givenUp), end]).finally(() => clearTimeout(timer));
}
