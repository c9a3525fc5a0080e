import { missedCall, texts, threadWith } from '../harness/conversation';
import { eventually } from '../harness/eventually';
import { startSystem, type System } from '../harness/system';

let system: System;

jest.setTimeout(300_000);

beforeAll(async () => {
  system = await startSystem();
});

afterAll(async () => system?.close());

/** The types of the events since then, by what they go back to, once the last text has been delivered and nothing is left to be done. */
async function chainsSince(since: Date, texted: number): Promise<Record<string, string[]>> {
  await eventually(async () => {
    const [row] = await system.sql<{ delivered: number }>(`select count(*)::int as delivered from platform.events where type = 'calls.messageStatusChanged' and payload->>'status' = 'DELIVERED' and occurred_at > $1`, [since]);
    const [busy] = await system.sql<{ jobs: number }>(`select count(*)::int as jobs from platform.jobs where run_at <= clock_timestamp()`);
    return row?.delivered === texted && busy?.jobs === 0;
  }, `${texted} delivered texts`);
  const events = await system.sql<{ type: string; cause: string | null }>(`select type, correlation_id as cause from platform.events where occurred_at > $1 order by type`, [since]);
  const chains: Record<string, string[]> = {};
  for (const { type, cause } of events) (chains[cause ?? 'nothing'] ??= []).push(type);
  return chains;
}

const now = async () => ((await system.sql<{ at: Date }>('select clock_timestamp() as at'))[0] as { at: Date }).at;

test('a missed call is one chain, from the first ring until its text is delivered', async () => {
  const since = await now();
  const caller = system.newCaller();
  const { sid } = await system.phones.call(caller, system.number);
  await texts(system, caller, 1);
  const chains = await chainsSince(since, 1);
  expect(Object.keys(chains)).toEqual([sid]);
  expect(chains[sid]).toEqual(
    expect.arrayContaining([
      'telephony.callReceived', 'telephony.callMissed', 'calls.callChanged', 'calls.conversationChanged', 'calls.messageQueued', 'calls.messageAdded',
      'telephony.messageAccepted', 'calls.outcomeDecided', 'telephony.messageDelivered', 'calls.messageStatusChanged', 'analytics.kpiChanged',
    ]),
  );
});

test('a customer’s text is one chain with the turn that answers it, and a danger with the alert and the notice', async () => {
  const { caller } = await missedCall(system);
  await chainsSince(new Date(0), 2);
  const since = await now();
  const { sid } = await system.phones.text(caller, system.number, 'my kitchen faucet is dripping');
  await texts(system, caller, 2);
  const turn = await chainsSince(since, 1);
  expect(Object.keys(turn)).toEqual([sid]);
  expect(turn[sid]).toEqual(expect.arrayContaining(['telephony.messageReceived', 'calls.messageAdded', 'calls.leadChanged', 'calls.messageQueued', 'telephony.messageDelivered', 'calls.messageStatusChanged']));

  const later = await now();
  const danger = await system.phones.text(caller, system.number, 'I smell gas in the kitchen');
  await texts(system, caller, 3);
  const warned = await chainsSince(later, 1);
  expect(Object.keys(warned)).toEqual([danger.sid]);
  expect(warned[danger.sid]).toEqual(expect.arrayContaining(['calls.humanNeeded', 'alerts.alertChanged', 'alerts.noticeRequested']));
});

test('what a client asks for goes back to its request, until it is delivered', async () => {
  const { caller, thread } = await missedCall(system);
  await eventually(async () => (await threadWith(system, caller))?.messages.nodes[0]?.status === 'DELIVERED', 'the first text');
  const since = await now();
  const response = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'the-request-of-a-client', authorization: `Bearer ${await system.logIn()}` },
    body: JSON.stringify({ query: 'mutation ($id: ID!) { sendMessage(conversationId: $id, input: { body: "On my way." }) { __typename } }', variables: { id: thread.id } }),
  });
  expect(await response.json()).toEqual({ data: { sendMessage: { __typename: 'Message' } } });
  const chains = await chainsSince(since, 1);
  expect(Object.keys(chains)).toEqual(['the-request-of-a-client']);
});
