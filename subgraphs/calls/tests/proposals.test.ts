import * as telephony from '../../../schema/events/telephony';
import { createContext } from '../createContext';
import type { DispatchRequest, DispatchResult } from '../domain/dispatch/types';
import { continueConversation } from '../usecases/continueConversation';
import { boise, type Business, inHours, newNumber, openConversation, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

/** The context of a business whose dispatcher answers so. */
const contextWith = (business: Business, process: (request: DispatchRequest) => Promise<DispatchResult>) =>
  createContext(world.foundation, { dispatcher: { process }, geocoder: { locate: () => Promise.resolve(null) } }, { principal: { kind: 'system', tenantId: business.tenantId }, requestId: 'test' });

describe('what a dispatcher proposes is not taken on trust', () => {
  /** A turn that a dispatcher with one fixed answer has: what stands in the thread then. */
  async function turnBy(proposal: DispatchResult) {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, '1');
    const { id } = await business.thread(from);
    const context = contextWith(business, () => Promise.resolve(proposal));
    await continueConversation(context, { conversationId: id });
    const thread = await business.thread(from);
    // The turn has ended: nothing is due of it any more.
    await continueConversation(context, { conversationId: id });
    expect((await business.thread(from)).messages.nodes).toHaveLength(2);
    return { business, thread };
  }
  const knowing = (known: Partial<DispatchResult['extractedInfo']>, change: Partial<DispatchResult> = {}): DispatchResult => {
    const proposal = picked(inHours(30));
    return { ...proposal, extractedInfo: { ...proposal.extractedInfo, ...known }, ...change };
  };

  test.each([
    ['no place: it is asked for', { jobType: 'drain_cleaning', address: null }, 'COLLECTING_ADDRESS', /address/i],
    ['no job: it is asked for', { jobType: null, address: boise }, 'COLLECTING_JOB', /help/i],
  ])('a pick with %s, and nothing is booked', async (_what, known, stage, question) => {
    const { thread } = await turnBy(knowing(known));
    expect(thread).toMatchObject({ stage, handler: 'AI', appointment: null });
    expect(thread.messages.nodes[0]).toMatchObject({ sender: 'AI', body: expect.stringMatching(question) });
  });

  test.each([
    ['an offer that rests on a guess', knowing({ jobType: 'drain_cleaning', address: boise }, { confidenceScores: { jobType: 0.3, urgency: 0.5, address: 0.5, preferredTime: 0.5, overall: 0.4 } })],
    ['a booking that nobody made', knowing({ jobType: 'drain_cleaning', address: boise, chosenSlot: null }, { nextAction: { type: 'CLOSE', message: "You're booked." } })],
  ])('%s goes to a human, and the customer is told so', async (_what, proposal) => {
    const { business, thread } = await turnBy(proposal);
    expect(thread).toMatchObject({ status: 'ESCALATED', stage: 'ESCALATED', handler: 'HUMAN', appointment: null });
    expect(thread.messages.nodes[0]).toMatchObject({ sender: 'AI', body: expect.stringMatching(/a person will/i) });
    expect(await business.said('calls.humanNeeded')).toMatchObject([{ kind: 'CUSTOMER_WAITING' }]);
  });

  test('an opt-out is not answered, though the dispatcher has words for it', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const from = newNumber();
    await business.text(from, 'no more texts please');
    const { id } = await business.thread(from);
    const proposal = knowing({ optOut: true, chosenSlot: null }, { conversationStage: 'CLOSED', nextAction: { type: 'OPT_OUT', message: 'You will get no more texts.' }, proposedSlot: null });
    const context = contextWith(business, () => Promise.resolve(proposal));
    await continueConversation(context, { conversationId: id });
    expect(await business.said('calls.optOutAsked')).toHaveLength(1);
    expect(await business.said('calls.messageQueued')).toEqual([]);
  });
});

test('an opt-out that is told while the dispatcher decides is not forgotten', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  await business.text(from, "it's Ana");
  const { id } = await business.thread(from);
  const process = async (): Promise<DispatchResult> => {
    await business.say(telephony.optOutChanged({ phone: from, from, optedOut: true, source: 'CARRIER', changedAt: new Date().toISOString() }));
    const proposal = picked(inHours(30));
    return { ...proposal, extractedInfo: { ...proposal.extractedInfo, customerName: 'Ana', chosenSlot: null }, proposedSlot: null, conversationStage: 'COLLECTING_JOB', nextAction: { type: 'ASK_JOB', message: 'What is it?' } };
  };
  const context = contextWith(business, process);
  await continueConversation(context, { conversationId: id });
  expect(await world.asOwner('select name, opted_out from calls.customers c join calls.customer_numbers n on n.customer_id = c.id where c.tenant_id = $1', [business.tenantId])).toEqual([{ name: 'Ana', opted_out: true }]);
});

