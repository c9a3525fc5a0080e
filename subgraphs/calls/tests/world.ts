import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../platform/principal/principal';
import * as telephony from '../../../schema/events/telephony';
import { type BusinessSettings, businessConfigured, emergencyMultipliers } from '../../../schema/events/tenancy';
import { eventually } from '../../../tests/harness/eventually';
import { type Said, startSubgraphWorld, type SubgraphWorld, user } from '../../../tests/harness/subgraph';
import { subgraph } from '../subgraph';

/** An answer of the graph, looked into freely. */
export type Data = Record<string, never>;

export interface Business {
  tenantId: string;
  lineId: string;
  number: string;
  owner: Extract<Principal, { kind: 'user' }>;
  /** The worker of a new business. */
  workerId: string;
  /** The answer's data; throws where there are errors. */
  get<T>(query: string, variables?: Record<string, unknown>, as?: Principal): Promise<T>;
  /** Code and details of the first error; throws where there is none. */
  refusal(query: string, variables?: Record<string, unknown>, as?: Principal): Promise<{ code: unknown; details: Record<string, unknown> }>;
  say(...events: Said[]): Promise<void>;
  /** Payloads of what this business has said of a type, oldest first. */
  said<T = Record<string, unknown>>(type: string): Promise<T[]>;
  /** A customer's text, as telephony tells of it. */
  texted(from: string, body: string, keyword?: 'STOP' | 'START' | null): Said;
  /** The same, said and handled. */
  text(from: string, body: string, keyword?: 'STOP' | 'START' | null): Promise<void>;
  /** A call nobody took, as telephony tells of it. */
  miss(from: string, lineId?: string): Promise<void>;
  /** The carrier takes every text that waits. */
  accept(): Promise<void>;
  /** Time passes: the waiting jobs of that topic are due now. */
  hasten(topic: string): Promise<void>;
  /** The conversation with that phone, once it has the given look. */
  thread(from: string, look?: (thread: Thread) => boolean): Promise<Thread>;
}

export interface Thread {
  id: string;
  status: string;
  stage: string;
  handler: string;
  urgency: string;
  unreadCount: number;
  assignee: { id: string } | null;
  appointment: { id: string; status: string; start: string } | null;
  lead: { id: string; status: string; jobType: string | null } | null;
  customer: { id: string; name: string | null; addresses: { street: string }[] };
  messages: { nodes: { id: string; sender: string; status: string; body: string }[] };
}

export const threadFields = `id status stage handler urgency unreadCount assignee { id } appointment { id status start } lead { id status jobType }
  customer { id name addresses { street } } messages(first: 100) { nodes { id sender status body } }`;

/** A person takes the conversation over, `id`. */
export const takeOver = 'mutation ($id: ID!) { takeOverConversation(id: $id) { id } }';
/** A person writes to its customer. */
export const writeTo = 'mutation ($id: ID!) { sendMessage(conversationId: $id, input: { body: "I am on it." }) { __typename } }';

export const drainCleaning = { trade: 'PLUMBING', jobType: 'drain_cleaning' } as const;
export const boise = { street: '1207 N 8th St', city: 'Boise', state: 'ID', zip: '83702' };

let numbers = 0;
/** A number that nobody else of this process has. */
export const newNumber = () => `+1208${String(5_000_000 + (numbers += 1))}`;

export interface World extends SubgraphWorld {
  /** A plumber in Boise who is open at all hours and answers at once. */
  /** The subgraph's clock is so much ahead of the real one from now on. */
  ahead(millis: number): void;
  business(changes?: { ai?: Partial<BusinessSettings['ai']> } & Partial<Omit<BusinessSettings, 'ai'>>): Promise<Business>;
}

export async function startWorld(): Promise<World> {
  let aheadMillis = 0;
  const world = await startSubgraphWorld(subgraph, () => new Date(Date.now() + aheadMillis));
  return Object.assign(world, { ahead: (millis: number) => void (aheadMillis = millis), business: (changes: Parameters<World['business']>[0] = {}) => openBusiness(world, changes) });
}

