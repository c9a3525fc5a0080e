import { readEnvironment } from '../../../platform/config/environment';
import { createHttpServer } from '../../../platform/http/httpServer';
import { createLogger } from '../../../platform/logging/logger';
import { createRulesDispatcher } from '../clients/rulesDispatcher/rulesDispatcher';
import { createZipTable } from '../clients/zipTable/zipTable';
import { dispatchAnswer } from './dispatchAnswer';
import { dispatchRoutes } from './dispatchProcess';

const NOW = new Date('2026-11-20T15:04:05Z');
const clock = () => NOW;
const foundation = { environment: readEnvironment({ NODE_ENV: 'test', INTERNAL_SERVICE_KEY: 'one-key-of-the-tests,another-key-of-them' }), log: createLogger({ level: 'silent', format: 'json' }), clock };
let app: Awaited<ReturnType<typeof createHttpServer>>;

beforeAll(async () => {
  app = await createHttpServer(foundation);
  dispatchRoutes(app, foundation as Parameters<typeof dispatchRoutes>[1], createRulesDispatcher({ geocoder: createZipTable(), clock }));
});
afterAll(() => app.close());

const weekday = [{ opens: '08:00', closes: '17:00' }];
const least = {
  caller_phone: '+12085550100', called_number: '+12085550199', trade_type: 'plumbing', business_name: 'Boise Pipe & Drain', current_message: 'slow kitchen drain, 4120 W Emerald St Boise 83704',
  business_hours: { time_zone: 'America/Boise', weekly: { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday } },
  business_address: { street: '100 Main St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.615, longitude: -116.202 }, business_settings: {},
};
const full = {
  ...least, now: '2026-11-20T15:04:05Z', conversation_history: [{ role: 'assistant', content: 'Hi', timestamp: '2026-11-20T15:00:00Z', offered_slots: ['2026-11-20T17:00:00Z'] }], job_estimates: [{ job_type: 'drain_cleaning', minutes: 60, price_low: 100, price_high: 200 }],
  business_hours: { ...least.business_hours, holidays: ['2026-11-26'], emergency_24_7: true },
  business_settings: { service_radius_miles: 25, service_zips: ['83704'], buffer_minutes: 15, lead_time_minutes: 60, slot_capacity: 1, emergency_multipliers: { business_hours: 1.5 }, language: 'auto', tone: 'friendly' },
  existing_calendar: [{ start: '2026-11-20T16:00:00Z', end: '2026-11-20T17:00:00Z', latitude: 43.6, longitude: -116.3 }],
  customer_history: { name: 'Ana', last_address: { street: '1 A St', city: 'Boise', state: 'ID', zip: '83704' }, previous_jobs: 2, last_visit: '2026-03-02', preferred_times: ['morning'] },
};

type Answer = { success: boolean; data: Record<string, unknown>; error: { code: string; details: { validation_errors: { field: string }[] } } };
async function post(body: unknown): Promise<{ status: number; body: Answer }> {
  const answer = await app.inject({ method: 'POST', url: '/dispatch/process', headers: { 'content-type': 'application/json', 'x-service-key': 'another-key-of-them' }, payload: JSON.stringify(body) });
  return { status: answer.statusCode, body: answer.json() };
}

/** The body with one value put in, by its dotted path. */
function put(path: string, value: unknown): Record<string, unknown> {
  const body = JSON.parse(JSON.stringify(full)) as Record<string, unknown>; // not structuredClone, which would keep the days one and the same
  const keys = path.split('.');
  const holder = keys.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, body);
  holder[keys.at(-1)!] = value;
  return body;
}

test.each(['surprise', 'conversation_history.0.surprise', 'business_hours.surprise', 'business_hours.weekly.funday', 'business_hours.weekly.monday.0.surprise', 'business_address.country', 'job_estimates.0.surprise', 'business_settings.surprise', 'business_settings.emergency_multipliers.surprise', 'existing_calendar.0.surprise', 'customer_history.surprise', 'customer_history.last_address.surprise'])(
  'the unknown field %s is refused by its name', async (path) => {
    const { status, body } = await post(put(path, 1));
    expect([status, body.error.code, body.error.details.validation_errors.map(({ field }) => field)]).toEqual([422, 'VALIDATION_FAILED', [path]]);
  });

