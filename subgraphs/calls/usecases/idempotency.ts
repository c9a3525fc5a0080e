import { createHash } from 'node:crypto';
import { refuse } from '../../../platform/errors/refusal';
import type { Work } from '../context';

const keyMax = 200;

/**
 * What a mutation with this idempotencyKey made before; null where it made nothing yet, and may try. The key is its input's from the first outcome on, whatever
 * that was: with other input it is RESOURCE_ALREADY_EXISTS. What is refused rolls back, and leaves the key free. An empty or long one is VALIDATION_FAILED.
 * The key is the tenant's and the operation's own; two at once are decided by the primary key.
 */
export async function answeredBefore({ answers }: Work, operation: string, key: string | null | undefined, input: unknown): Promise<string | null> {
  if (key == null) return null;
  if (key === '' || key.length > keyMax) refuse('VALIDATION_FAILED', `\`idempotencyKey\` is 1 to ${keyMax} characters.`, { field: 'idempotencyKey' });
  const known = await answers.lock(operation, key);
  if (!known) {
    await answers.claim(operation, key, hash(input));
    return null;
  }
  if (known.inputHash !== hash(input)) refuse('RESOURCE_ALREADY_EXISTS', 'This idempotencyKey was used with other input.', { field: 'idempotencyKey' });
  return known.resultId;
}

/** Keeps what the mutation made under its idempotencyKey, in its transaction; does nothing without a key. */
export async function rememberAnswer({ answers }: Work, operation: string, key: string | null | undefined, resultId: string): Promise<void> {
  if (key) await answers.save(operation, key, resultId);
}

function hash(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('hex');
}
