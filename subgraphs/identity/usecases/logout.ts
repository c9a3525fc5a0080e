import type { Context } from '../context';
import { endSession } from './endSession';

/** Ends the caller's session at once. */
export async function logout(context: Context): Promise<void> {
  const { principal } = context;
  if (principal.kind !== 'user') return;
  await context.inTenant(principal.tenantId, (tx) => endSession(tx, principal.sessionId, context.clock()));
}
