import { tenantOf } from '../../../platform/principal/principal';
import type { Context } from '../context';
import type { Line } from '../domain/line';

/** A line as the graph shows it; its business is the caller's own, since no other's lines can be read. */
export function toLine(line: Line, context: Context) {
  const tenantId = tenantOf(context.principal);
  return { __typename: 'PhoneNumberLine' as const, id: line.id, number: line.number, label: line.label, status: line.status, capabilities: line.capabilities, tenant: tenantId === null ? null : { id: tenantId } };
}
