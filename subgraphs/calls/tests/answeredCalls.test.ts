import { randomUUID } from 'node:crypto';
import { callAnswered, callCompleted, callReceived } from '../../../schema/events/telephony';
import { type Business, openConversation, startWorld, type World } from './world';

let world: World;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world?.stop());

const hourMillis = 3_600_000;
/** A resolved conversation, and the customer's next call on the line. */
async function resolved() {
  const business = await world.business();
  const { id, from } = await openConversation(business);
  await business.get('mutation ($id: ID!) { resolveConversation(id: $id) { id } }', { id });
  return { business, id, from };
}
const newsOf = (business: Business, from: string, at: Date) => {
  const call = { callSid: `CA${randomUUID()}`, lineId: business.lineId, from, to: business.number, startedAt: at.toISOString() };
  const answeredAt = new Date(at.getTime() + 5_000).toISOString();
  return { received: callReceived(call), answered: callAnswered({ ...call, answeredAt }), completed: callCompleted({ ...call, answeredAt, endedAt: new Date(at.getTime() + 65_000).toISOString(), durationSeconds: 60 }) };
};
const conversationOf = async (business: Business) => (await business.get<{ calls: { nodes: { conversation: { id: string } | null }[] } }>('{ calls(first: 1) { nodes { conversation { id } } } }')).calls.nodes[0]?.conversation?.id;
const changes = async (business: Business, id: string) => (await business.said<{ conversationId: string; status: string }>('calls.conversationChanged')).filter(({ conversationId }) => conversationId === id).map(({ status }) => status);

test('a call that a person takes reopens the conversation that was resolved less than 24 h ago, once, and belongs to it', async () => {
  const { business, id, from } = await resolved();
  const news = newsOf(business, from, new Date(Date.now() + hourMillis));
  await business.say(news.received);
  expect((await business.thread(from)).status).toBe('RESOLVED');
  await business.say(news.answered);
  expect(await business.thread(from)).toMatchObject({ id, status: 'OPEN', handler: 'AI' });
  expect(await conversationOf(business)).toBe(id);
  expect(await changes(business, id)).toEqual(['OPEN', 'RESOLVED', 'OPEN']);
  // What was settled on the phone is resolved, and stays so when the call ends.
  await business.get('mutation ($id: ID!) { resolveConversation(id: $id) { id } }', { id });
  await business.say(news.completed);
  expect((await business.thread(from)).status).toBe('RESOLVED');
});

test('a call of which only the end is heard reopens it as well; one that was taken before it was resolved only belongs to it', async () => {
  const { business, id, from } = await resolved();
  await business.say(newsOf(business, from, new Date(Date.now() - hourMillis)).completed);
  expect([(await business.thread(from)).status, await conversationOf(business)]).toEqual(['RESOLVED', id]);
  await business.say(newsOf(business, from, new Date(Date.now() + hourMillis)).completed);
  expect((await business.thread(from)).status).toBe('OPEN');
});

test('a call that is taken more than 24 h after leaves it resolved, and opens no other', async () => {
  const { business, from } = await resolved();
  world.ahead(25 * hourMillis);
  await business.say(newsOf(business, from, new Date(Date.now() + 25 * hourMillis)).answered);
  world.ahead(0);
  expect((await business.thread(from)).status).toBe('RESOLVED');
  expect(await conversationOf(business)).toBeUndefined();
  expect(await business.get('{ conversations { totalCount } }')).toEqual({ conversations: { totalCount: 1 } });
});
