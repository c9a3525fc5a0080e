import { z } from 'zod';
import { defineEvent } from './event';

const period = z.object({ opens: z.string(), closes: z.string() });
const address = z.object({ street: z.string(), city: z.string(), state: z.string(), zip: z.string(), latitude: z.number().nullable(), longitude: z.number().nullable() });

const multiplier = (usual: number) => z.number().min(1.5).max(2.75).default(usual);
/** What an emergency's price is multiplied by, by the time of the visit; the highest that applies counts (domain.md, "Price"). */
export const emergencyMultipliers = z
  .object({ businessHours: multiplier(1.5), evening: multiplier(1.75), weekend: multiplier(2), night: multiplier(2.25), holiday: multiplier(2.75) })
  .prefault({});

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
  screening: z.enum(['OFF', 'PRESS_KEY', 'ANSWERING_MACHINE_DETECTION']),
  missedCallText: z.object({ enabled: z.boolean(), text: z.string(), cooldownMinutes: z.number().int() }),
  helpText: z.string(),
  ai: z.object({ enabled: z.boolean(), silenceSeconds: z.number(), language: z.string(), tone: z.string(), humanIdleMinutes: z.number().int(), leadTimeMinutes: z.number().int(), bufferMinutes: z.number().int(), slotCapacity: z.number().int(),
    emergencyMultipliers, emergenciesToHuman: z.boolean().default(false), handBackAfterMinutes: z.number().int().min(1).nullable().default(null) }),
  jobTypes: z.array(z.object({ trade: z.string(), code: z.string(), minutes: z.number().int(), priceLow: z.number().int(), priceHigh: z.number().int(), offered: z.boolean() })),
  /** Who is texted on life safety. */
  alertPhones: z.array(z.string()),
});
export type BusinessSettings = z.infer<typeof businessSettings>;

/** A business was made, or its configuration has changed. */
export const businessConfigured = defineEvent('tenancy.businessConfigured', businessSettings, (event) => ({ type: 'CONFIG_CHANGED', tenantId: event.tenantId }));
