import { countSegmentsSent } from '../../../platform/values/smartEncoding';
import { emergencyMultipliers } from '../../../schema/events/tenancy';
import type { Business } from '../context';
import { jobTypeName } from '../domain/defaultJobTypes';
import { defaultAi } from '../domain/defaults';
import { toAddress, toTenant } from './toTenant';
import type { BusinessConfig, Money, TradeType, Weekday } from './types.generated';

const weekdays: Weekday[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** @returns null where the business is not configured, or there is none */
export function toBusinessConfig(business: Business | null): BusinessConfig | null {
  if (!business?.settings) return null;
  const { tenant, settings } = business;
  return {
    tenant: toTenant(tenant),
    version: settings.version,
    hours: weekdays.map((weekday) => ({ weekday, periods: settings.weeklyHours[weekday.toLowerCase()] ?? [] })),
    holidays: settings.holidays,
    serviceArea: { radiusMiles: settings.serviceRadiusMiles, zips: settings.serviceZips, center: toAddress(settings.address) },
    forwarding: { targets: settings.forwardTargets, timeoutSeconds: settings.forwardTimeoutSeconds, screening: settings.screening },
    missedCallText: {
      ...settings.missedCallText,
      segments: countSegmentsSent(settings.missedCallText.text.replaceAll('{business_name}', settings.businessName)),
    },
    // Settings may be older than a field of them.
    ai: { ...defaultAi, ...settings.ai, emergency247: settings.emergency247, emergencyMultipliers: emergencyMultipliers.parse(settings.ai.emergencyMultipliers) },
    jobTypes: settings.jobTypes.map(({ priceLow, priceHigh, ...job }) => ({
      ...job,
      trade: job.trade as TradeType,
      name: jobTypeName(job.code),
      priceLow: dollars(priceLow),
      priceHigh: dollars(priceHigh),
    })),
  };
}

function dollars(whole: number): Money {
  return { amountMinor: whole * 100, currency: 'USD' };
}
