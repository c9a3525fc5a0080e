import DataLoader from 'dataloader';
import type { Transaction } from '../../../platform/database/database';
import { isUuid } from '../../../platform/values/uuid';
import type { AlertConditions, Alerts } from '../context';
import type { Alert, AlertKind, AlertStatus, Severity, Transition } from '../domain/alert';

interface AlertRow {
  id: string;
  subject: string;
  kind: AlertKind;
  title: string;
  severity: Severity;
  status: AlertStatus;
  hazard: string | null;
  customer_phone: string | null;
  conversation_id: string | null;
  call_id: string | null;
  opened_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  resolved_at: Date | null;
  notices: number;
  told_at: Date | null;
  notice_due_at: Date | null;
  warned: boolean;
  until_opt_in: boolean;
}

/**
 * One tenant's alerts and their history.
 * @param onlyOf the user to whose own appointments they are narrowed; null for all
 */
export function createAlerts(tx: Transaction, onlyOf: string | null): Alerts {
  const select = async (rest: string, parameters: readonly unknown[]) =>
    (await tx.query<AlertRow>(`select * from alerts.alerts where ${visibleSql} and ${rest}`, [tx.tenantId, onlyOf, ...parameters])).map(toAlert);
  const remember = (id: string, transition: Transition) =>
    tx.execute(`insert into alerts.history (tenant_id, alert_id, from_status, to_status, at, by_user, note) values ($1, $2, $3, $4, $5, $6, $7)`, [
      tx.tenantId,
      id,
      transition.from,
      transition.to,
      transition.at,
      transition.by,
      transition.note,
    ]);

  // A page's histories are read at once; read anew each time, since one request may change an alert twice.
  const histories = new DataLoader<string, Transition[]>(
    async (ids) => {
      const rows = await tx.query<{ alert_id: string; from_status: AlertStatus | null; to_status: AlertStatus; at: Date; by_user: string | null; note: string | null }>(
        `select alert_id, from_status, to_status, at, by_user, note from alerts.history where tenant_id = $1 and alert_id = any($2::uuid[]) order by id`,
        [tx.tenantId, ids],
      );
      return ids.map((id) => rows.filter((row) => row.alert_id === id).map((row) => ({ from: row.from_status, to: row.to_status, at: row.at, by: row.by_user, note: row.note })));
    },
    { cache: false },
  );

  return {
    async byId(id) {
      return isUuid(id) ? ((await select('id = $3', [id]))[0] ?? null) : null;
    },
    async lock(id) {
      return isUuid(id) ? ((await select('id = $3 for update', [id]))[0] ?? null) : null;
    },
    lockOpenOf: (conversationId) => select(`conversation_id = $3 and status <> 'RESOLVED' order by id for update`, [conversationId]),
    lockUnresolved: async (subject, kind) => (await select(`subject = $3 and kind = $4 and status <> 'RESOLVED' for update`, [subject, kind]))[0] ?? null,
    lockDangersDue: (until) => select(`kind = 'LIFE_SAFETY' and status = 'OPEN' and notice_due_at <= $3 order by id for update`, [until]),
    async toldSince(since) {
      const [row] = await tx.query<{ count: number; lastAt: Date | null }>(`select count(*)::int as count, max(told_at) as "lastAt" from alerts.alerts where tenant_id = $1 and told_at > $2`, [tx.tenantId, since]);
      return row ?? { count: 0, lastAt: null };
    },
    lockUntilOptIn: (phone) => select(`customer_phone = $3 and until_opt_in and status <> 'RESOLVED' order by id for update`, [phone]),
    list: (conditions, page) =>
      select(`${conditionsSql} and ($7::timestamptz is null or (opened_at, id) < ($7, $8::uuid)) order by opened_at desc, id desc limit $9`, [
        ...valuesOf(conditions),
        page.after?.at ?? null,
        page.after?.id ?? null,
        page.limit,
      ]),
    async count(conditions) {
      const [row] = await tx.query<{ count: number }>(`select count(*)::int as count from alerts.alerts where ${visibleSql} and ${conditionsSql}`, [tx.tenantId, onlyOf, ...valuesOf(conditions)]);
      return row?.count ?? 0;
    },
    async add(alert, transition) {
      const added = await tx.query(
        `insert into alerts.alerts (tenant_id, id, subject, kind, title, severity, status, hazard, customer_phone, conversation_id, call_id, opened_at, notices, warned, until_opt_in)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         on conflict (tenant_id, subject, kind) where status <> 'RESOLVED' do nothing returning id`,
        [tx.tenantId, alert.id, alert.subject, alert.kind, alert.title, alert.severity, alert.status, alert.hazard, alert.customerPhone, alert.conversationId, alert.callId, alert.openedAt, alert.notices, alert.warned, alert.untilOptIn],
      );
      if (added.length > 0) await remember(alert.id, transition);
      return added.length > 0;
    },
    async save(alert, transition) {
      tx.execute(`update alerts.alerts set status = $3, acknowledged_at = $4, acknowledged_by = $5, resolved_at = $6, notices = $7, title = $8, hazard = $9, opened_at = $10, warned = $11, told_at = $12, notice_due_at = $13 where tenant_id = $1 and id = $2`, [
        tx.tenantId,
        alert.id,
        alert.status,
        alert.acknowledgedAt,
        alert.acknowledgedBy,
        alert.resolvedAt,
        alert.notices,
        alert.title,
        alert.hazard,
        alert.openedAt,
        alert.warned,
        alert.toldAt,
        alert.noticeDueAt,
      ]);
      if (transition) await remember(alert.id, transition);
    },
    history: (id) => histories.load(id),
  };
}

const visibleSql = `tenant_id = $1 and ($2::uuid is null or exists (select from alerts.appointments own where own.tenant_id = $1 and own.user_id = $2 and own.conversation_id = alerts.conversation_id))`;
const conditionsSql = `($3::text[] is null or status = any($3)) and ($4::text[] is null or kind = any($4)) and ($5::text[] is null or severity = any($5)) and ($6::uuid is null or conversation_id = $6)`;

function valuesOf(conditions: AlertConditions): unknown[] {
  const anyOf = (list: readonly string[] | null | undefined) => (list?.length ? list : null);
  return [anyOf(conditions.status), anyOf(conditions.kind), anyOf(conditions.severity), conditions.conversationId ?? null];
}

function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    subject: row.subject,
    kind: row.kind,
    title: row.title,
    severity: row.severity,
    status: row.status,
    hazard: row.hazard,
    customerPhone: row.customer_phone,
    conversationId: row.conversation_id,
    callId: row.call_id,
    openedAt: row.opened_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    resolvedAt: row.resolved_at,
    notices: row.notices,
    toldAt: row.told_at,
    noticeDueAt: row.notice_due_at,
    warned: row.warned,
    untilOptIn: row.until_opt_in,
  };
}
