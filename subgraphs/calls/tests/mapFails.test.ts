import { createRulesDispatcher } from '../clients/rulesDispatcher/rulesDispatcher';
import type { Geocoder } from '../clients/geocoder';
import { createContext } from '../createContext';
import { availableSlots } from '../usecases/availableSlots';
import { bookAppointment } from '../usecases/bookAppointment';
import { continueConversation } from '../usecases/continueConversation';
import { boise, type Business, inHours, newNumber, openConversation, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const maps: [string, Geocoder][] = [
  ['rejects', { locate: () => Promise.reject(new Error('down')) }],
  ['throws', { locate: () => { throw new Error('down'); } }],
];
const contextOf = (business: Business, geocoder: Geocoder) =>
  createContext(world.foundation, { dispatcher: createRulesDispatcher({ geocoder, clock: world.foundation.clock }), geocoder }, { principal: business.owner, requestId: 'test' });

/** Turn by turn, with that map; what stands in the thread then. */
async function threadBy(business: Business, geocoder: Geocoder, texts: string[]) {
  const from = newNumber();
  for (const text of texts) {
    await business.text(from, text);
    await continueConversation(contextOf(business, geocoder), { conversationId: (await business.thread(from)).id });
    await business.accept();
  }
  return business.thread(from);
}
const DRIPPING = 'my faucet is dripping, 1207 N 8th St, Boise ID 83702';

describe.each(maps)('where the map %s', (_how, geocoder) => {
  test('a conversation reaches a booking without it where the ZIP code is served', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 }, serviceZips: ['83702'] });
    expect(await threadBy(business, geocoder, [DRIPPING, '1'])).toMatchObject({ stage: 'BOOKED', handler: 'AI', appointment: { status: 'CONFIRMED' } });
    expect(await world.asOwner(`select address -> 'latitude' as latitude, address ->> 'zip' as zip from calls.appointments where tenant_id = $1`, [business.tenantId])).toEqual([{ latitude: null, zip: '83702' }]);
  });

  test('a customer of whom it cannot be told whether they are served is asked for the address, and then a person is', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const asked = await threadBy(business, geocoder, [DRIPPING]);
    expect(asked).toMatchObject({ stage: 'VALIDATING', handler: 'AI', messages: { nodes: [{ sender: 'AI', body: expect.stringMatching(/could not find that address/) }, {}] } });
    const given = await threadBy(business, geocoder, [DRIPPING, '1207 N 8th St, Boise ID 83702', '1207 N 8th St, Boise ID 83702']);
    expect(given).toMatchObject({ stage: 'ESCALATED', handler: 'HUMAN' });
  });

  test('a person books where the ZIP code is served, and is told that the address could not be placed where that cannot be told', async () => {
    const [served, unsure] = [await world.business({ serviceZips: ['83702'] }), await world.business()];
    const input = { trade: 'PLUMBING', jobType: 'drain_cleaning', address: boise, start: new Date(inHours(30)) } as const;
    expect(await availableSlots(contextOf(served, geocoder), { ...input, limit: 1 })).toHaveLength(1);
    expect(await bookAppointment(contextOf(served, geocoder), { ...input, customerId: (await openConversation(served)).customerId })).toMatchObject({ kind: 'booked', appointment: { address: { zip: '83702', latitude: null } } });
    expect(await bookAppointment(contextOf(unsure, geocoder), { ...input, customerId: (await openConversation(unsure)).customerId })).toMatchObject({ kind: 'outsideServiceArea', message: expect.stringMatching(/could not be placed/), distanceMiles: null });
  });
});
