import { randomUUID } from 'node:crypto';
import * as telephony from '../../../schema/events/telephony';
import { user } from '../../../tests/harness/subgraph';
import { type Business, newNumber, startWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const send = `mutation ($id: ID!, $input: SendMessageInput!) { sendMessage(conversationId: $id, input: $input) { __typename
  ... on Message { id sender body status segments author { id } } ... on RecipientUnreachable { reason errorCode message } } }`;

async function conversation(business: Business): Promise<{ id: string; from: string }> {
  const from = newNumber();
  await business.text(from, 'my faucet is dripping');
  return { id: (await business.thread(from)).id, from };
}

describe('sendMessage', () => {
  test('queues the text in the caller’s name, who has the conversation from then on', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const { id, from } = await conversation(business);
    expect(await business.get(send, { id, input: { body: ' I can come at four. ' } })).toMatchObject({ sendMessage: { __typename: 'Message', sender: 'HUMAN', body: 'I can come at four.', status: 'QUEUED', segments: 1, author: { id: business.owner.userId } } });
    expect(await business.thread(from)).toMatchObject({ handler: 'HUMAN', assignee: { id: business.owner.userId } });
    expect(await business.said('calls.humanArrived')).toMatchObject([{ conversationId: id, userId: business.owner.userId, resolved: false }]);
  });

  const code = async (business: Business, errorCode: number, meaning: { unreachable?: 'LANDLINE' | 'INVALID'; blockedUntil?: string }) => {
    await business.accept();
    const [message] = await world.asOwner<{ id: string; conversation_id: string }>(`select id, conversation_id from calls.messages where tenant_id = $1 and direction = 'OUTBOUND' order by created_at desc limit 1`, [business.tenantId]);
    await business.say(telephony.messageFailed({ messageId: message?.id as string, conversationId: message?.conversation_id as string, purpose: 'HUMAN', code: errorCode, reason: 'X', beforeAcceptance: false, unreachable: null, blockedUntil: null, ...meaning }));
  };

  test.each([
    ['OPTED_OUT', 21610, async (business: Business, from: string) => business.say(telephony.optOutChanged({ phone: from, from, optedOut: true, source: 'KEYWORD', changedAt: new Date().toISOString() }))],
    ['LANDLINE', 30006, async (business: Business) => code(business, 30006, { unreachable: 'LANDLINE' })],
    ['INVALID', 30005, async (business: Business) => code(business, 30005, { unreachable: 'INVALID' })],
    ['NOT_REGISTERED', 30034, async (business: Business) => code(business, 30034, { blockedUntil: new Date(Date.now() + 60_000).toISOString() })],
  ])('answers %s (%i) where the text would not arrive, and sends nothing', async (reason, errorCode, arrange) => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const { id, from } = await conversation(business);
    await business.get(send, { id, input: { body: 'First.' } });
    await arrange(business, from);
    const before = (await business.thread(from)).messages.nodes.length;
    expect(await business.get(send, { id, input: { body: 'Second.' } })).toEqual({ sendMessage: { __typename: 'RecipientUnreachable', reason, errorCode, message: expect.stringMatching(/\w/) } });
    expect((await business.thread(from)).messages.nodes).toHaveLength(before);
    if (reason !== 'OPTED_OUT') expect(await business.said('calls.humanNeeded')).toContainEqual(expect.objectContaining({ kind: 'TASK', customerPhone: from }));
  });

  test('a number that texts can be texted again', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const { id, from } = await conversation(business);
    await business.get(send, { id, input: { body: 'First.' } });
    await code(business, 30003, { unreachable: 'INVALID' });
    await business.text(from, 'I was out of coverage');
    expect(await business.get(send, { id, input: { body: 'Second.' } })).toMatchObject({ sendMessage: { __typename: 'Message' } });
  });

  test('the same key: once, and the same answer; with another text or conversation refused', async () => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const [first, second] = [await conversation(business), await conversation(business)];
    const input = { body: 'On my way.', idempotencyKey: 'k' };
    const answers = await Promise.all([1, 2, 3].map(() => business.get<{ sendMessage: { id: string } }>(send, { id: first.id, input })));
    expect(new Set(answers.map((answer) => answer.sendMessage.id)).size).toBe(1);
    expect(await business.said('calls.messageQueued')).toHaveLength(1);
    const conflict = { code: 'RESOURCE_ALREADY_EXISTS', details: { field: 'input.idempotencyKey' } };
    expect(await business.refusal(send, { id: first.id, input: { ...input, body: 'Later.' } })).toEqual(conflict);
    expect(await business.refusal(send, { id: second.id, input })).toEqual(conflict);
  });

  test.each([
    ['body', { body: '  ' }],
    ['body', { body: 'x'.repeat(1601) }],
    ['idempotencyKey', { body: 'x', idempotencyKey: 'x'.repeat(201) }],
  ])('VALIDATION_FAILED names %s (%#)', async (field, input) => {
    const business = await world.business({ ai: { silenceSeconds: 3600 } });
    const { id } = await conversation(business);
    expect(await business.refusal(send, { id, input })).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: `input.${field}` } });
  });
});

test('unread are the texts of the customer since anyone of the business marked them read, and nothing else', async () => {
  const business = await world.business({ ai: { silenceSeconds: 3600 } });
  const { id, from } = await conversation(business);
  await business.text(from, 'hello?');
  await business.get(send, { id, input: { body: 'Hi.' } });
  await business.get('mutation ($id: ID!) { takeOverConversation(id: $id) { id } }', { id });
  expect(await business.thread(from)).toMatchObject({ unreadCount: 2 });
  expect(await business.get('{ conversations(filter: { unread: true }) { totalCount } }')).toEqual({ conversations: { totalCount: 1 } });
  const before = await business.get('query ($id: ID!) { conversation(id: $id) { updatedAt } }', { id });
  expect(await business.get('mutation ($id: ID!) { markConversationRead(id: $id) { unreadCount } }', { id }, user(business.tenantId, 'dispatcher'))).toEqual({ markConversationRead: { unreadCount: 0 } });
  // Reading is no activity: the conversation keeps its place in the list.
  expect(await business.get('query ($id: ID!) { conversation(id: $id) { updatedAt } }', { id })).toEqual(before);
  expect(await business.get('{ conversations(filter: { unread: true }) { totalCount } }')).toEqual({ conversations: { totalCount: 0 } });
  const { takeOverConversation: taken } = await business.get<{ takeOverConversation: object }>('mutation ($id: ID!) { takeOverConversation(id: $id) { updatedAt } }', { id }, user(business.tenantId, 'dispatcher'));
  expect({ conversation: taken }).toEqual(await business.get('query ($id: ID!) { conversation(id: $id) { updatedAt } }', { id }));
  await business.text(from, 'thanks');
  expect(await business.thread(from)).toMatchObject({ unreadCount: 1 });
});

test.each([
  ['viewer', 'AUTH_INSUFFICIENT_PERMISSIONS'],
  ['dispatcher', 'RESOURCE_NOT_FOUND'],
  ['technician', 'RESOURCE_NOT_FOUND'],
] as const)('to write as a %s to an unknown conversation is %s', async (role, code) => {
  const business = await world.business();
  expect(await business.refusal(send, { id: randomUUID(), input: { body: 'x' } }, user(business.tenantId, role))).toMatchObject({ code });
});
