import { randomUUID } from 'node:crypto';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Context } from '../context';

/** Keeps what tenancy tells of the business; older settings never replace newer ones. A new business has one worker (domain.md, "Leads, appointments"). */
export async function configureBusiness(context: Context, settings: BusinessSettings): Promise<void> {
  await context.transaction(async ({ businesses, workers }) => {
    await businesses.save(settings);
    if ((await workers.all()).length === 0) await workers.add({ id: randomUUID(), name: settings.businessName, userId: null });
  });
}
