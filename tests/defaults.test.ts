import { emergencyMultipliers } from '../schema/events/tenancy';
import { JOB_TYPES } from '../subgraphs/calls/domain/dispatch/pricing/jobTypes';
import { DEFAULT_MULTIPLIERS } from '../subgraphs/calls/domain/dispatch/pricing/price';
import { defaultJobTypes } from '../subgraphs/tenancy/domain/defaultJobTypes';

/** The dispatcher also answers requests that name no terms of a business (contract/dispatch.md): it then goes by what a new business starts with. */
test.each(Object.entries(JOB_TYPES))('%s: a new business starts with the jobs, durations and prices that the dispatcher takes for usual', (trade, known) => {
  const started = defaultJobTypes([trade as keyof typeof JOB_TYPES]).map(({ code, minutes, priceLow, priceHigh }) => ({ code, minutes, price: [priceLow, priceHigh] }));
  expect(started).toEqual(known.map(({ code, minutes, price }) => ({ code, minutes, price })));
});

test('a new business multiplies the price of an emergency as the dispatcher does by itself', () => {
  const { businessHours, ...others } = emergencyMultipliers.parse(undefined);
  expect({ business_hours: businessHours, ...others }).toEqual(DEFAULT_MULTIPLIERS);
});
