import { z } from 'zod';
import { defineEvent } from './event';

const period = z.object({ opens: z.string(), closes: z.string() });
const address = z.object({ street: z.string(), city: z.string(), state: z.string(), zip: z.string(), latitude: z.number().nullable(), longitude: z.number().nullable() });

/** Everything that other subgraphs need of a business: their read models are made of this. Prices in whole dollars, weekly hours by weekday in lower case. */
export const businessSettings = z.object({
  tenantId: z.uuid(),
  version: z.number().int(),
  businessName: z.string(),
  phone: z.string().nullable(),
  trades: z.array(z.enum(['PLUMBING', 'ELECTRICAL', 'HVAC', 'LOCKSMITH', 'GARAGE_DOOR'])),
  timeZone: z.string(),
  address,
  weeklyHours: z.record(z.string(), z.array(period)),
  holidays: z.array(z.string()),
  emergency247: z.boolean(),
  serviceRadiusMiles: z.number().nullable(),
  serviceZips: z.array(z.string()),
  forwardTargets: z.array(z.string()),
  forwardTimeoutSeconds: z.number().int(),
  screening: z.boolean(),
  missedCallText: z.object({ enabled: z.boolean(), text: z.string(), cooldownMinutes: z.number().int() }),
  helpText: z.string(),
  ai: z.object({ enabled: z.boolean(), silenceSeconds: z.number(), language: z.string(), tone: z.string(), humanIdleMinutes: z.number().int(), leadTimeMinutes: z.number().int(), bufferMinutes: z.number().int(), slotCapacity: z.number().int() }),
  jobTypes: z.array(z.object({ trade: z.string(), code: z.string(), minutes: z.number().int(), priceLow: z.number().int(), priceHigh: z.number().int(), offered: z.boolean() })),
  /** Who is texted on life safety. */
  alertPhones: z.array(z.string()),
});
export type BusinessSettings = z.infer<typeof businessSettings>;

/** A business was made, or its configuration has changed. */
export const businessConfigured = defineEvent('tenancy.businessConfigured', businessSettings, (event) => ({ type: 'CONFIG_CHANGED', tenantId: event.tenantId }));
