import { z } from 'zod';

const confidence = z.number().min(0).max(1);
const slot = z.object({ start: z.iso.datetime(), end: z.iso.datetime() });
const addressParts = z.object({ street: z.string().nullable(), city: z.string().nullable(), state: z.string().nullable(), zip: z.string().nullable() });

/** What POST /dispatch/process answers, for its OpenAPI (contract/dispatch.md). Prices in whole US dollars, instants in UTC. */
export const dispatchAnswer = z.object({
  extracted_info: z.object({
    job_type: z.string().nullable(),
    urgency: z.enum(['emergency', 'urgent', 'normal']),
    life_safety: z.enum(['gas', 'carbon_monoxide', 'fire', 'electric_shock', 'water_near_power', 'person_trapped', 'medical']).nullable(),
    wants_human: z.boolean(),
    opt_out: z.boolean(),
    customer_name: z.string().nullable(),
    callback_phone: z.string().nullable(),
    address: addressParts.nullable(),
    preferred_time: z.object({ text: z.string(), earliest: z.string(), latest: z.string() }).nullable(),
    chosen_slot: z.string().nullable(),
    language: z.enum(['en', 'es']),
  }),
  confidence_scores: z.object({ job_type: confidence, urgency: confidence, address: confidence, preferred_time: confidence, overall: confidence }),
  validation: z.object({
    address_valid: z.boolean().nullable(),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    distance_miles: z.number().nullable(),
    in_service_area: z.boolean().nullable(),
    within_business_hours: z.boolean().nullable(),
    has_capacity: z.boolean().nullable(),
    problems: z.array(z.string()),
  }),
  needs_geocoding: z.boolean(),
  conversation_stage: z.enum(['GREETING', 'COLLECTING_JOB', 'COLLECTING_ADDRESS', 'VALIDATING', 'PROPOSING_SLOT', 'CONFIRMING', 'BOOKED', 'OUT_OF_AREA', 'ESCALATED', 'CLOSED']),
  next_action: z.object({
    type: z.enum(['ASK_JOB', 'ASK_ADDRESS', 'ASK_TIME', 'PROPOSE_SLOT', 'CONFIRM_APPOINTMENT', 'EXPLAIN_OUT_OF_AREA', 'SAFETY_WARNING', 'ESCALATE', 'OPT_OUT', 'ANSWER', 'CLOSE']),
    message: z.string(),
  }),
  proposed_slot: slot.nullable(),
  alternative_slots: z.array(slot),
  price_estimate: z.object({ low: z.number(), high: z.number(), multiplier: z.number(), rule: z.enum(['none', 'business_hours', 'evening', 'weekend', 'night', 'holiday']) }).nullable(),
  engine: z.enum(['rules', 'openai', 'rules_after_openai_failed']),
});
