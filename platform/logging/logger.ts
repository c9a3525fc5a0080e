import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

/** Values that never reach a log, wherever they stand in an object. */
const secretKeys = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'authToken', 'secret', 'cookie', 'body', 'Body', 'x-service-key', 'x-twilio-signature'];

/** Structured logs on standard output: JSON, or lines for people on a terminal. Secrets and customers' words are redacted, and of their numbers the middle. */
export function createLogger(options: { level: string; format: 'pretty' | 'json' }): Logger {
  return pino({
    level: options.level,
    base: undefined,
    serializers: { err: describeError },
    redact: { paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]), censor: '[redacted]' },
    ...(options.format === 'pretty' ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } } : {}),
  });
}

/** What PostgreSQL and Node name where something fails; none holds a value. */
const places = ['code', 'constraint', 'schema', 'table', 'column', 'routine', 'syscall', 'status', 'statusCode'] as const;
const causesMax = 5;

/**
 * What of an error may be logged. Only what is known to hold no data: PostgreSQL's `detail` has the whole row, an HTTP client's error the
 * request with its credentials.
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return withoutNumbers(String(error));
  const known = error as Error & Partial<Record<(typeof places)[number], unknown>>;
  const named = places.flatMap((place) => (typeof known[place] === 'string' || typeof known[place] === 'number' ? [[place, known[place]]] : []));
  return {
    type: error.name,
    message: withoutNumbers(error.message),
    stack: error.stack === undefined ? undefined : withoutNumbers(error.stack),
    ...(Object.fromEntries(named) as Record<string, string | number>),
    ...(error.cause !== undefined && depth < causesMax && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Of a number its first and last two digits stay, so that a person can tell two apart. */
function withoutNumbers(text: string): string {
  return text.replace(/(?:\+|%2B)([1-9]\d)\d{6,11}(\d\d)(?!\d)/g, '+$1…$2');
}
