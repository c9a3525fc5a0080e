import { newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

describe('a business of several trades', () => {
  test.each([
    ['two outlets in my kitchen are dead', 'ELECTRICAL'],
    ['my kitchen faucet is dripping', 'PLUMBING'],
  ])('reads "%s" as work of %s, and books it as such', async (body, trade) => {
    const business = await world.business({ trades: ['PLUMBING', 'ELECTRICAL'] });
    const from = newNumber();
    for (const text of ['hi', body, '1207 N 8th St, Boise ID 83702', '1']) {
      await business.text(from, text);
      await business.accept();
    }
    expect(await business.thread(from)).toMatchObject({ stage: 'BOOKED', lead: { status: 'BOOKED' } });
    expect(await world.asOwner('select trade from calls.appointments where tenant_id = $1 union select trade from calls.leads where tenant_id = $1', [business.tenantId])).toEqual([{ trade }]);
  });

  test('does not do the work of a trade that is none of its own', async () => {
    const business = await world.business({ trades: ['PLUMBING', 'ELECTRICAL'] });
    const from = newNumber();
    await business.text(from, 'can you mow my lawn?');
    expect(await business.thread(from)).toMatchObject({ status: 'ESCALATED', lead: null });
  });

  test('knows a danger of any of its trades', async () => {
    const business = await world.business({ trades: ['PLUMBING', 'ELECTRICAL'] });
    const from = newNumber();
    await business.text(from, 'the outlet in my bedroom is sparking');
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'LIFE_SAFETY' }]);
    expect(await world.asOwner('select trade from calls.leads where tenant_id = $1', [business.tenantId])).toEqual([{ trade: 'ELECTRICAL' }]);
  });
});
