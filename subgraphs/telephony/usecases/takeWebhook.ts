import type { Desk } from '../context';
import { decideForwarding } from '../domain/forwarding';
import type { CalledLine } from '../domain/line';
import { webhook, type Answer, type Webhook } from '../domain/webhook';
import { acceptCall } from './acceptCall';
import { recordCallEnd } from './recordCallEnd';
import { recordDialResult } from './recordDialResult';
import { receiveCall } from './receiveCall';
import { receiveText } from './receiveText';
import { recordTextStatus } from './recordTextStatus';

/** A database that does not answer within this is away, as far as a ringing phone is concerned. */
const patienceMillis = 1_500;
/** An entry of the spool that fails so often while the database is well is set aside: one bad entry must not hold up the others. */
const triesMax = 5;

/**
 * Takes a webhook in and answers it, whatever happens: applied in one short transaction or, while the database is away, kept on
 * disk and answered from the mirror. What waits on disk goes first, so that order is kept.
 */
export async function takeWebhook(desk: Desk, said: Webhook): Promise<Answer> {
  try {
    return await withinPatience(async () => {
      if (desk.spool.pending && !(await applySpooled(desk))) throw new Error('what came in before is still waiting');
      return apply(desk, said);
    });
  } catch (error) {
    desk.log.warn({ err: error, kind: said.kind }, 'webhook kept on disk, to be applied later');
    await desk.spool.append(said);
    return answerWithoutDatabase(desk, said);
  }
}

/** Applies what waits on disk; answers whether nothing waits any more. Throws while the database is away. */
export async function applySpooled(desk: Desk): Promise<boolean> {
  return desk.spool.drain(async (entry) => {
    const said = webhook.safeParse(entry);
    if (!said.success) return desk.log.error({ err: said.error }, 'an entry of the spool is not a webhook');
    const tries = (triesOf.get(desk) ?? 0) + 1;
    try {
      await apply(desk, said.data);
      triesOf.delete(desk);
    } catch (error) {
      // Whether the entry is bad, or the database away: a look-up that touches nothing of the entry tells.
      await desk.findLine({ number: '' });
      triesOf.set(desk, tries);
      if (tries < triesMax) throw error;
      triesOf.delete(desk);
      desk.log.error({ err: error, kind: said.data.kind }, 'a spooled webhook could not be applied and is left out');
    }
  });
}

const triesOf = new WeakMap<Desk, number>();

async function apply(desk: Desk, said: Webhook): Promise<Answer> {
  const line = await lineOf(desk, said);
  if (!line) return unknownNumber(said);
  const context = desk.contextOf(line.tenantId);
  switch (said.kind) {
    case 'call':
      return receiveCall(context, desk.mirror, line, said);
    case 'screen':
      return acceptCall(context, said);
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

/** A call's and a text's line is the one called; a status's the one that sent; the callee's leg is known by its parent. */
async function lineOf(desk: Desk, said: Webhook): Promise<CalledLine | null> {
  if (said.kind === 'screen') return desk.findLine({ callSid: said.parentCallSid });
  const number = said.kind === 'textStatus' ? said.from : said.to;
  const line = desk.mirror.byNumber(number) ?? (await desk.findLine({ number }));
  if (line || said.kind === 'text' || said.kind === 'textStatus') return line;
  return desk.findLine({ callSid: said.callSid });
}

function unknownNumber(said: Webhook): Answer {
  if (said.kind === 'call') return { kind: 'reject' };
  // A callee whose call we do not know: better a bridged call than a refused one.
  if (said.kind === 'screen') return said.digits === '' ? { kind: 'askForKey' } : { kind: 'nothing' };
  return said.kind === 'dialResult' ? { kind: 'hangUp' } : { kind: 'nothing' };
}

function answerWithoutDatabase(desk: Desk, said: Webhook): Answer {
  switch (said.kind) {
    case 'call': {
      const line = desk.mirror.byNumber(said.to);
      if (!line) return { kind: 'goodbye' };
      const decision = decideForwarding(line, (number) => desk.mirror.byNumber(number) !== null, said.forwardedFrom);
      return decision.kind === 'forward' ? { kind: 'forward', callSid: said.callSid, ...decision.forwarding } : { kind: 'goodbye' };
    }
    case 'screen':
      return said.digits === '' ? { kind: 'askForKey' } : { kind: 'nothing' };
    case 'dialResult':
      return said.dialStatus === 'completed' || said.dialStatus === 'answered' ? { kind: 'hangUp' } : { kind: 'goodbye' };
    default:
      return { kind: 'nothing' };
  }
}

async function withinPatience<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${patienceMillis} ms`)), patienceMillis);
  });
  return Promise.race([work(), deadline]).finally(() => clearTimeout(timer));
}
