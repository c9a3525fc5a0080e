import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/defineJob';
import { alertChanged } from '../../../schema/events/alerts';
import type { Business, Context, Work } from '../context';
import { type Alert, type Need, openAlert, reopen } from '../domain/alert';
import { optOutOf } from '../domain/hindrance';
import { firstNoticeAt, noticeDue, singlesSince } from '../domain/notice';
import { applyOutcome } from './changeAlert';
import { sendNotices } from './sendNotices';

/** The owner is texted, and again while nobody has acknowledged the danger. */
export const repeatNoticeJob = defineJob('alerts.repeatNotice', z.object({ alertId: z.uuid() }));

/**
 * Opens an alert for a need, unless one of its subject and kind is not over, or the human it asks for has already come, or what hindered a number's texts, or those to the customer, is over.
 * A danger, or a customer who still waits, opens its alert again after somebody has acknowledged it.
 */
export async function raiseAlert(context: Context, need: Need): Promise<void> {
  await context.transaction(async (tx) => {
    const arrivedAt = need.conversationId ? (await tx.conversations.lock(need.conversationId)).humanArrivedAt : null;
    if (need.kind === 'CUSTOMER_WAITING' && arrivedAt !== null && arrivedAt >= need.at) return;
    const hindrance = need.untilOptIn && need.customerPhone !== null ? optOutOf(need.customerPhone) : need.subject;
    if (hindrance !== undefined && (await tx.hindrances.met(hindrance, need.at))) return;
    const business = need.kind === 'LIFE_SAFETY' ? await tx.businesses.lockOwn() : null;
    const { alert, transition } = openAlert(randomUUID(), need);
    if (await tx.alerts.add(alert, transition)) {
      await textOwner(tx, business, alert, context.now());
      await tx.say(alertChanged({ alertId: alert.id, conversationId: alert.conversationId, status: alert.status, kind: alert.kind, at: need.at.toISOString() }));
      return;
    }
    const known = await tx.alerts.lockUnresolved(alert.subject, alert.kind);
    const outcome = known && reopen(known, need);
    if (outcome?.kind !== 'changed') return;
    await applyOutcome(tx, outcome);
    await textOwner(tx, business, outcome.alert, context.now());
  });
}

async function textOwner(tx: Work, business: Business | null, alert: Alert, now: Date): Promise<void> {
  if (!business || !noticeDue(alert)) return;
  const dueAt = firstNoticeAt(now, await tx.alerts.toldSince(singlesSince(now)));
  if (dueAt > now) await tx.alerts.save({ ...alert, noticeDueAt: dueAt }, null);
  const runAt = dueAt > now ? dueAt : await sendNotices(tx, business, [alert], now);
  await tx.enqueue(repeatNoticeJob({ alertId: alert.id }, { priority: 'critical', runAt, replaceKey: alert.id }));
}
