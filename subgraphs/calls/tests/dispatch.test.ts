import type { FastifyInstance } from 'fastify';
import { createHttpServer } from '../../../platform/http/httpServer';
import { user } from '../../../tests/harness/subgraph';
import { type Business, startWorld, type World } from './world';

let world: World;
let business: Business;
let app: FastifyInstance;
beforeAll(async () => {
  world = await startWorld();
  business = await world.business();
  app = await createHttpServer(world.foundation);
  world.running.routes?.(app);
});
afterAll(async () => {
  await app?.close();
  await world?.stop();
});

const body = {
  caller_phone: '+12085550100',
  called_number: '+12085550199',
  trade_type: 'plumbing',
  business_name: 'Boise Pipe & Drain',
  current_message: 'my kitchen faucet is dripping, 1207 N 8th St, Boise ID 83702',
  conversation_history: [{ role: 'assistant', content: 'Hi, automated assistant here.', timestamp: '2026-11-20T15:00:00.000Z' }],
  now: '2026-11-20T15:04:05.000Z',
  business_hours: { time_zone: 'America/Boise', weekly: { friday: [{ opens: '08:00', closes: '24:00' }] }, holidays: ['2026-11-26'], emergency_24_7: true },
  business_address: { street: '1015 W Main St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6177, longitude: -116.2023 },
  business_settings: { service_radius_miles: 25 },
};
const input = {
  callerPhone: body.caller_phone,
  calledNumber: body.called_number,
  tradeType: 'PLUMBING',
  businessName: body.business_name,
  currentMessage: body.current_message,
  conversationHistory: [{ role: 'ASSISTANT', content: 'Hi, automated assistant here.', timestamp: '2026-11-20T15:00:00.000Z' }],
  now: body.now,
  businessHours: { timeZone: 'America/Boise', weekly: { friday: [{ opens: '08:00', closes: '24:00' }] }, holidays: ['2026-11-26'], emergency247: true },
  businessAddress: body.business_address,
  businessSettings: { serviceRadiusMiles: 25 },
};
const mutation = `mutation ($input: DispatchInput!) { processDispatch(input: $input) {
  conversationStage nextAction { type message } extractedInfo { jobType urgency language } priceEstimate { low high multiplier rule } proposedSlot { start end } alternativeSlots { start } engine } }`;

const key = () => world.foundation.environment.internalServiceKeys[0] as string;
const post = (payload: object, headers: Record<string, string> = { 'x-service-key': key() }) => app.inject({ method: 'POST', url: '/dispatch/process', headers, payload });

test('both doors answer the same, each in its own words', async () => {
  const rest = (await post(body)).json<{ success: boolean; data: Record<string, Record<string, unknown>> }>();
  const { processDispatch } = await business.get<{ processDispatch: Record<string, Record<string, unknown>> }>(mutation, { input });
  expect(rest).toMatchObject({ success: true, data: { conversation_stage: 'PROPOSING_SLOT', engine: 'rules', extracted_info: { urgency: 'normal', language: 'en' }, next_action: { type: 'PROPOSE_SLOT' } } });
  expect(processDispatch).toMatchObject({ conversationStage: 'PROPOSING_SLOT', engine: 'RULES', extractedInfo: { urgency: 'NORMAL', language: 'EN', jobType: rest.data['extracted_info']?.['job_type'] } });
  expect(processDispatch['nextAction']).toEqual(rest.data['next_action']);
  expect(processDispatch['proposedSlot']).toMatchObject({ start: expect.any(String) });
  expect(await world.asOwner('select 1 as one from calls.conversations where tenant_id = $1', [business.tenantId])).toEqual([]);
});

test.each([
  ['businessHours.timeZone', 'business_hours.time_zone', { businessHours: { ...input.businessHours, timeZone: 'Mars/Olympus' } }, { business_hours: { ...body.business_hours, time_zone: 'Mars/Olympus' } }],
  ['currentMessage', 'current_message', { currentMessage: '' }, { current_message: '' }],
  ['currentMessage', 'current_message', { currentMessage: 'x'.repeat(1601) }, { current_message: 'x'.repeat(1601) }],
  ['businessName', 'business_name', { businessName: 'x'.repeat(201) }, { business_name: 'x'.repeat(201) }],
  ['conversationHistory', 'conversation_history', { conversationHistory: Array.from({ length: 101 }, () => input.conversationHistory[0]) }, { conversation_history: Array.from({ length: 101 }, () => body.conversation_history[0]) }],
  ['businessHours.weekly.friday.0.opens', 'business_hours.weekly.friday.0.opens', { businessHours: { ...input.businessHours, weekly: { friday: [{ opens: '8am', closes: '17:00' }] } } }, { business_hours: { ...body.business_hours, weekly: { friday: [{ opens: '8am', closes: '17:00' }] } } }],
  ['businessSettings.emergencyMultipliers.night', 'business_settings.emergency_multipliers.night', { businessSettings: { emergencyMultipliers: { night: 3 } } }, { business_settings: { emergency_multipliers: { night: 3 } } }],
  ['businessHours.weekly.friday.0.closes', 'business_hours.weekly.friday.0.closes', { businessHours: { ...input.businessHours, weekly: { friday: [{ opens: '17:00', closes: '24:01' }] } } }, { business_hours: { ...body.business_hours, weekly: { friday: [{ opens: '17:00', closes: '24:01' }] } } }],
  ['businessHours.weekly.friday.1.opens', 'business_hours.weekly.friday.1.opens', { businessHours: { ...input.businessHours, weekly: { friday: [{ opens: '08:00', closes: '12:30' }, { opens: '12:00', closes: '17:00' }] } } }, { business_hours: { ...body.business_hours, weekly: { friday: [{ opens: '08:00', closes: '12:30' }, { opens: '12:00', closes: '17:00' }] } } }],
  ['jobEstimates.0.priceHigh', 'job_estimates.0.price_high', { jobEstimates: [{ jobType: 'leak_repair', minutes: 90, priceLow: 200, priceHigh: 100 }] }, { job_estimates: [{ job_type: 'leak_repair', minutes: 90, price_low: 200, price_high: 100 }] }],
  ['existingCalendar.0.end', 'existing_calendar.0.end', { existingCalendar: [{ start: '2026-11-20T17:00:00.000Z', end: '2026-11-20T16:00:00.000Z' }] }, { existing_calendar: [{ start: '2026-11-20T17:00:00.000Z', end: '2026-11-20T16:00:00.000Z' }] }],
])('what breaks a limit is refused, and %s named', async (field, restField, change, restChange) => {
  expect(await business.refusal(mutation, { input: { ...input, ...change } })).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: `input.${field}` } });
  const response = await post({ ...body, ...restChange });
  expect([response.statusCode, response.json<{ error: { code: string; details: { validation_errors: { field: string }[] } } }>().error.details.validation_errors.map((error) => error.field)]).toEqual([422, [restField]]);
});

test('unknown fields are refused with their names', async () => {
  const response = await post({ ...body, surprise: 1, business_settings: { ...body.business_settings, tempo: 'fast' } });
  expect(response.statusCode).toBe(422);
  expect(JSON.stringify(response.json())).toMatch(/surprise.*business_settings\.tempo|business_settings\.tempo.*surprise/);
});

test('REST wants the service key, GraphQL the permission', async () => {
  expect((await post(body, {})).statusCode).toBe(401);
  expect((await post(body, { 'x-service-key': 'wrong' })).statusCode).toBe(401);
  for (const role of ['technician', 'viewer'] as const) expect(await business.refusal(mutation, { input }, user(business.tenantId, role))).toMatchObject({ code: 'AUTH_INSUFFICIENT_PERMISSIONS' });
});

test('REST answers in the documented envelope', async () => {
  expect((await post(body)).json()).toMatchObject({ success: true, metadata: { request_id: expect.any(String), timestamp: expect.any(String), processing_time_ms: expect.any(Number) } });
});
