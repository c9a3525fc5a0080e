import * as telephony from '../../../schema/events/telephony';
import { boise, type Business, inHours, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const job = 'my faucet is dripping, 1207 N 8th St, Boise 83702';
const book = 'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename } }';

async function turn(business: Business, from: string, body: string): Promise<void> {
  await business.text(from, body);
  await business.accept();
}

/** The lead of the only customer, and the states of it that others heard of. */
async function lead(business: Business) {
  const { leads } = await business.get<{ leads: { nodes: { status: string; lostReason: string | null }[] } }>('{ leads { nodes { status lostReason } } }');
  return { ...leads.nodes[0], heard: (await business.said<{ status: string }>('calls.leadChanged')).map(({ status }) => status) };
}

/** A customer to whom times for a job are offered. */
async function offered() {
  const business = await world.business();
  const from = newNumber();
  await turn(business, from, job);
  expect(await lead(business)).toEqual({ status: 'QUALIFIED', lostReason: null, heard: ['QUALIFIED'] });
  return { business, from };
}

const carrierSays = (from: string, optedOut: boolean) => telephony.optOutChanged({ phone: from, from, optedOut, source: 'CARRIER', changedAt: new Date().toISOString() });

describe('work that the customer wants no more is lost, with the reason', () => {
  test.each([
    ['they found somebody else', 'WITHDRAWN', (business: Business, from: string) => turn(business, from, 'nevermind, found someone else')],
    ['they say good-bye to the times offered', 'WITHDRAWN', (business: Business, from: string) => turn(business, from, 'no thank you')],
    ['they ask for no more texts', 'OPTED_OUT', (business: Business, from: string) => turn(business, from, 'please stop texting me')],
    ['the carrier tells of their STOP', 'OPTED_OUT', (business: Business, from: string) => business.say(business.texted(from, 'STOP', 'STOP'), carrierSays(from, true))],
  ])('%s', async (_what, lostReason, leave) => {
    const { business, from } = await offered();
    await leave(business, from);
    expect(await lead(business)).toEqual({ status: 'LOST', lostReason, heard: ['QUALIFIED', 'LOST'] });
  });

  test('it is theirs again when they come back to it, and can be booked', async () => {
    const { business, from } = await offered();
    await turn(business, from, 'nevermind, found someone else');
    await turn(business, from, 'the other guy never came, my faucet is still dripping');
    expect(await lead(business)).toEqual({ status: 'QUALIFIED', lostReason: null, heard: ['QUALIFIED', 'LOST', 'QUALIFIED'] });
    await turn(business, from, '1');
    expect(await lead(business)).toMatchObject({ status: 'BOOKED', lostReason: null });
  });

  test('a person may book it all the same', async () => {
    const { business, from } = await offered();
    await turn(business, from, 'nevermind, found someone else');
    const { id: conversationId } = await business.thread(from);
    await business.get(book, { input: { conversationId, trade: 'PLUMBING', jobType: 'leak_repair', start: inHours(30), address: boise } });
    expect(await lead(business)).toMatchObject({ status: 'BOOKED', lostReason: null });
  });
});

describe('work that is booked stays booked until a person has heard the customer', () => {
  test.each([
    ['wants no more of it', (business: Business, from: string) => turn(business, from, 'nevermind, found someone else')],
    ['wants no more texts', (business: Business, from: string) => business.say(business.texted(from, 'STOP', 'STOP'), carrierSays(from, true))],
  ])('though the customer %s', async (_what, leave) => {
    const { business, from } = await offered();
    await turn(business, from, '1');
    await leave(business, from);
    expect(await lead(business)).toEqual({ status: 'BOOKED', lostReason: null, heard: ['QUALIFIED', 'BOOKED'] });
    expect(await business.said('calls.humanNeeded')).toHaveLength(1);
  });
});

test('to be texted again is no loss and no return', async () => {
  const { business, from } = await offered();
  await business.say(carrierSays(from, true));
  await business.say(carrierSays(from, false));
  expect(await lead(business)).toEqual({ status: 'LOST', lostReason: 'OPTED_OUT', heard: ['QUALIFIED', 'LOST'] });
});
