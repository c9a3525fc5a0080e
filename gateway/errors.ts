import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '../platform/logging/logger';

/** All that a client is told of a fault; what it was stands in the log, under the request id. */
export const faultMessage = 'Something went wrong on our side.';

/**
 * An error as clients see it: codes of refusals stay; a fault that no subgraph presented yet is logged and shown without its text.
 * Every error names its service, the request and the time (roots.graphql, "Errors").
 */
export function presentError(error: GraphQLFormattedError, requestId: string, log: Logger): GraphQLFormattedError {
  const { code = 'INTERNAL_SERVER_ERROR', details = {}, serviceName, service = serviceName ?? 'gateway', stacktrace: _stacktrace, exception: _exception, http: _http, ...rest } = error.extensions ?? {};
  const isFault = code === 'INTERNAL_SERVER_ERROR';
  if (isFault && error.message !== faultMessage) log.error({ message: error.message, path: error.path, requestId }, 'the gateway failed');
  return {
    message: isFault ? faultMessage : error.message,
    ...(error.locations && !isFault ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: { ...rest, code, details, service, requestId, timestamp: new Date().toISOString() },
  };
}

/** Thrown where only a new socket helps: it is closed with the code, and the stock client resumes on another. */
export class SocketMustClose extends Error {
  constructor(
    readonly closeCode: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** The code to close the socket with, where the error asks for it. */
export function closeCodeOf(error: unknown): number | null {
  if (error instanceof SocketMustClose) return error.closeCode;
  const extensions = error instanceof GraphQLError ? error.extensions : {};
  const code = (extensions['details'] as { closeCode?: unknown } | undefined)?.closeCode;
  return typeof code === 'number' ? code : null;
}
