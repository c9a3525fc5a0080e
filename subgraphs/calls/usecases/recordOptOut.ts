import type { Context } from '../context';

/** A number (E.164) has asked for no more texts, or for texts again, as telephony tells of it: its customer is known so from here on, also before they first call. */
export async function recordOptOut(context: Context, { phone, optedOut }: { phone: string; optedOut: boolean }): Promise<void> {
  await context.transaction(async ({ customers }) => {
    const customer = await customers.at(phone);
    await customers.change(customer.id, { optedOut });
  });
}
