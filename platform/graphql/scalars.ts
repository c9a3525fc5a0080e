import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import { parsePhoneNumber } from '../values/phoneNumber';

/**
 * The scalars of schema/shared.graphql. In one process nothing serialises between subgraphs, so a value already serialised passes again.
 * graphql-scalars' DateTime answers Date objects and its PhoneNumber refuses the 555 numbers; these two are ours for that reason.
 * Years before 1900 and beyond 9999 have other forms in JavaScript than in PostgreSQL, and nothing happens there.
 */
export const scalars = {
  DateTime: scalar('DateTime', (value) => {
    const date = value instanceof Date ? value : typeof value === 'string' ? instantOf(value) : null;
    return date && date.getUTCFullYear() >= 1900 && date.getUTCFullYear() <= 9999 ? date : null;
  }, (date: Date) => date.toISOString(), 'an instant of the years 1900 to 9999 in ISO 8601 with a zone, as 2026-11-20T15:04:05.000Z'),
  EmailAddress: scalar('EmailAddress', (value) => (typeof value === 'string' && value.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? value : null), (value: string) => value, 'an e-mail address'),
  PhoneNumber: scalar('PhoneNumber', (value) => (typeof value === 'string' && /^\+/.test(value) ? parsePhoneNumber(value) : null), (value: string) => value, 'a phone number in E.164, as +12085550100', true),
  JSONObject: GraphQLJSONObject,
};

function scalar<T>(name: string, parse: (value: unknown) => T | null, write: (value: T) => string, form: string, trustOutput = false): GraphQLScalarType {
  const read = (value: unknown): T => {
    const parsed = parse(value);
    if (parsed === null) throw new GraphQLError(`${name} takes ${form}.`, { extensions: { code: 'BAD_USER_INPUT' } });
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    // A caller's number may be a short code or a word: what the carrier told us is shown as it is.
    serialize: (value) => (trustOutput ? String(value) : write(read(value))),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : null),
  });
}

/** Null for other forms than ISO 8601 with a zone, and for a day that its month does not have: JavaScript makes February 30 into March 2. */
function instantOf(text: string): Date | null {
  const [, day] = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (day === undefined) return null;
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day) ? new Date(text) : null;
}