async function openBusiness(world: SubgraphWorld, changes: NonNullable<Parameters<World['business']>[0]>): Promise<Business> {
  const tenantId = randomUUID();
  const lineId = randomUUID();
  const number = newNumber();
  const owner = user(tenantId);
  await world.say(tenantId, businessConfigured(settingsOf(tenantId, number, changes)), telephony.lineChanged({ lineId, number, label: null, status: 'ACTIVE' }));
  await world.settled();
  const [worker] = await world.asOwner<{ id: string }>('select id from calls.workers where tenant_id = $1', [tenantId]);

  const business: Business = {
    tenantId,
    lineId,
    number,
    owner,
    workerId: (worker as { id: string }).id,
    async get<T>(query: string, variables: Record<string, unknown> = {}, as: Principal = owner) {
      const { data, errors } = await world.ask(as, query, variables);
      if (errors) throw new Error(errors.map((error) => `${String(error.extensions['code'])}: ${error.message} ${String(error.originalError?.stack ?? '')}`).join('\n'));
      return JSON.parse(JSON.stringify(data)) as T;
    },
    async refusal(query, variables = {}, as = owner) {
      const { data, errors } = await world.ask(as, query, variables);
      const error = errors?.[0];
      if (!error) throw new Error(`nothing was refused: ${JSON.stringify(data)}`);
      return { code: error.extensions['code'], details: error.extensions['details'] as Record<string, unknown> };
    },
    async say(...events) {
      await world.say(tenantId, ...events);
      await world.settled();
    },
    said: async <T>(type: string) => (await world.asOwner<{ payload: T }>(`select payload from platform.events where tenant_id = $1 and type = $2 order by x, id`, [tenantId, type])).map((row) => row.payload),
    texted: (from, body, keyword = null) => telephony.messageReceived({ messageSid: `SM${randomUUID()}`, lineId, from, to: number, body, media: [], receivedAt: world.foundation.clock().toISOString(), keyword }),
    text: (from, body, keyword = null) => business.say(business.texted(from, body, keyword)),
    miss: (from, at = lineId) =>
      business.say(telephony.callMissed({ callSid: `CA${randomUUID()}`, lineId: at, from, to: number, reason: 'NO_ANSWER', startedAt: world.foundation.clock().toISOString(), missedAt: world.foundation.clock().toISOString(), dialable: true, ownNumber: false })),
    async accept() {
      const waiting = await world.asOwner<{ id: string; conversation_id: string; purpose: string }>(`select id, conversation_id, purpose from calls.messages where tenant_id = $1 and status = 'QUEUED'`, [tenantId]);
      await business.say(
        ...waiting.map(({ id, conversation_id: conversationId, purpose }) => telephony.messageAccepted({ messageId: id, conversationId, purpose, twilioSid: `SM${randomUUID()}`, acceptedAt: new Date().toISOString() })),
      );
    },
    async hasten(topic) {
      await world.asOwner(`update platform.jobs set run_at = clock_timestamp() where tenant_id = $1 and topic = $2`, [tenantId, topic]);
      await world.settled();
    },
    thread: (from, look = () => true) =>
      eventually(
        async () => {
          const { conversations } = await business.get<{ conversations: { nodes: Thread[] } }>(`query ($phone: String) { conversations(filter: { search: $phone }, first: 1) { nodes { ${threadFields} } } }`, { phone: from });
          const [thread] = conversations.nodes;
          if (!thread) return null;
          if (!look(thread)) throw new Error(JSON.stringify(thread, null, 1));
          return thread;
        },
        `the thread with ${from}`,
      ),
  };
  return business;
}

/** What tenancy tells of such a business. */
export function settingsOf(tenantId: string, number: string, { ai, ...changes }: NonNullable<Parameters<World['business']>[0]> = {}): BusinessSettings {
  const always = [{ opens: '00:00', closes: '24:00' }];
  return {
    tenantId,
    version: 1,
    businessName: 'Boise Pipe & Drain',
    phone: number,
    trades: ['PLUMBING'],
    timeZone: 'America/Boise',
    address: { street: '1015 W Main St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6177, longitude: -116.2023 },
    weeklyHours: Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, always])),
    holidays: [],
    emergency247: true,
    serviceRadiusMiles: 25,
    serviceZips: [],
    forwardTargets: [],
    forwardTimeoutSeconds: 20,
    screening: 'PRESS_KEY',
    missedCallText: { enabled: true, text: 'Thanks for calling {business_name}!', cooldownMinutes: 30 },
    helpText: 'Help',
    ai: { enabled: true, silenceSeconds: 0, language: 'auto', tone: 'friendly', humanIdleMinutes: 30, leadTimeMinutes: 60, bufferMinutes: 15, slotCapacity: 1, emergencyMultipliers: emergencyMultipliers.parse(undefined), emergenciesToHuman: false, handBackAfterMinutes: null, ...ai },
    jobTypes: [],
    alertPhones: [],
    ...changes,
  };
}

/** On the half hour, so many hours from now. */
export const inHours = (hours: number) => new Date(Math.ceil((Date.now() + hours * 3_600_000) / 1_800_000) * 1_800_000).toISOString();

/** A missed call's conversation, and whose it is. */
export async function openConversation(business: Business): Promise<{ id: string; from: string; customerId: string }> {
  const from = newNumber();
  await business.miss(from);
  const { id, customer } = await business.thread(from);
  return { id, from, customerId: customer.id };
}
