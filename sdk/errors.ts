/** What the server refused or the network did not deliver, as one kind of error. */

/** An error as it stands in a GraphQL answer. */
export interface AnswerError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; details?: Record<string, unknown>; requestId?: string; [key: string]: unknown };
}

/**
 * A refusal or fault. `code` is the server's (AUTH_TOKEN_EXPIRED, RESOURCE_NOT_FOUND, …), or NETWORK_ERROR when no
 * readable answer came. `requestId` finds the request in the server's log.
 */
export class NeverMissCallError extends Error {
  override readonly name = 'NeverMissCallError';

  constructor(
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly requestId: string | null = null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The first error of an answer as something to throw. */
export function errorOf(errors: readonly AnswerError[]): NeverMissCallError {
  const [first] = errors;
  const extensions = first?.extensions ?? {};
  return new NeverMissCallError(extensions.code ?? 'INTERNAL_SERVER_ERROR', first?.message ?? 'The server gave no reason.', extensions.details ?? {}, extensions.requestId ?? null);
}

/** Whether the answer still stands: one subgraph is down, its fields are null, everything else came. */
export function isPartial(errors: readonly AnswerError[]): boolean {
  return errors.every((error) => error.extensions?.code === 'SERVICE_UNAVAILABLE' && (error.path?.length ?? 0) > 1);
}

/** Whether the session is over and only a new log-in helps. */
export function endsSession(error: unknown): boolean {
  return error instanceof NeverMissCallError && error.code === 'AUTH_TOKEN_INVALID';
}
