import { eventually } from './eventually';
import type { System } from './system';

/** What journeys look at in a thread. */
export interface Thread {
  id: string;
  status: string;
  stage: string;
  handler: string;
  appointment: { id: string; start: string; status: string } | null;
  lead: { id: string; status: string; jobType: string | null } | null;
  customer: { id: string; phone: string; optedOut: boolean | null };
  messages: { nodes: { id: string; sender: string; direction: string; status: string; body: string }[] };
}

const threadFields = `id status stage handler appointment { id start status } lead { id status jobType } customer { id phone optedOut }
  messages(first: 100) { nodes { id sender direction status body } }`;

/** The latest thread with that phone, or null. */
export async function threadWith(system: System, phone: string): Promise<Thread | null> {
  const { conversations } = await system.gql<{ conversations: { nodes: Thread[] } }>(`query ($phone: String) { conversations(filter: { search: $phone }, first: 1) { nodes { ${threadFields} } } }`, { phone });
  return conversations.nodes[0] ?? null;
}

/** A missed call of which the text has reached the phone. */
export async function missedCall(system: System, from = system.newCaller()): Promise<{ caller: string; thread: Thread }> {
  await system.phones.call(from, system.number);
  await texts(system, from, 1);
  const thread = await eventually(() => threadWith(system, from), 'the thread of the missed call');
  return { caller: from, thread };
}

/** Bodies of what the application has texted to that phone, once there are so many. */
export function texts(system: System, phone: string, count: number): Promise<string[]> {
  return eventually(
    async () => {
      const sent = await system.phones.outbox(phone);
      return sent.length >= count && sent.map((message) => message.body);
    },
    `text number ${count} to ${phone}`,
  );
}

/** The last text that each of many phones has, once each has so many. */
export function lastTexts(system: System, phones: readonly string[], count: number): Promise<string[]> {
  return eventually(
    async () => {
      const sent = new Map<string, string[]>(phones.map((phone) => [phone, []]));
      for (const { to, body } of await system.phones.outbox()) sent.get(to)?.push(body);
      const bodies = phones.map((phone) => sent.get(phone) ?? []);
      return bodies.every((texted) => texted.length >= count) && bodies.map((texted) => texted.at(-1) as string);
    },
    `text number ${count} to each of ${phones.length} phones`,
    240_000,
  );
}

/** Writes as the customer, and waits for the AI's answer to it. */
export async function writeAndHear(system: System, phone: string, body: string): Promise<string> {
  const before = (await system.phones.outbox(phone)).length;
  await system.phones.text(phone, system.number, body);
  return (await texts(system, phone, before + 1)).at(-1) as string;
}

export interface SeenCall {
  from: string;
  status: string;
  outcome: { kind: string; reason: string | null } | null;
}

/** Every call of the business, newest first. */
export async function allCalls(system: System): Promise<SeenCall[]> {
  const found: SeenCall[] = [];
  for (let after: string | null = null; ; ) {
    const { calls }: { calls: { nodes: SeenCall[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } = await system.gql(
      'query ($after: String) { calls(first: 100, after: $after) { nodes { from status outcome { kind reason } } pageInfo { hasNextPage endCursor } } }',
      { after },
    );
    found.push(...calls.nodes);
    if (!calls.pageInfo.hasNextPage) return found;
    after = calls.pageInfo.endCursor;
  }
}
