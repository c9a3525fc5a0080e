import { isDialable } from '../../../platform/values/phoneNumber';
import { messageReceived, optOutChanged } from '../../../schema/events/telephony';
import type { Context } from '../context';
import { readKeyword } from '../domain/keyword';
import type { CalledLine } from '../domain/line';
import { receiptOf, type Answer, type WebhookOf } from '../domain/webhook';
import type { OwnNumbers } from './progressCall';
import { recordOptOut } from './recordOptOut';

/** A customer's text: said once, with what its whole body means to the carrier; STOP and START take effect in the same transaction. */
export async function receiveText(context: Context, own: OwnNumbers, line: CalledLine, said: WebhookOf<'text'>): Promise<Answer> {
  await context.transaction(async (tx) => {
    const { first, optedOut } = await tx.receipts.takeWithSender(receiptOf(said), said.from);
    if (!first) return;
    // One of our own lines texting another would be two machines talking to each other without end.
    if (own.byNumber(said.from) !== null) return;
    // A short code or a name (a login code, an advertisement) can be neither texted nor called back (twilio.md 32).
    if (!isDialable(said.from)) return context.log.info({ messageSid: said.messageSid, line: line.lineId }, 'a text of a sender that cannot be answered is not taken in');
    const keyword = readKeyword(said.body, optedOut);
    if (keyword === 'STOP') await recordOptOut(tx, said.from, 'KEYWORD', said.receivedAt);
    if (keyword === 'START' && (await tx.optOuts.optIn(said.from, said.receivedAt))) {
      await tx.say(optOutChanged({ phone: said.from, from: said.from, optedOut: false, source: 'KEYWORD', changedAt: said.receivedAt.toISOString() }));
    }
    await tx.say(
      messageReceived({
        messageSid: said.messageSid,
        lineId: line.lineId,
        from: said.from,
        to: line.number,
        body: said.body,
        media: said.media,
        receivedAt: said.receivedAt.toISOString(),
        keyword,
      }),
    );
  });
  return { kind: 'nothing' };
}