test('what became known of the customer while the dispatcher thought is kept, and counts', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const from = newNumber();
  await business.text(from, '1207 N 8th St, it is Ana');
  const { id, customer } = await business.thread(from);
  const process = async (): Promise<DispatchResult> => {
    // As a merge, or the turn of the customer's conversation on another line.
    await world.asOwner(`update calls.customers set name = 'Bob', addresses = '[{"street":"5 Elm St","city":"Boise","state":"ID","zip":"83702"}]' where id = $1`, [customer.id]);
    await world.asOwner('update calls.customer_numbers set opted_out = true where customer_id = $1', [customer.id]);
    const proposal = picked(inHours(30));
    return { ...proposal, extractedInfo: { ...proposal.extractedInfo, lifeSafety: 'gas', customerName: 'Ana', address: boise, chosenSlot: null }, proposedSlot: null, conversationStage: 'ESCALATED', nextAction: { type: 'ESCALATE', message: 'Call 911.' } };
  };
  await continueConversation(contextWith(business, process), { conversationId: id });
  expect(await world.asOwner(`select name, jsonb_path_query_array(addresses, '$[*].street') as streets from calls.customers where id = $1`, [customer.id])).toEqual([{ name: 'Bob', streets: ['1207 N 8th St', '5 Elm St'] }]);
  expect(await business.said('calls.humanNeeded')).toEqual([expect.objectContaining({ kind: 'LIFE_SAFETY', warned: false })]);
});

test('a returning customer’s name, last address, visits and usual time of day are told to the dispatcher, by the business’s clock', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 }, timeZone: 'Pacific/Auckland' });
  const { id, customerId, from } = await openConversation(business);
  for (const day of ['2026-02-01', '2026-03-01']) {
    await business.get('mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { __typename } }', { input: { trade: 'PLUMBING', jobType: 'drain_cleaning', address: { ...boise, street: '9 Old Rd' }, start: inHours(30), customerId } });
    await world.asOwner(
      `update calls.appointments set start_at = $2::timestamptz, end_at = $2::timestamptz + interval '1 hour', busy = tstzrange($2, $2::timestamptz + interval '75 minutes'), status = 'COMPLETED' where tenant_id = $1 and status = 'CONFIRMED'`,
      [business.tenantId, `${day}T21:00:00Z`],
    );
  }
  await world.asOwner(`update calls.customers set name = 'Ana' where tenant_id = $1`, [business.tenantId]);
  await business.text(from, 'hi again');
  const asked: unknown[] = [];
  const context = contextWith(business, (request) => (asked.push(request), Promise.reject(new Error('asked'))));
  await expect(continueConversation(context, { conversationId: id })).rejects.toThrow('asked');
  expect(asked).toMatchObject([{ currentMessage: 'hi again', customerHistory: { name: 'Ana', lastAddress: { street: '9 Old Rd', zip: boise.zip, latitude: expect.any(Number) }, previousJobs: 2, lastVisit: '2026-03-02', preferredTimes: ['morning'] } }]);
});

/** What a dispatcher says to a pick. */
function picked(start: string): DispatchResult {
  return {
    extractedInfo: { jobType: null, urgency: 'NORMAL', lifeSafety: null, wantsHuman: false, optOut: false, customerName: null, callbackPhone: null, address: null, preferredTime: null, chosenSlot: start, language: 'en' },
    confidenceScores: { jobType: 0.9, urgency: 0.9, address: 0.9, preferredTime: 0.9, overall: 0.9 },
    validation: { addressValid: true, latitude: 43.6, longitude: -116.2, distanceMiles: 1, inServiceArea: true, withinBusinessHours: true, hasCapacity: true, problems: [] },
    needsGeocoding: false,
    conversationStage: 'BOOKED',
    nextAction: { type: 'CONFIRM_APPOINTMENT', message: "You're booked." },
    proposedSlot: { start, end: new Date(Date.parse(start) + 3_600_000).toISOString() },
    alternativeSlots: [],
    priceEstimate: null,
    engine: 'openai',
  };
}
