import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import twilio from 'twilio';

export interface SignedRequest {
  /** As Twilio called it: the public address, path and query. */
  url: string;
  signature: string | null;
  contentType: string;
  rawBody: Buffer;
}

/**
 * Whether the request is Twilio's, by any of the account's tokens (two while rotating). A form is signed with its parameters; any other
 * body by its hash, which the URL then carries. Without a token, nobody is Twilio (twilio.md 10-14). Twilio's validator tries the URL with and without port.
 */
export function isFromTwilio(request: SignedRequest, authTokens: readonly string[]): boolean {
  const { signature, url, rawBody } = request;
  if (!signature) return false;
  if (isForm(request.contentType)) return isSigned(signature, url, signedParameters(rawBody), authTokens);
  const promised = new URL(url).searchParams.get('bodySHA256');
  if (promised === null || !hasHash(rawBody, promised)) return false;
  return isSigned(signature, url, {}, authTokens);
}

/** Stands in where there is no token, so that the time taken does not tell which accounts are ours. */
const nobodysToken = randomBytes(32).toString('hex');

function isSigned(signature: string, url: string, parameters: Record<string, string | string[]>, authTokens: readonly string[]): boolean {
  const tokens = authTokens.length > 0 ? authTokens : [nobodysToken];
  return tokens.some((token) => twilio.validateRequest(token, signature, url, parameters));
}

export function isForm(contentType: string): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType);
}

/** Repeated parameters stay together: their distinct values are signed one after the other (twilio.md 11). */
function signedParameters(rawBody: Buffer): Record<string, string | string[]> {
  const parsed = new URLSearchParams(rawBody.toString('utf8'));
  const parameters: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const name of new Set(parsed.keys())) {
    // An array of this realm: twilio's validator asks `instanceof Array`.
    const values = [...parsed.getAll(name)];
    parameters[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return parameters;
}

function hasHash(body: Buffer, promised: string): boolean {
  const actual = Buffer.from(createHash('sha256').update(body).digest('hex'));
  const expected = Buffer.from(promised.toLowerCase());
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
