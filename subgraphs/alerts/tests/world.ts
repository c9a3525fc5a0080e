import { randomUUID } from 'node:crypto';
import { humanArrived, humanNeeded } from '../../../schema/events/calls';
import { type Said, startSubgraphWorld, user } from '../../../tests/harness/subgraph';
import { subgraph } from '../subgraph';

/** Far ahead, so that a repeat waits until the test brings it. */
export const at = '2126-03-10T15:00:00.000Z';
type Kind = 'LIFE_SAFETY' | 'CUSTOMER_WAITING' | 'TASK';

export interface AlertAnswer {
  id: string;
  kind: Kind;
  status: string;
  title: string;
}

interface Notice {
  to: string;
  body: string;
  noticeId: string;
  isRepeat: boolean;
}

export const need = (kind: Kind, conversationId: string | null, more: Partial<{ hazard: string; warned: boolean; untilOptIn: boolean; reason: string; at: string }> = {}) =>
  humanNeeded({ conversationId, callId: null, kind, reason: 'ASKED_FOR_PERSON', hazard: null, customerPhone: '+12085550101', at, ...more });
export const arrived = (conversationId: string, resolved: boolean, userId = randomUUID()) => humanArrived({ conversationId, userId, resolved, at: '2126-03-10T15:01:00.000Z' });

export const acknowledgeMutation = `mutation ($id: ID!, $note: String) { acknowledgeAlert(id: $id, note: $note) { status acknowledgedAt acknowledgedBy { id } } }`;
export const resolveMutation = `mutation ($id: ID!, $note: String) { resolveAlert(id: $id, note: $note) { status resolvedAt history { from to at by { id } note } } }`;

export type AlertsWorld = Awaited<ReturnType<typeof openAlerts>>;

/** The subgraph alone, with a clock that the test turns. */
export async function openAlerts() {
  const clock = { now: new Date(at) };
  const world = await startSubgraphWorld(subgraph, () => clock.now);
  const configure = (tenantId: string, alertPhones: string[]) => world.database.transaction(tenantId, (tx) => tx.query(`insert into alerts.businesses values ($1, 1, 'Boise Plumbing', $2::text[])`, [tenantId, alertPhones]));
  /** Time passes until the next text to the owner is due; what else waits is due, too. */
  const hasten = async (tenantId: string) => {
    await world.database.transaction(tenantId, async (tx) => {
      const [next] = await tx.query<{ at: Date | null }>(`select min(run_at) as at from platform.jobs where tenant_id = $1 and topic = 'alerts.repeatNotice'`, [tenantId]);
      if (next?.at && next.at > clock.now) clock.now = next.at;
      await tx.query(`update platform.jobs set run_at = clock_timestamp() where tenant_id = $1 and dead_at is null`, [tenantId]);
      tx.wakes('jobs');
    });
    await world.settled();
  };
  return {
    ...world,
    clock,
    configure,
    hasten,
    /** One after the other, each handled before the next. */
    async say(tenantId: string, ...events: Said[]) {
      for (const event of events) {
        await world.say(tenantId, event);
        await world.settled();
      }
    },
    async business(alertPhones: string[]): Promise<string> {
      const tenantId = randomUUID();
      await configure(tenantId, alertPhones);
      return tenantId;
    },
    async alertsOf(tenantId: string): Promise<AlertAnswer[]> {
      const { data, errors } = await world.ask(user(tenantId), `{ alerts { nodes { id kind status title severity } } }`);
      expect(errors).toBeUndefined();
      return (data?.['alerts'] as { nodes: AlertAnswer[] }).nodes;
    },
    /** The texts that the owner's phones were to get, oldest first. */
    async noticesOf(tenantId: string): Promise<Notice[]> {
      const said = `select payload from platform.events where tenant_id = $1 and type = 'alerts.noticeRequested' order by x, id`;
      const rows = await world.database.transaction(tenantId, (tx) => tx.query<{ payload: Notice }>(said, [tenantId]));
      return rows.map((row) => row.payload);
    },
    /** Brings the time of the next text, as some minutes would, and waits for its run. */
    repeatComes: hasten,
  };
}
