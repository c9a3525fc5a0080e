import { leadChanged } from '../../../schema/events/calls';
import type { Context } from '../context';

/**
 * A number (E.164) has asked for no more texts, or for texts again, as telephony tells of it: its customer is known so from here on, also before they first call.
 * Who wants no more texts wants no visit either, until they come back: the work that they asked for from it is lost where nothing is booked.
 */
export async function recordOptOut(context: Context, { phone, optedOut }: { phone: string; optedOut: boolean }): Promise<void> {
  const at = context.now().toISOString();
  await context.transaction(async ({ customers, leads, say }) => {
    const customer = await customers.at(phone);
    await customers.changeNumber(phone, { optedOut });
    if (!optedOut) return;
    for (const { id, conversationId, status } of await leads.loseUnbooked(customer, 'OPTED_OUT')) await say(leadChanged({ leadId: id, conversationId, status, created: false, at }));
  });
}
