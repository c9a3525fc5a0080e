import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

/** Values that never reach a log, wherever they stand in an object. */
const secretKeys = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'authToken', 'secret', 'cookie', 'body', 'Body', 'x-service-key', 'x-twilio-signature'];

/** Structured logs on standard output: JSON, or lines for people on a terminal. Secrets and customers' words are redacted. */
export function createLogger(options: { level: string; format: 'pretty' | 'json' }): Logger {
  return pino({
    level: options.level,
    base: undefined,
    redact: { paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]), censor: '[redacted]' },
    ...(options.format === 'pretty' ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } } : {}),
  });
}
