import type { WebhookIntake } from '../context';
import { decideForwarding } from '../domain/forwarding';
import type { Answer, Webhook } from '../domain/webhook';

/** No line of ours is called: nothing is to be done. */
export function answerForUnknownNumber(said: Webhook): Answer {
  if (said.kind === 'call') return { kind: 'reject' };
  return said.kind === 'dialResult' ? { kind: 'hangUp' } : { kind: 'nothing' };
}

/** As far as the lines that are known without the database tell. */
export function answerWithoutDatabase(lines: WebhookIntake['mirror'], said: Webhook): Answer {
  switch (said.kind) {
    case 'call': {
      const line = lines.byNumber(said.to);
      if (!line) return { kind: 'goodbye' };
      const decision = decideForwarding(line, (number) => lines.byNumber(number) !== null, said.forwardedFrom);
      return decision.kind === 'forward' ? { kind: 'forward', callSid: said.callSid, caller: said.from, called: line.number, ...decision.forwarding } : { kind: 'goodbye' };
    }
    case 'dialResult':
      return said.dialStatus === 'completed' || said.dialStatus === 'answered' ? { kind: 'hangUp' } : { kind: 'goodbye' };
    default:
      return { kind: 'nothing' };
  }
}
