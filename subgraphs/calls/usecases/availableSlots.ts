import { refuse } from '../../../platform/errors/refusal';
import type { Context } from '../context';
import { serviceOf } from '../domain/business';
import type { TradeType, Urgency } from '../domain/dispatch/types';
import { freeSlots, type FreeSlot } from '../domain/freeSlots';
import { askSlots, jobOf } from './askSlots';
import { type AddressInput, placeAddress } from './placeAddress';

const limitDefault = 10;
const limitMax = 50;
const dayMillis = 86_400_000;
const daysDefault = 14;
/** Longer than anybody plans a visit, and short enough to look through. */
const daysMax = 92;
/** Nobody books further ahead. */
export const daysAheadMax = 400;

/** What is to be done, where and from when on; the job type must be one of the trade's. */
export interface AvailableSlotsInput {
  trade: TradeType;
  jobType: string;
  address?: AddressInput | null;
  from?: Date | null;
  to?: Date | null;
  urgency?: Urgency | null;
  limit?: number | null;
}

/** Free slots of a job, by the same rule as booking; none at an address outside the service area. VALIDATION_FAILED names the field. */
export async function availableSlots(context: Context, input: AvailableSlotsInput): Promise<FreeSlot[]> {
  const now = context.now();
  const limit = input.limit ?? limitDefault;
  if (limit < 1 || limit > limitMax) refuse('VALIDATION_FAILED', `\`limit\` is 1 to ${limitMax}.`, { field: 'limit' });
  const from = input.from && input.from > now ? input.from : now;
  if (from.getTime() > now.getTime() + daysAheadMax * dayMillis) refuse('VALIDATION_FAILED', `\`from\` is at most ${daysAheadMax} days ahead.`, { field: 'from' });
  if (input.from && input.to && input.from >= input.to) refuse('VALIDATION_FAILED', '`from` lies before `to`.', { field: 'from' });
  const to = input.to ?? new Date(from.getTime() + daysDefault * dayMillis);
  if (to.getTime() > from.getTime() + daysMax * dayMillis) refuse('VALIDATION_FAILED', `\`to\` is at most ${daysMax} days after \`from\`.`, { field: 'to' });
  const address = input.address ? await placeAddress(context, input.address) : null;
  return context.transaction(async (opened) => {
    const business = await opened.businesses.settings();
    if (!business) return [];
    const { minutes } = jobOf(business, input.trade, input.jobType);
    if (address && !serviceOf(business, address).isServed) return [];
    const asking = await askSlots(opened, business, { minutes, address, urgency: input.urgency ?? 'NORMAL', conversationId: null }, now);
    return freeSlots(asking, { from, to, limit });
  });
}
