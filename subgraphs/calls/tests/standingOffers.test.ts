import { newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.ahead(0));
afterAll(() => world?.stop());

const minute = 60_000;
const heldSlots = '{ appointments(filter: { status: [HELD] }) { nodes { start } } }';

test('what was offered as "1" is held on, and booked by "1", though a question came between and the lead time would no longer allow it', async () => {
  // The soonest slot is nearly within the lead time: a moment later it would not be offered any more.
  const leadTimeMinutes = 60 + ((58 - (new Date().getMinutes() % 30)) % 30);
  const business = await world.business({ ai: { leadTimeMinutes } });
  const from = newNumber();
  const held = async () => (await business.get<{ appointments: { nodes: { start: string }[] } }>(heldSlots)).appointments.nodes.map(({ start }) => start);
  const turn = async (body: string) => {
    await business.text(from, body);
    await business.hasten('calls.continueConversation');
    await business.accept();
  };
  await turn('my faucet is dripping, 1207 N 8th St, Boise 83702');
  const offered = await held();
  expect(offered).toHaveLength(3);

  world.ahead(3 * minute);
  await turn('how much is it? we are at 1207 N 8th St, Boise 83702');
  expect(await held()).toEqual(offered);
  expect(Date.parse(offered[0] as string)).toBeLessThan(world.foundation.clock().getTime() + leadTimeMinutes * minute);

  await turn('1');
  expect(await business.thread(from)).toMatchObject({ stage: 'BOOKED', appointment: { status: 'CONFIRMED', start: offered[0] } });
});
