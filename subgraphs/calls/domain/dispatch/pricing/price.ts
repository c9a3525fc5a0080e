import { epoch, localMoment } from '../scheduling/localTime';
import { isOpenAt } from '../scheduling/openHours';
import type { BusinessHours, EmergencyMultipliers, PriceEstimate, PriceRule, Urgency } from '../types';

/** Source: contract/domain.md, "Price". Configurable within 1.5 to 2.75. */
export const DEFAULT_MULTIPLIERS: EmergencyMultipliers = { business_hours: 1.5, evening: 1.75, weekend: 2, night: 2.25, holiday: 2.75 };

const NIGHT_BEGINS = 22;
const NIGHT_ENDS = 6;

/**
 * The multiplier of a visit: for emergencies only, by its start in the business's zone, the highest that applies.
 * In business hours 1.5, outside them from 06:00 to 22:00 1.75, weekends 2.0, nights (22:00 to 06:00) 2.25, public holidays 2.75.
 */
function multiplierAt(start: string, urgency: Urgency, hours: BusinessHours, multipliers: EmergencyMultipliers = DEFAULT_MULTIPLIERS): { multiplier: number; rule: PriceRule } {
  if (urgency !== 'EMERGENCY') return { multiplier: 1, rule: 'none' };
  const at = localMoment(epoch(start), hours.timeZone);
  const night = at.hour >= NIGHT_BEGINS || at.hour < NIGHT_ENDS;
  const rules: Exclude<PriceRule, 'none'>[] = [];
  if (hours.holidays.includes(at.date)) rules.push('holiday');
  if (night) rules.push('night');
  if (at.weekday === 'saturday' || at.weekday === 'sunday') rules.push('weekend');
  if (isOpenAt(epoch(start), hours)) rules.push('business_hours');
  else if (!night) rules.push('evening');
  const rule = rules.reduce((best, next) => (multipliers[next] > multipliers[best] ? next : best));
  return { multiplier: multipliers[rule], rule };
}

/** The price range of a visit in whole dollars, with what raised it. */
export function estimatePrice(base: { priceLow: number; priceHigh: number }, start: string, urgency: Urgency, hours: BusinessHours, multipliers?: EmergencyMultipliers): PriceEstimate {
  const { multiplier, rule } = multiplierAt(start, urgency, hours, multipliers);
  return { low: Math.round(base.priceLow * multiplier), high: Math.round(base.priceHigh * multiplier), multiplier, rule };
}
