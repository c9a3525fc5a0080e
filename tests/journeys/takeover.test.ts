import { missedCall, texts, threadWith } from '../harness/conversation';
import { eventually } from '../harness/eventually';
import { startSystem, type System } from '../harness/system';

let system: System;

jest.setTimeout(300_000);

beforeAll(async () => {
  system = await startSystem();
});

afterAll(async () => system?.close());

const sendMessage = `mutation ($id: ID!, $body: String!) { sendMessage(conversationId: $id, input: { body: $body }) {
  __typename ... on Message { sender author { email } } ... on RecipientUnreachable { reason } } }`;

test('a person who takes over while the AI waits for silence has the conversation: no AI text follows, theirs arrive, STOP ends it and is confirmed by the carrier alone', async () => {
  const { caller, thread } = await missedCall(system);
  await system.sql(silenceLasts);
  await system.phones.text(caller, system.number, 'the toilet is clogged');
  await eventually(async () => (await threadWith(system, caller))?.messages.nodes.some((message) => message.direction === 'INBOUND'), 'the customer’s text');
  const { takeOverConversation } = await system.gql<{ takeOverConversation: unknown }>(`mutation ($id: ID!) { takeOverConversation(id: $id) { handler assignee { email } } }`, { id: thread.id });
  expect(takeOverConversation).toEqual({ handler: 'HUMAN', assignee: { email: 'owner@demo.nevermisscall.test' } });

  const said = await system.gql<{ sendMessage: unknown }>(sendMessage, { id: thread.id, body: 'This is Olivia, I can come at four.' });
  expect(said.sendMessage).toEqual({ __typename: 'Message', sender: 'HUMAN', author: { email: 'owner@demo.nevermisscall.test' } });
  const sent = await texts(system, caller, 2);
  expect(sent.at(-1)).toBe('This is Olivia, I can come at four.');
  await system.sql(silenceEnds);
  await settled(caller);

  await system.phones.text(caller, system.number, 'STOP');
  await eventually(async () => (await threadWith(system, caller))?.customer.optedOut, 'the opt-out');
  const unreachable = await eventually(async () => {
    const answer = await system.gql<{ sendMessage: { __typename: string } }>(sendMessage, { id: thread.id, body: 'Are you there?' });
    return answer.sendMessage.__typename !== 'Message' && answer;
  });
  expect(unreachable.sendMessage).toEqual({ __typename: 'RecipientUnreachable', reason: 'OPTED_OUT' });

  const { resolveConversation } = await system.gql<{ resolveConversation: unknown }>(`mutation ($id: ID!) { resolveConversation(id: $id, input: { note: "Called them back." }) { status resolutionNote } }`, { id: thread.id });
  expect(resolveConversation).toEqual({ status: 'RESOLVED', resolutionNote: 'Called them back.' });
  await settled(caller);
  const after = await threadWith(system, caller);
  expect(after?.messages.nodes.filter((message) => message.sender === 'AI' && message.status !== 'DROPPED')).toEqual([]);
  expect(await system.phones.outbox(caller)).toHaveLength(2);
  expect(await saidByCarrier(caller)).toEqual([expect.stringMatching(/successfully been unsubscribed/)]);
});

test('HELP is answered by the carrier alone', async () => {
  const { caller } = await missedCall(system);
  await system.phones.text(caller, system.number, 'HELP');
  await eventually(async () => (await threadWith(system, caller))?.messages.nodes.some((message) => message.body === 'HELP'), 'the customer’s text');
  await settled(caller);
  expect(await system.phones.outbox(caller)).toHaveLength(1);
  expect(await saidByCarrier(caller)).toEqual([expect.stringMatching(/^Reply STOP to unsubscribe/)]);
});

test('a reply that is composed and waits to be sent is dropped by the takeover', async () => {
  const { caller, thread } = await missedCall(system);
  // The line is busy until the takeover: what the AI says is queued behind it.
  await system.sql(`update telephony.lines set next_send_at = now() + interval '1 hour'`);
  await system.phones.text(caller, system.number, 'my sink is clogged');
  await eventually(async () => (await threadWith(system, caller))?.messages.nodes.some((message) => message.sender === 'AI' && message.status === 'QUEUED'), 'the waiting reply');
  await system.gql(`mutation ($id: ID!) { takeOverConversation(id: $id) { id } }`, { id: thread.id });
  await system.sql(`update telephony.lines set next_send_at = now()`);
  await system.sql(`update platform.jobs set run_at = clock_timestamp() where topic = 'telephony.sendText' and lease is null`);
  const reply = await eventually(async () => (await threadWith(system, caller))?.messages.nodes.find((message) => message.sender === 'AI' && message.status !== 'QUEUED'), 'the end of the reply');
  expect(reply.status).toBe('DROPPED');
  expect(await system.phones.outbox(caller)).toHaveLength(1);
});

/** From now on a turn of the AI waits until `silenceEnds`, instead of two seconds. */
const silenceLasts = `create function platform.wait_for_silence() returns trigger language plpgsql as $$ begin new.run_at := clock_timestamp() + interval '1 hour'; return new; end $$;
  create trigger wait_for_silence before insert on platform.jobs for each row when (new.topic = 'calls.continueConversation') execute function platform.wait_for_silence()`;
const silenceEnds = `drop trigger wait_for_silence on platform.jobs; update platform.jobs set run_at = clock_timestamp() where topic = 'calls.continueConversation'`;

/** What the carrier itself answered to that phone. */
async function saidByCarrier(caller: string): Promise<string[]> {
  return (await system.phones.messagesOf(caller)).filter((message) => message.direction === 'outbound-reply').map((message) => message.body);
}

/** Nothing is owed to that phone any more: no turn, no text, on none of the ways from one to the other. */
async function settled(caller: string): Promise<void> {
  await eventually(
    async () => {
      const owed = await system.sql(
        `select topic from platform.jobs where dead_at is null and topic in ('calls.continueConversation', 'on:telephony:calls.messageQueued', 'telephony.sendText')
         union all select e.type from platform.events e join platform.relay_cursors c on c.consumer = 'telephony' and (e.x, e.id) > (c.x, c.id) where e.type = 'calls.messageQueued'`,
      );
      return owed.length === 0;
    },
    `quiet around ${caller}`,
  );
}
