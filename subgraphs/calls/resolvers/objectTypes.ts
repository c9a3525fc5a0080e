import { readPage, toConnection } from '../../../platform/graphql/pagination';
import type { Context } from '../context';
import type { MissedCallOutcomeKind, Resolvers } from './types.generated';

const tenantStub = (tenantId: string | null) => (tenantId === null ? null : { id: tenantId });
const userStub = (id: string | null) => (id === null ? null : { id });
const money = (dollars: number) => ({ amountMinor: Math.round(dollars * 100), currency: 'USD' });

/** What a foreign key holds: without it there would be no row that names it. */
async function held<Thing>(loading: Promise<Thing | null>): Promise<Thing> {
  const thing = await loading;
  if (thing === null) throw new Error('a thing that another stands on is not there');
  return thing;
}

/** The fields of things that are not columns: other things by one batched statement, and other subgraphs' things by key. */
const fields = {
  Call: {
    tenant: (_call, _args, { principal }) => tenantStub(principal.kind === 'anonymous' ? null : principal.tenantId),
    customer: (call, _args, { loaders }) => (call.customerId ? loaders.customer.load(call.customerId) : null),
    outcome: (call) => (call.outcomeKind === null || call.outcomeAt === null ? null : { kind: call.outcomeKind as MissedCallOutcomeKind, reason: call.outcomeReason, code: call.outcomeCode, decidedAt: call.outcomeAt }),
    answeredBy: () => null,
    line: (call) => (call.lineId === null ? null : { id: call.lineId }),
    conversation: (call, _args, { loaders }) => (call.conversationId ? loaders.conversation.load(call.conversationId) : null),
    conversations: async (call, _args, { loaders }) => {
      const conversation = call.conversationId ? await loaders.conversation.load(call.conversationId) : null;
      return conversation ? [conversation] : [];
    },
  },
  Customer: {
    phones: async (customer, _args, { loaders }) => [customer.phone, ...(await loaders.numbersOf.load(customer.id)).filter((phone) => phone !== customer.phone)],
    conversations: async (customer, args, { loaders }) => {
      const page = readPage('Customer.conversations', args);
      return toConnection(page, await loaders.conversationsOf.load({ parentId: customer.id, page }), (row) => row.updatedAt, () => loaders.conversationCountOf.load(customer.id));
    },
    calls: async (customer, args, { loaders }) => {
      const page = readPage('Customer.calls', args);
      return toConnection(page, await loaders.callsOf.load({ parentId: customer.id, page }), (row) => row.startedAt, () => loaders.callCountOf.load(customer.id));
    },
  },
  Conversation: {
    tenant: (_conversation, _args, { principal }) => tenantStub(principal.kind === 'anonymous' ? null : principal.tenantId),
    customer: (conversation, _args, { loaders }) => held(loaders.customer.load(conversation.customerId)),
    assignee: (conversation) => userStub(conversation.assigneeId),
    lead: (conversation, _args, { loaders }) => loaders.leadOf.load(conversation.id),
    appointment: (conversation, _args, { loaders }) => loaders.appointmentOf.load(conversation.id),
    messages: async (conversation, args, { loaders }) => {
      const page = readPage('Conversation.messages', args);
      return toConnection(page, await loaders.messagesOf.load({ parentId: conversation.id, page }), (row) => row.createdAt, () => loaders.messageCountOf.load(conversation.id));
    },
  },
  Message: {
    conversation: (message, _args, { loaders }) => held(loaders.conversation.load(message.conversationId)),
    author: (message) => userStub(message.authorId),
  },
  Lead: {
    conversation: (lead, _args, { loaders }) => held(loaders.conversation.load(lead.conversationId)),
    customer: (lead, _args, { loaders }) => held(loaders.customer.load(lead.customerId)),
    appointment: (lead, _args, { loaders }) => loaders.appointmentOf.load(lead.conversationId),
  },
  Appointment: {
    tenant: (_appointment, _args, { principal }) => tenantStub(principal.kind === 'anonymous' ? null : principal.tenantId),
    customer: (appointment, _args, { loaders }) => held(loaders.customer.load(appointment.customerId)),
    conversation: (appointment, _args, { loaders }) => (appointment.conversationId ? loaders.conversation.load(appointment.conversationId) : null),
    worker: (appointment, _args, { loaders }) => held(loaders.worker.load(appointment.workerId)),
    start: (appointment) => appointment.startAt,
    end: (appointment) => appointment.endAt,
  },
  Worker: {
    user: (worker) => userStub(worker.userId),
  },
  EstimateRange: { low: (estimate) => money(estimate.low), high: (estimate) => money(estimate.high), multiplier: (estimate) => estimate.multiplier },
  Address: { country: (address) => address.country ?? 'US' },
} satisfies Resolvers;

/** An entity by the key that another subgraph holds of it: one statement for all of a kind in a request. */
const byKey = <Thing>(loaderOf: (loaders: Context['loaders']) => { load(id: string): Promise<Thing | null> }) => ({
  __resolveReference: ({ id }: { id: string }, { loaders }: Context) => loaderOf(loaders).load(id),
});

/** The object types, with the key by which other subgraphs name each. */
export const objectTypes = {
  ...fields,
  Call: { ...fields.Call, ...byKey(({ call }) => call) },
  Customer: { ...fields.Customer, ...byKey(({ customer }) => customer) },
  Conversation: { ...fields.Conversation, ...byKey(({ conversation }) => conversation) },
  Message: { ...fields.Message, ...byKey(({ message }) => message) },
  Lead: { ...fields.Lead, ...byKey(({ lead }) => lead) },
  Appointment: { ...fields.Appointment, ...byKey(({ appointment }) => appointment) },
  Worker: { ...fields.Worker, ...byKey(({ worker }) => worker) },
};
