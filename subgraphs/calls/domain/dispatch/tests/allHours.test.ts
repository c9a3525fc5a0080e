import { localMoment } from '../scheduling/localTime';
import { conversation, GREETED, request } from './sample';

const ZONE = 'America/Boise';
const always = [{ opens: '00:00', closes: '24:00' }];
const businessHours = { ...request().businessHours, weekly: Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, always])) };

/** The local minute of the day at which the first offer of a business that is always open begins. */
async function firstOffered(text: string, now?: string): Promise<number> {
  const { proposedSlot } = await conversation({ conversationHistory: GREETED, businessHours, ...(now ? { now } : {}) }).says(`${text} 4120 W Emerald St Boise 83704`);
  return localMoment(Date.parse(proposedSlot!.start), ZONE).minuteOfDay;
}

test.each(['clogged drain tomorrow', 'clogged drain before 10 tomorrow', 'clogged drain on monday', 'burst pipe flooding the house, come tomorrow', 'clogged drain on christmas day'])('nobody is offered the small hours who did not ask for them: %s', async (text) => {
  expect(await firstOffered(text)).toBe(7 * 60);
});

test.each([['clogged drain tomorrow at 5 am', 5 * 60], ['clogged drain tomorrow before 6 am', 0]])('but who did: %s', async (text, minute) => {
  expect(await firstOffered(text)).toBe(minute);
});

test('an emergency that wants somebody today is offered the soonest, in the night too', async () => {
  expect(await firstOffered('burst pipe flooding the house, need someone today', '2026-11-21T09:04:00Z')).toBe(3 * 60 + 30);
});
