import { GraphQLError } from 'graphql';

/** The coded refusals of the contract: the reference's ErrorCodes and the two that roots.graphql adds. */
export type RefusalCode =
  | 'AUTH_TOKEN_INVALID'
  | 'AUTH_TOKEN_EXPIRED'
  | 'AUTH_INSUFFICIENT_PERMISSIONS'
  | 'AUTH_CREDENTIALS_INVALID'
  | 'VALIDATION_FAILED'
  | 'REQUIRED_FIELD_MISSING'
  | 'INVALID_FORMAT'
  | 'RESOURCE_NOT_FOUND'
  | 'RESOURCE_ALREADY_EXISTS'
  | 'BUSINESS_RULE_VIOLATION'
  | 'EXTERNAL_SERVICE_UNAVAILABLE'
  | 'SERVICE_UNAVAILABLE'
  | 'RATE_LIMIT_EXCEEDED'
  | 'CURSOR_EXPIRED';

const statusOf: Record<RefusalCode, number> = {
  AUTH_TOKEN_INVALID: 401,
  AUTH_TOKEN_EXPIRED: 401,
  AUTH_CREDENTIALS_INVALID: 401,
  AUTH_INSUFFICIENT_PERMISSIONS: 403,
  VALIDATION_FAILED: 422,
  REQUIRED_FIELD_MISSING: 422,
  INVALID_FORMAT: 422,
  RESOURCE_NOT_FOUND: 404,
  RESOURCE_ALREADY_EXISTS: 409,
  BUSINESS_RULE_VIOLATION: 409,
  EXTERNAL_SERVICE_UNAVAILABLE: 503,
  SERVICE_UNAVAILABLE: 503,
  RATE_LIMIT_EXCEEDED: 429,
  CURSOR_EXPIRED: 410,
};

/**
 * Something the caller asked for and may not have, said so that they can act on it. Shown as a GraphQL error with
 * `extensions.code`, or in REST's envelope with `httpStatus`. Everything else that is thrown is a fault.
 */
export class Refusal extends GraphQLError {
  readonly code: RefusalCode;
  readonly httpStatus: number;
  readonly details: Record<string, unknown>;

  constructor(code: RefusalCode, message: string, details: Record<string, unknown> = {}) {
    super(message, { extensions: { code, details } });
    this.code = code;
    this.details = details;
    this.httpStatus = statusOf[code];
  }
}

/** Throws the refusal; an expression, so that it can stand behind `??`. */
export function refuse(code: RefusalCode, message: string, details: Record<string, unknown> = {}): never {
  throw new Refusal(code, message, details);
}

/** The same for a missing thing and for another tenant's. */
export function notFound(what: string): never {
  return refuse('RESOURCE_NOT_FOUND', `There is no such ${what}.`, { resource: what });
}
