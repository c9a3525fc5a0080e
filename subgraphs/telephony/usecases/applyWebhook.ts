import type { Context, WebhookIntake } from '../context';
import { ForeignAccount, maySpeakFor } from '../domain/account';
import type { CalledLine } from '../domain/line';
import { causeOf, type Answer, type Webhook, type WebhookOf } from '../domain/webhook';
import { acceptCall } from './acceptCall';
import { answerForUnknownNumber } from './answerWithoutDatabase';
import { recordCallEnd } from './recordCallEnd';
import { recordDetection } from './recordDetection';
import { recordDialResult } from './recordDialResult';
import { receiveCall } from './receiveCall';
import { receiveText } from './receiveText';
import { recordTextStatus } from './recordTextStatus';

/**
 * Applies a webhook in one short transaction, and answers it. Once given up, the transaction rolls back: what was answered for and kept must
 * not take effect behind our back as well. Throws ForeignAccount where the signer has no say about the line.
 */
export async function applyWebhook(intake: WebhookIntake, said: Webhook, isGivenUp: () => boolean): Promise<Answer> {
  const line = await lineOf(intake, said);
  refuseForeign(intake, line, said);
  if (!line) return answerForUnknownNumber(said);
  return applyTo(intake, line, said, intake.contextOf(line.tenantId, causeOf(said), isGivenUp));
}

function applyTo(intake: WebhookIntake, line: CalledLine, said: Webhook, context: Context): Promise<Answer> {
  switch (said.kind) {
    case 'call':
      return receiveCall(context, intake.mirror, line, said);
    case 'screen':
      return acceptCall(context, intake.mirror, line, said);
    case 'detection':
      return recordDetection(context, intake.mirror, line, said);
    case 'dialResult':
      return recordDialResult(context, intake.mirror, line, said);
    case 'callEnded':
      return recordCallEnd(context, intake.mirror, line, said);
    case 'text':
      return receiveText(context, intake.mirror, line, said);
    case 'textStatus':
      return recordTextStatus(context, line, said);
  }
}

/** A call's and a text's line is the one called; a status's the one that sent; the callee's leg names it, or is known by its parent. */
async function lineOf(intake: WebhookIntake, said: Webhook): Promise<CalledLine | null> {
  const number = ofCalleesLeg(said) ? said.called : said.kind === 'textStatus' ? said.from : said.to;
  const line = number === null ? null : (intake.mirror.byNumber(number) ?? (await intake.findLine({ number })));
  if (line || said.kind === 'text' || said.kind === 'textStatus') return line;
  return intake.findLine({ callSid: ofCalleesLeg(said) ? said.parentCallSid : said.callSid });
}

function ofCalleesLeg(said: Webhook): said is WebhookOf<'screen' | 'detection'> {
  return said.kind === 'screen' || said.kind === 'detection';
}

/** Throws ForeignAccount where another account signed it than the line's. */
export function refuseForeign(intake: WebhookIntake, line: CalledLine | null, { signedBy }: Webhook): void {
  if (line && !maySpeakFor(line, signedBy, intake.environmentSid)) throw new ForeignAccount('another account signed it than the line’s');
}
