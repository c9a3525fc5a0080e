import { forgetAnswers } from '../store/answers';
import { boise, type Business, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const book = 'mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename ... on Appointment { id } } }';
const send = 'mutation ($id: ID!, $input: SendMessageInput!) { sendMessage(conversationId: $id, input: $input) { __typename ... on Message { id } } }';
const usedByAnother = { code: 'RESOURCE_ALREADY_EXISTS', details: { field: 'input.idempotencyKey' } };

async function conversation(business: Business): Promise<{ id: string; customerId: string }> {
  const from = newNumber();
  await business.text(from, 'my drain is clogged');
  const { id, customer } = await business.thread(from);
  return { id, customerId: customer.id };
}

interface Answered {
  bookAppointment: { id: string };
}

test('a key that booked nothing is still its input’s: the same tries again and books once, another is refused', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const { customerId } = await conversation(business);
  const inHours = (hours: number) => new Date(Math.ceil(Date.now() / 3_600_000 + hours) * 3_600_000).toISOString();
  const wish = { trade: 'PLUMBING', jobType: 'drain_cleaning', start: inHours(30), customerId };
  const taken = { ...wish, address: boise, idempotencyKey: 'taken' };
  const far = { ...wish, address: { street: '350 5th Ave', city: 'New York', state: 'NY', zip: '10118' }, idempotencyKey: 'far' };
  const first = await business.get<Answered>(book, { input: { ...taken, idempotencyKey: null } });
  for (const [input, kind] of [[taken, 'SlotUnavailable'], [far, 'OutsideServiceArea']] as const) {
    for (let attempt = 0; attempt < 2; attempt += 1) expect(await business.get(book, { input })).toEqual({ bookAppointment: { __typename: kind } });
    expect(await business.refusal(book, { input: { ...input, start: inHours(40), address: boise } })).toEqual(usedByAnother);
  }
  await world.asOwner('delete from calls.appointments where id = $1', [first.bookAppointment.id]);
  const answers = await Promise.all([1, 2].map(() => business.get<Answered>(book, { input: taken })));
  expect(new Set(answers.map((answer) => answer.bookAppointment.id)).size).toBe(1);
  expect(await business.get('{ appointments { totalCount } }')).toEqual({ appointments: { totalCount: 1 } });
});

test('a key that sent nothing is still its text’s', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const { id, customerId } = await conversation(business);
  const input = { body: 'On my way.', idempotencyKey: 'k' };
  await world.asOwner('update calls.customer_numbers set opted_out = true where customer_id = $1', [customerId]);
  expect(await business.get(send, { id, input })).toEqual({ sendMessage: { __typename: 'RecipientUnreachable' } });
  expect(await business.refusal(send, { id, input: { ...input, body: 'Later.' } })).toEqual(usedByAnother);
  await world.asOwner('update calls.customer_numbers set opted_out = false where customer_id = $1', [customerId]);
  for (let attempt = 0; attempt < 2; attempt += 1) expect(await business.get(send, { id, input })).toMatchObject({ sendMessage: { __typename: 'Message' } });
  expect(await business.said('calls.messageQueued')).toHaveLength(1);
});

test('what is refused leaves the key free', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const { customerId } = await conversation(business);
  const input = { trade: 'PLUMBING', jobType: 'no_such_job', start: new Date(Math.ceil(Date.now() / 3_600_000 + 30) * 3_600_000).toISOString(), customerId, address: boise, idempotencyKey: 'k' };
  expect(await business.refusal(book, { input })).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(await business.get(book, { input: { ...input, jobType: 'drain_cleaning' } })).toMatchObject({ bookAppointment: { __typename: 'Appointment' } });
});

test('a key is kept for a week', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const { id } = await conversation(business);
  const write = () => business.get<{ sendMessage: { id: string } }>(send, { id, input: { body: 'On our way', idempotencyKey: 'kept' } }).then(({ sendMessage }) => sendMessage.id);
  const first = await write();
  for (const [days, isSame] of [[6, true], [8, false]] as const) {
    await world.asOwner('update calls.answers set created_at = clock_timestamp() - make_interval(days => $2) where tenant_id = $1', [business.tenantId, days]);
    await forgetAnswers.run(world.database);
    expect((await write()) === first).toBe(isSame);
  }
});
