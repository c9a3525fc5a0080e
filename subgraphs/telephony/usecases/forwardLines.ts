import { lineChanged } from '../../../schema/events/telephony';
import type { Context } from '../context';
import type { Forwarding } from '../domain/forwarding';

/** Every line of the business forwards as that version of its configuration says, unless a newer one has been applied. */
export async function forwardLines(context: Context, version: number, forwarding: Forwarding): Promise<void> {
  await context.transaction(async (tx) => {
    if (!(await tx.businesses.advance(version))) return;
    const changed = await tx.lines.forwardAll(forwarding);
    for (const line of changed) await tx.say(lineChanged({ lineId: line.id, number: line.number, label: line.label, status: line.status }));
  });
}
