import { pointOf } from './dispatch/area/geo';
import { serviceAreaOf } from './dispatch/area/serviceArea';
import { JOB_TYPES, jobTypeOf } from './dispatch/pricing/jobTypes';
import { DEFAULT_MULTIPLIERS } from './dispatch/pricing/price';
import type { BusinessHours, EmergencyMultipliers, JobEstimate, PlacedAddress, TradeType } from './dispatch/types';
import type { Place } from './place';

/** What of a business's settings decides about visits, as tenancy tells it. Prices in whole dollars, minutes of work, hours by weekday in lower case. */
export interface Business {
  businessName: string;
  trades: readonly TradeType[];
  timeZone: string;
  address: PlacedAddress;
  weeklyHours: BusinessHours['weekly'];
  holidays: string[];
  emergency247: boolean;
  serviceRadiusMiles: number | null;
  serviceZips: string[];
  jobTypes: readonly { trade: string; code: string; minutes: number; priceLow: number; priceHigh: number; offered: boolean }[];
  ai: { language: string; tone: string; leadTimeMinutes: number; bufferMinutes: number; slotCapacity: number; emergencyMultipliers?: Omit<EmergencyMultipliers, 'business_hours'> & { businessHours: number } };
}

/** How long a job takes the business, and what it asks for it before any multiplier. */
export interface JobTerms {
  minutes: number;
  priceLow: number;
  priceHigh: number;
}

/** The terms of a job: the business's own, or the usual ones where it lists no job of that trade; else what it does not do. Quoting, offering and booking all ask this. */
export function jobTermsOf({ trades, jobTypes }: Pick<Business, 'trades' | 'jobTypes'>, trade: TradeType, code: string): JobTerms | 'tradeNotServed' | 'jobNotOffered' {
  if (!trades.includes(trade)) return 'tradeNotServed';
  const listed = jobTypes.filter((job) => job.trade === trade);
  const own = listed.find((job) => job.code === code);
  if (own?.offered) return own;
  const usual = listed.length > 0 ? null : jobTypeOf(trade, code);
  return usual ? { minutes: usual.minutes, priceLow: usual.price[0], priceHigh: usual.price[1] } : 'jobNotOffered';
}

/** The terms of every job of a trade, as the dispatcher wants them: those that the business does not do as not offered, at the usual terms. */
export function jobEstimatesOf(business: Pick<Business, 'trades' | 'jobTypes'>, trade: TradeType): JobEstimate[] {
  return JOB_TYPES[trade].map(({ code: jobType, minutes: usualMinutes, price: [usualLow, usualHigh] }) => {
    const terms = jobTermsOf(business, trade, jobType);
    if (typeof terms === 'string') return { jobType, minutes: usualMinutes, priceLow: usualLow, priceHigh: usualHigh, offered: false };
    const { minutes, priceLow, priceHigh } = terms;
    return { jobType, minutes, priceLow, priceHigh, offered: true };
  });
}

/** When the business works, as the dispatcher wants it. */
export function hoursOf({ timeZone, weeklyHours: weekly, holidays, emergency247 }: Pick<Business, 'timeZone' | 'weeklyHours' | 'holidays' | 'emergency247'>): BusinessHours {
  return { timeZone, weekly, holidays, emergency247 };
}

/** What the business multiplies an emergency's price by; the usual, where its settings are older than these. */
export function multipliersOf({ ai }: { ai: Pick<Business['ai'], 'emergencyMultipliers'> }): EmergencyMultipliers {
  if (!ai.emergencyMultipliers) return DEFAULT_MULTIPLIERS;
  const { businessHours, ...others } = ai.emergencyMultipliers;
  return { business_hours: businessHours, ...others };
}

/** Visits at once: as many as the business allows, but never more than there are workers to send. */
export function capacityOf({ ai }: { ai: Pick<Business['ai'], 'slotCapacity'> }, workers: number): number {
  return Math.min(ai.slotCapacity, workers);
}

/** Whether the business goes there, by the rule of the dispatcher; an address that cannot be told to be inside is not. */
export function serviceOf({ address: home, serviceRadiusMiles: radiusMiles, serviceZips: zips }: Pick<Business, 'address' | 'serviceRadiusMiles' | 'serviceZips'>, address: Place): { isServed: boolean; distanceMiles: number | null } {
  const { inServiceArea, distanceMiles } = serviceAreaOf({ center: pointOf(home), radiusMiles, zips }, { zip: address.zip, point: pointOf(address) });
  return { isServed: inServiceArea === true, distanceMiles };
}
