/** The server is not there, or hangs up: no connection, no Unix socket, shut down, starting, or full. */
const codes = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', '57P01', '57P02', '57P03', '57P05', '53300']);
/** What the driver says without a code: the connection went, or none was to be had. */
const words = /timeout exceeded when trying to connect|timeout expired|connection terminated|connection error and is not queryable/i;

/** Whether the error says that the database is away. One that is slow, or refuses a statement, is not. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  // Class 08: connection exceptions.
  if (typeof code === 'string') return codes.has(code) || /^08[0-9A-Z]{3}$/.test(code);
  return typeof message === 'string' && words.test(message);
}
