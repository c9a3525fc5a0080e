import { createHash } from 'node:crypto';
import { refuse } from '../../../platform/errors/refusal';
import type { Work } from '../context';

const keyMax = 200;

/**
 * What a mutation with this idempotencyKey answered before, or null. The same key with other input is RESOURCE_ALREADY_EXISTS, an empty or long one VALIDATION_FAILED.
 * The key is the tenant's and the operation's own; two at once are decided by the primary key.
 */
export async function answeredBefore({ tx, work }: Work, operation: string, key: string | null | undefined, input: unknown): Promise<string | null> {
  if (key == null) return null;
  if (key === '' || key.length > keyMax) refuse('VALIDATION_FAILED', `\`idempotencyKey\` is 1 to ${keyMax} characters.`, { field: 'idempotencyKey' });
  tx.execute('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${tx.tenantId}:${operation}:${key}`]);
  const known = await work.answer(operation, key);
  if (!known) return null;
  if (known.inputHash !== hash(input)) refuse('RESOURCE_ALREADY_EXISTS', 'This idempotencyKey was used with other input.', { field: 'idempotencyKey' });
  return known.resultId;
}

/** Keeps what the mutation answered under its idempotencyKey, in its transaction; does nothing without a key. */
export async function rememberAnswer({ work }: Work, operation: string, key: string | null | undefined, input: unknown, resultId: string): Promise<void> {
  if (key) await work.saveAnswer(operation, key, hash(input), resultId);
}

function hash(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}
