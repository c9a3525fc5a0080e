import type { Context, Desk } from '../context';
import { decideForwarding } from '../domain/forwarding';
import type { CalledLine } from '../domain/line';
import { laneOf, webhook, type Answer, type Webhook } from '../domain/webhook';
import { acceptCall } from './acceptCall';
import { recordCallEnd } from './recordCallEnd';
import { recordDialResult } from './recordDialResult';
import { receiveCall } from './receiveCall';
import { receiveText } from './receiveText';
import { recordTextStatus } from './recordTextStatus';

/** Twilio gives a webhook up after 15 s: before that it is answered without the database, which by then is as good as away. */
const patienceMillis = 10_000;
/** An entry of the spool that fails so often while the database is well is set aside: one bad entry must not hold up the others. */
const triesMax = 3;

class OutOfPatience extends Error {}

/**
 * Takes a webhook in and answers it: applied in one short transaction, or, while the database is away, kept on disk and answered from the
 * mirror. It never waits for what is kept already: receipts collapse repeats, and no order of a call's webhooks changes its outcome.
 * Throws what is our own fault, for Twilio to try the fallback URL.
 */
export async function takeWebhook(desk: Desk, said: Webhook): Promise<Answer> {
  // Asking for the key changes nothing.
  if (said.kind === 'screen' && said.digits === '') return { kind: 'askForKey', called: said.called };
  try {
    return await withPatience((isGivenUp) => apply(desk, said, isGivenUp));
  } catch (error) {
    if (!(error instanceof OutOfPatience) && !desk.isDatabaseAway(error)) throw error;
    desk.log.warn({ err: error, kind: said.kind }, 'webhook kept on disk, to be applied later');
    await desk.spool.append(said);
    return answerWithoutDatabase(desk, said);
  }
}

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
    await apply(desk, said, () => false);
  } catch (error) {
    if (desk.isDatabaseAway(error)) throw error;
    if (tries < triesMax) return applyKept(desk, said, tries + 1);
    desk.log.error({ err: error, kind: said.kind }, 'a webhook kept on disk could not be applied and is set aside');
    await desk.spool.setAside(said, error);
  }
}

/** Once given up, its transaction rolls back: what was answered for and kept must not take effect behind our back as well. */
async function apply(desk: Desk, said: Webhook, isGivenUp: () => boolean): Promise<Answer> {
  const line = await lineOf(desk, said);
  if (!line) return unknownNumber(said);
  return applyTo(desk, line, said, desk.contextOf(line.tenantId, isGivenUp));
}

function applyTo(desk: Desk, line: CalledLine, said: Webhook, context: Context): Promise<Answer> {
  switch (said.kind) {
    case 'call':
      return receiveCall(context, desk.mirror, line, said);
    case 'screen':
      return acceptCall(context, desk.mirror, line, said);
    case 'dialResult':
      return recordDialResult(context, desk.mirror, line, said);
    case 'callEnded':
      return recordCallEnd(context, desk.mirror, line, said);
    case 'text':
      return receiveText(context, desk.mirror, line, said);
    case 'textStatus':
      return recordTextStatus(context, said);
  }
}

/** A call's and a text's line is the one called; a status's the one that sent; the callee's leg names it, or is known by its parent. */
async function lineOf(desk: Desk, said: Webhook): Promise<CalledLine | null> {
  const number = said.kind === 'screen' ? said.called : said.kind === 'textStatus' ? said.from : said.to;
  const line = number === null ? null : (desk.mirror.byNumber(number) ?? (await desk.findLine({ number })));
  if (line || said.kind === 'text' || said.kind === 'textStatus') return line;
  return desk.findLine({ callSid: said.kind === 'screen' ? said.parentCallSid : said.callSid });
}

function unknownNumber(said: Webhook): Answer {
  if (said.kind === 'call') return { kind: 'reject' };
  return said.kind === 'dialResult' ? { kind: 'hangUp' } : { kind: 'nothing' };
}

function answerWithoutDatabase(desk: Desk, said: Webhook): Answer {
  switch (said.kind) {
    case 'call': {
      const line = desk.mirror.byNumber(said.to);
      if (!line) return { kind: 'goodbye' };
      const decision = decideForwarding(line, (number) => desk.mirror.byNumber(number) !== null, said.forwardedFrom);
      return decision.kind === 'forward' ? { kind: 'forward', callSid: said.callSid, called: line.number, ...decision.forwarding } : { kind: 'goodbye' };
    }
    case 'dialResult':
      return said.dialStatus === 'completed' || said.dialStatus === 'answered' ? { kind: 'hangUp' } : { kind: 'goodbye' };
    default:
      return { kind: 'nothing' };
  }
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