const many = (count: number, value: unknown) => Array.from({ length: count }, () => value);
test.each<[string, unknown]>([
  ['caller_phone', '2085550100'], ['called_number', '+0'], ['trade_type', 'roofing'], ['business_name', ''], ['business_name', 'x'.repeat(201)], ['current_message', ''], ['current_message', 'x'.repeat(1601)], ['now', 'yesterday'],
  ['conversation_history', many(101, full.conversation_history[0])], ['conversation_history.0.role', 'robot'], ['conversation_history.0.content', 'x'.repeat(1601)], ['conversation_history.0.timestamp', 'noon'], ['conversation_history.0.offered_slots', many(11, '2026-11-20T17:00:00Z')],
  ['business_hours.time_zone', 'Mars/Base'], ['business_hours.weekly.monday', many(9, weekday[0])], ['business_hours.weekly.monday.0.opens', '8am'], ['business_hours.weekly.monday.0.closes', '24:30'], ['business_hours.holidays', many(101, '2026-11-26')], ['business_hours.holidays', ['2026-02-30']],
  ['business_address.street', 'x'.repeat(201)], ['business_address.latitude', 91], ['business_address.longitude', -181], ['job_estimates', many(101, full.job_estimates[0])], ['job_estimates.0.minutes', 0], ['job_estimates.0.price_low', 1.5], ['job_estimates.0.offered', 'no'], ['job_estimates.0.price_high', -1], ['job_estimates.0.price_high', 99],
  ['business_settings.service_radius_miles', -1], ['business_settings.service_zips', many(2001, '83704')], ['business_settings.buffer_minutes', 481], ['business_settings.lead_time_minutes', 20_161], ['business_settings.slot_capacity', -1], ['business_settings.emergency_multipliers.night', 3],
  ['business_settings.emergency_multipliers.night', 1.4], ['business_settings.language', 'fr'], ['business_settings.tone', 'x'.repeat(51)], ['existing_calendar', many(1001, full.existing_calendar[0])], ['existing_calendar.0.start', 'noon'], ['existing_calendar.0.end', '2026-11-20T16:00:00Z'], ['now', '0001-01-01T00:00:00Z'], ['customer_history.name', 'x'.repeat(201)],
  ['customer_history.previous_jobs', -1], ['customer_history.last_visit', 'March'], ['customer_history.preferred_times', many(21, 'morning')],
])('%s beyond its limit is refused by its name', async (path, value) => {
  const { status, body } = await post(put(path, value));
  expect([status, body.error.code]).toEqual([422, 'VALIDATION_FAILED']);
  for (const { field } of body.error.details.validation_errors) expect(field.startsWith(path)).toBe(true);
});

test('the full request and the least one are answered in snake_case as the contract writes it, urgency in lower case', async () => {
  for (const asked of [full, least]) {
    const { status, body } = await post(asked);
    expect([status, body.success]).toEqual([200, true]);
    expect(dispatchAnswer.strict().safeParse(body.data).error?.issues ?? []).toEqual([]);
    expect(JSON.stringify(body.data).match(/"[a-z]+[A-Z]\w*":/g)).toBeNull();
    expect(body.data).toMatchObject({ extracted_info: { job_type: 'drain_cleaning', urgency: 'normal' }, conversation_stage: 'PROPOSING_SLOT', next_action: { type: 'PROPOSE_SLOT' }, price_estimate: { multiplier: 1, rule: 'none' }, engine: 'rules' });
  }
});

test.each<[string, string, unknown, string]>([
  ['a price range upside down', 'job_estimates.0.price_low', 201, 'job_estimates.0.price_high'],
  ['a calendar entry that ends as it starts', 'existing_calendar.0.end', '2026-11-20T16:00:00Z', 'existing_calendar.0.end'],
  ['a period that closes after the day is over', 'business_hours.weekly.monday', [{ opens: '17:00', closes: '24:30' }], 'business_hours.weekly.monday.0.closes'],
  ['a day that opens when it is over', 'business_hours.weekly.monday', [{ opens: '24:00', closes: '24:00' }], 'business_hours.weekly.monday.0.opens'],
  ['periods of a day that overlap', 'business_hours.weekly.monday', [{ opens: '12:00', closes: '17:00' }, { opens: '08:00', closes: '12:30' }], 'business_hours.weekly.monday.1.opens'],
  ['a period within an overnight one', 'business_hours.weekly.monday', [{ opens: '20:00', closes: '04:00' }, { opens: '22:00', closes: '23:00' }], 'business_hours.weekly.monday.1.opens'],
])('%s is refused by its name', async (_what, path, value, field) => {
  const { status, body } = await post(put(path, value));
  expect([status, body.error.code, body.error.details.validation_errors.map((error) => error.field)]).toEqual([422, 'VALIDATION_FAILED', [field]]);
});

test('periods of a day may touch', async () => {
  const { status } = await post(put('business_hours.weekly.monday', [{ opens: '08:00', closes: '12:00' }, { opens: '12:00', closes: '17:00' }]));
  expect(status).toBe(200);
});

test('a period that closes before it opens runs past midnight, and one may end before it on the same day', async () => {
  const overnight = [{ opens: '20:00', closes: '04:00' }, { opens: '00:00', closes: '06:00' }];
  const asked = put('business_hours.weekly', Object.fromEntries(['thursday', 'friday', 'saturday'].map((day) => [day, overnight])));
  const { status, body } = await post({ ...asked, now: '2026-11-20T05:00:00Z' });
  expect([status, body.data]).toMatchObject([200, { validation: { within_business_hours: true } }]);
});

test('"24:00" closes at midnight', async () => {
  const { status } = await post(put('business_hours.weekly.monday.0.closes', '24:00'));
  expect(status).toBe(200);
});

test('what the customer has not said is null, though the history knows it', async () => {
  const { body } = await post({ ...full, current_message: 'my kitchen drain is slow' });
  expect(body.data).toMatchObject({ extracted_info: { customer_name: null, address: null }, validation: { address_valid: null, latitude: null, in_service_area: null }, needs_geocoding: false });
  const unplaced = await post({ ...full, current_message: 'this is Anna Maria, my kitchen drain is slow, 1 Main St 00001' });
  expect(unplaced.body.data).toMatchObject({ extracted_info: { customer_name: 'Anna Maria' }, validation: { address_valid: false }, needs_geocoding: true });
});
