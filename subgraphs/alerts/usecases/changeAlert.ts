import { notFound, refuse } from '../../../platform/errors/refusal';
import { alertChanged } from '../../../schema/events/alerts';
import type { Context, Work } from '../context';
import { acknowledge, type Alert, type Outcome, resolve } from '../domain/alert';

const noteLengthMax = 2_000;

/** The caller has seen the alert. Refuses RESOURCE_NOT_FOUND, and BUSINESS_RULE_VIOLATION for one that is over. */
export function acknowledgeAlert(context: Context, id: string, note: string | null): Promise<Alert> {
  return change(context, id, note, (alert, by) => acknowledge(alert, by, context.now(), note));
}

/** The caller has dealt with the alert. Refuses RESOURCE_NOT_FOUND. */
export function resolveAlert(context: Context, id: string, note: string | null): Promise<Alert> {
  return change(context, id, note, (alert, by) => resolve(alert, by, context.now(), note));
}

async function change(context: Context, id: string, note: string | null, decide: (alert: Alert, by: string) => Outcome): Promise<Alert> {
  if (note !== null && note.length > noteLengthMax) refuse('VALIDATION_FAILED', `A note has at most ${noteLengthMax} characters.`, { field: 'note' });
  const { principal } = context;
  const by = principal.kind === 'user' ? principal.userId : refuse('AUTH_INSUFFICIENT_PERMISSIONS', 'Only a person can do this.');
  return context.transaction(async (tx) => {
    const alert = (await tx.alerts.lock(id)) ?? notFound('alert');
    const outcome = decide(alert, by);
    if (outcome.kind === 'over') refuse('BUSINESS_RULE_VIOLATION', 'The alert is already resolved.', { id });
    await applyOutcome(tx, outcome);
    return outcome.alert;
  });
}

/** Saves what was decided and says it; an alert that stays as it is says nothing. */
export async function applyOutcome(tx: Work, outcome: Outcome): Promise<void> {
  if (outcome.kind !== 'changed') return;
  const { alert, transition } = outcome;
  await tx.alerts.save(alert, transition);
  await tx.say(alertChanged({ alertId: alert.id, conversationId: alert.conversationId, status: alert.status, kind: alert.kind, at: transition.at.toISOString() }));
}
