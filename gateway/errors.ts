import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RefusalCode } from '../platform/errors/refusal';
import type { Logger } from '../platform/logging/logger';
import { plainMessage } from './limits';

/** All that a client is told of a fault; what it was stands in the log, under the request id. */
export const faultMessage = 'Something went wrong on our side.';

/**
 * An error as clients see it: codes of refusals stay; a fault that no subgraph presented yet is logged and shown without its text.
 * Every error names its service, the request and the time (roots.graphql, "Errors").
 * @param presenter the service that answers, where the error names no other
 */
export function presentError(error: GraphQLFormattedError, requestId: string, log: Logger, presenter = 'gateway'): GraphQLFormattedError {
  const { code = 'INTERNAL_SERVER_ERROR', details = {}, serviceName, service = serviceName ?? presenter, stacktrace: _stacktrace, exception: _exception, http: _http, ...rest } = contractual(error);
  const isFault = code === 'INTERNAL_SERVER_ERROR';
  if (isFault && error.message !== faultMessage) log.error({ message: error.message, path: error.path, requestId, service }, 'a request failed at the door');
  return {
    message: isFault ? faultMessage : plainMessage(error.message),
    ...(error.locations && !isFault ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: { ...rest, code, details, service, requestId, timestamp: new Date().toISOString() },
  };
}

function contractual({ extensions, message }: GraphQLFormattedError): Record<string, unknown> {
  const code = extensions?.['code'];
  return { ...(code === 'BAD_USER_INPUT' && { details: misfit(message) }), ...extensions, ...(code === 'BAD_REQUEST' && badRequest(message)) };
}

/** Which variable or argument does not fit, and what of it, as `filter.phone` or `ids.0`: graphql-js says that in its text alone, in quotes that no quoted value holds unescaped. */
function misfit(message: string): Record<string, unknown> {
  const [, name, place = name] = /^(?:Variable "\$|Argument ")(\w+)"(?: got invalid value .*? at "(\1[.[][^"]*)"; )?/s.exec(message) ?? [];
  const [, own] = /; Field "([^"]+)" (?:of required type|is not defined by)/.exec(message) ?? [];
  if (place === undefined) return {};
  const field = place.replace(/\[(\d+)\]/g, '.$1');
  return { field: own === undefined ? field : `${field}.${own}` };
}

/** Apollo's one code for what no operation can be read from, as the contract's: a query that is missing, or a part of another form. */
function badRequest(message: string): { code: RefusalCode; details: Record<string, unknown> } {
  if (/non-empty `query`|body missing/.test(message)) return { code: 'REQUIRED_FIELD_MISSING', details: { field: 'query' } };
  const [, field = /GraphQL queries must/.test(message) ? 'query' : undefined] = /^`(\w+)` in a POST|^The '?(\w+)'? search/.exec(message)?.filter(Boolean) ?? [];
  return { code: 'INVALID_FORMAT', details: field === undefined ? {} : { field } };
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

/** The error that was sent, as one to throw or to answer with. */
export function toGraphQLError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path, extensions });
}
