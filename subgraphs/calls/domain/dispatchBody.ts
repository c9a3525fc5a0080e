import { z } from 'zod';
import { DEFAULT_MULTIPLIERS } from './dispatch/pricing/price';
import type { DispatchRequest, EmergencyMultipliers } from './dispatch/types';

const text = (max: number) => z.string().min(1).max(max);
const instant = z.iso.datetime({ offset: true }).refine((written) => /^(19|[2-9]\d)/.test(written), 'of the years 1900 to 9999');
const opening = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '"00:00" to "23:59"', abort: true });
const closing = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: '"00:00" to "24:00"', abort: true });
const period = z.strictObject({ opens: opening, closes: closing });
/** When a period ends by the clock of the day on which it opens: one that closes before it opens runs past midnight. Written so, times of day sort as they run. */
const endOf = ({ opens, closes }: z.infer<typeof period>) => (closes < opens ? '24:00' : closes);
const periods = z
  .array(period)
  .max(8)
  .superRefine((day, context) => {
    day.forEach((one, index) => {
      if (day.slice(0, index).some((other) => one.opens < endOf(other) && other.opens < endOf(one))) context.addIssue({ code: 'custom', path: [index, 'opens'], message: 'within another period of the day' });
    });
  });
const place = z.strictObject({
  street: z.string().max(200).nullish(),
  city: z.string().max(100).nullish(),
  state: z.string().max(50).nullish(),
  zip: z.string().max(20).nullish(),
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
});
const dollars = z.number().int().min(0).max(1_000_000);
const jobEstimate = z
  .strictObject({ job_type: text(60), minutes: z.number().int().min(5).max(1440), price_low: dollars, price_high: dollars, offered: z.boolean().default(true) })
  .refine((job) => job.price_low <= job.price_high, { path: ['price_high'], message: 'not below price_low' });
const visit = z
  .strictObject({ start: instant, end: instant, latitude: z.number().nullish(), longitude: z.number().nullish() })
  .refine(({ start, end }) => !(Date.parse(end) <= Date.parse(start)), { path: ['end'], message: 'after start' });
const multiplierOf = (rule: keyof EmergencyMultipliers) => z.number().min(1.5).max(2.75).default(DEFAULT_MULTIPLIERS[rule]);
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'E.164, as +12085550100');
const timeZone = z.string().refine(isTimeZone, 'an IANA time zone, as America/Boise');

/** The request of contract/dispatch.md, snake_case; unknown fields are refused with their names. */
export const dispatchBody = z.strictObject({
  caller_phone: phone,
  called_number: phone,
  trade_type: z.enum(['plumbing', 'electrical', 'hvac', 'locksmith', 'garage_door']),
  business_name: text(200),
  current_message: text(1600),
  conversation_history: z
    .array(z.strictObject({ role: z.enum(['customer', 'assistant', 'human']), content: z.string().max(1600), timestamp: instant, offered_slots: z.array(instant).max(10).optional() }))
    .max(100)
    .default([]),
  now: instant.optional(),
  business_hours: z.strictObject({
    time_zone: timeZone,
    weekly: z.strictObject({ monday: periods.optional(), tuesday: periods.optional(), wednesday: periods.optional(), thursday: periods.optional(), friday: periods.optional(), saturday: periods.optional(), sunday: periods.optional() }),
    holidays: z.array(z.iso.date()).max(100).default([]),
    emergency_24_7: z.boolean().default(false),
  }),
  business_address: place,
  job_estimates: z.array(jobEstimate).max(100).default([]),
  business_settings: z.strictObject({
    service_radius_miles: z.number().min(0).max(500).default(25),
    service_zips: z.array(z.string().max(10)).max(2000).default([]),
    buffer_minutes: z.number().int().min(0).max(480).default(15),
    lead_time_minutes: z.number().int().min(0).max(20_160).default(60),
    slot_capacity: z.number().int().min(0).max(100).default(1),
    emergency_multipliers: z
      .strictObject({ business_hours: multiplierOf('business_hours'), evening: multiplierOf('evening'), weekend: multiplierOf('weekend'), night: multiplierOf('night'), holiday: multiplierOf('holiday') })
      .default(DEFAULT_MULTIPLIERS),
    language: z.enum(['auto', 'en', 'es']).default('auto'),
    tone: z.string().max(50).default('friendly'),
  }),
  existing_calendar: z.array(visit).max(1000).default([]),
  customer_history: z
    .strictObject({ name: z.string().max(200).nullish(), last_address: place.nullish(), previous_jobs: z.number().int().min(0).optional(), last_visit: z.iso.date().nullish(), preferred_times: z.array(z.string().max(50)).max(20).optional() })
    .nullish(),
});

/** Parses what either door was given; `now` is the clock where the body names none. Throws ZodError, whose issues name the fields. */
export function readDispatchBody(given: unknown, clockNow: Date): DispatchRequest {
  const body = dispatchBody.parse(given);
  const { business_hours: hours, business_settings: settings } = body;
  return {
    callerPhone: body.caller_phone,
    calledNumber: body.called_number,
    tradeType: body.trade_type.toUpperCase() as DispatchRequest['tradeType'],
    businessName: body.business_name,
    currentMessage: body.current_message,
    conversationHistory: body.conversation_history.map(({ offered_slots: offeredSlots, ...turn }) => ({ ...turn, ...(offeredSlots ? { offeredSlots } : {}) })),
    now: body.now ?? clockNow.toISOString(),
    businessHours: { timeZone: hours.time_zone, weekly: hours.weekly, holidays: hours.holidays, emergency247: hours.emergency_24_7 },
    businessAddress: toPlace(body.business_address),
    jobEstimates: body.job_estimates.map((job) => ({ jobType: job.job_type, minutes: job.minutes, priceLow: job.price_low, priceHigh: job.price_high, offered: job.offered })),
    businessSettings: {
      serviceRadiusMiles: settings.service_radius_miles,
      serviceZips: settings.service_zips,
      bufferMinutes: settings.buffer_minutes,
      leadTimeMinutes: settings.lead_time_minutes,
      slotCapacity: settings.slot_capacity,
      emergencyMultipliers: settings.emergency_multipliers,
      language: settings.language,
      tone: settings.tone,
    },
    existingCalendar: body.existing_calendar,
    customerHistory: body.customer_history
      ? {
          name: body.customer_history.name ?? null,
          lastAddress: body.customer_history.last_address ? toPlace(body.customer_history.last_address) : null,
          previousJobs: body.customer_history.previous_jobs ?? 0,
          lastVisit: body.customer_history.last_visit ?? null,
          preferredTimes: body.customer_history.preferred_times ?? [],
        }
      : null,
  };
}

function toPlace(body: z.infer<typeof place>): DispatchRequest['businessAddress'] {
  return { street: body.street ?? null, city: body.city ?? null, state: body.state ?? null, zip: body.zip ?? null, latitude: body.latitude ?? null, longitude: body.longitude ?? null };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
