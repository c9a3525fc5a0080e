import { newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const BURST = 'pipe burst, water everywhere! 1207 N 8th St, Boise 83702';

/** What became of these texts where the first free time is so many minutes away. */
async function after(leadTimeMinutes: number, texts: string[]) {
  const business = await world.business({ ai: { leadTimeMinutes } });
  const from = newNumber();
  for (const text of texts) {
    await business.text(from, text);
    await business.accept();
  }
  return { needed: await business.said('calls.humanNeeded'), thread: await business.thread(from), from };
}

test.each([
  ['an emergency', BURST, 'I have told our team that this is an emergency.'],
  ['an emergency in Spanish', 'se reventó un tubo, hay agua por todos lados! 1207 N 8th St, Boise 83702', 'Avisé a nuestro equipo que es una emergencia.'],
])('a person is told of %s that is offered no time soon, and the customer hears of it with the times', async (_what, text, told) => {
  const { needed, thread, from } = await after(240, [text]);
  expect(thread).toMatchObject({ stage: 'PROPOSING_SLOT', urgency: 'EMERGENCY', handler: 'AI' });
  expect(thread.messages.nodes[0]?.body).toMatch(/1\).*2\).*3\)/);
  expect(thread.messages.nodes[0]?.body).toContain(told);
  expect(needed).toMatchObject([{ kind: 'CUSTOMER_WAITING', conversationId: thread.id, customerPhone: from, reason: expect.stringContaining('emergency') }]);
});

test('a person is told once, whatever times are offered after it, and the pick is booked', async () => {
  const { needed, thread } = await after(240, [BURST, 'how much is it?', 'do you have any other times?', '1']);
  expect(needed).toHaveLength(1);
  expect(thread).toMatchObject({ stage: 'BOOKED', appointment: { status: 'CONFIRMED' } });
});

test.each([
  ['is offered a time soon', 60, [BURST]],
  ['was offered one, and asks for others', 60, [BURST, 'do you have any other times?', 'do you have any other times?']],
  ['wishes a later one', 60, [`${BURST}, please come tomorrow afternoon`]],
  ['is none', 240, ['my kitchen drain is slow, 1207 N 8th St, Boise 83702']],
])('nobody is called for an emergency that %s', async (_what, leadTimeMinutes, texts) => {
  const { needed, thread } = await after(leadTimeMinutes, texts);
  expect(thread.messages.nodes[0]?.body).toMatch(/1\).*2\).*3\)/);
  expect(needed).toEqual([]);
});
