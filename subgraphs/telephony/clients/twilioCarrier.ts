import { Agent as HttpAgent } from 'node:http';
import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient';
import { z } from 'zod';
import { lookUpAfterMillis } from '../domain/delivery';
import type { SendResult } from '../domain/message';
import type { Carrier } from './carrier';

/** Before an uncertain send is looked up, so that no answer is still under way then. */
const timeoutMillis = lookUpAfterMillis - 1_000;
const socketsMax = 64;
const officialOrigin = 'https://api.twilio.com';
/** Prefix that Twilio puts before every text of a trial account. */
const trialPrefix = 'Sent from your Twilio trial account - ';
const endedStatuses: ReadonlySet<string> = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);
/** Refused before a byte was sent: certain not to be processed. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Kept connections to Twilio, which the clients of all accounts share. */
export type TwilioConnection = RequestClient;

/** `baseUrl` puts a simulator or proxy in Twilio's place. */
export function openTwilio(baseUrl: string = officialOrigin): TwilioConnection {
  return new RedirectedRequestClient(baseUrl);
}

type Client = ReturnType<typeof twilio>;

/**
 * One account at Twilio, by its own SDK. Of two tokens, the one that Twilio took last is tried first: while they rotate, one of them is refused.
 * @param options.onRefused hears that Twilio takes none of the tokens; not again until it has taken one
 */
export function createTwilioCarrier(options: { accountSid: string; authTokens: readonly string[]; connection: TwilioConnection; onRefused?: () => void }): Carrier {
  const { accountSid, onRefused } = options;
  const ask = askWithAny(options.authTokens.map((authToken) => twilio(accountSid, authToken, { accountSid, httpClient: options.connection })), onRefused);
  return {
    async sendText({ from, to, body, statusCallback, validitySeconds }) {
      const text = { from, to, body, statusCallback, smartEncoded: true, ...(validitySeconds === null ? {} : { validityPeriod: validitySeconds }) };
      try {
        const message = await ask((client) => client.messages.create(text));
        return { kind: 'accepted', sid: message.sid };
      } catch (error) {
        return toSendResult(error);
      }
    },
    async findTexts({ from, to, since }) {
      // Not filtered by DateSent: a text still queued at Twilio has none, and would be missed. The window is applied here.
      const messages = await ask((client) => client.messages.list({ from, to, limit: 50 }));
      return messages
        .map((message) => ({ sid: message.sid, body: message.body.startsWith(trialPrefix) ? message.body.slice(trialPrefix.length) : message.body, createdAt: message.dateCreated ?? message.dateSent }))
        .filter((message) => message.createdAt >= since);
    },
    async findCall(callSid) {
      try {
        const call = await ask((client) => client.calls(callSid).fetch());
        return { ended: endedStatuses.has(call.status), endedAt: call.endTime ?? null, durationSeconds: Number(call.duration) || 0 };
      } catch (error) {
        if ((error as { status?: unknown }).status === 404) return null;
        throw error;
      }
    },
    async ping() {
      await ask(async (client) => {
        const { statusCode } = await client.request({ method: 'get', uri: `${officialOrigin}/2010-04-01/Accounts/${accountSid}.json`, timeout: 4_000 });
        if (statusCode === 401 || statusCode === 403) throw Object.assign(new Error('NOT_AUTHENTICATED: Twilio refuses the account SID or the auth token'), { status: statusCode });
        if (statusCode >= 500) throw new Error(`Twilio answers ${statusCode}`);
      });
    },
  };
}

/** Twilio's code for a token that is not the account's. Such a request has not been processed. */
const notAuthenticated = 20003;

function isRefusedToken(error: unknown): boolean {
  return (error as { status?: unknown }).status === 401;
}

function askWithAny(clients: readonly Client[], onRefused?: () => void): <T>(question: (client: Client) => Promise<T>) => Promise<T> {
  let first = 0;
  let isRefused = false;
  return async (question) => {
    for (let tried = 0; ; tried += 1) {
      const index = (first + tried) % clients.length;
      try {
        const answer = await question(clients[index] as Client);
        first = index;
        isRefused = false;
        return answer;
      } catch (error) {
        if (!isRefusedToken(error)) throw error;
        if (tried + 1 < clients.length) continue;
        if (!isRefused) onRefused?.();
        isRefused = true;
        throw error;
      }
    }
  };
}

/** Twilio's code for a full queue of the sending number; it comes with status 429, and is a refusal all the same. */
const queueFull = 21611;

class TooManyRequests extends Error {
  constructor(readonly retryAfterSeconds: number, readonly code: number | null) {
    super('Twilio answered 429');
  }
}

/** The SDK's client has no base URL; this is the seam for one (twilio.md 33). */
class RedirectedRequestClient extends RequestClient {
  constructor(private readonly origin: string) {
    super({ timeout: timeoutMillis, keepAlive: true, maxSockets: socketsMax });
    this.axios.defaults.httpAgent = new HttpAgent({ keepAlive: true, maxSockets: socketsMax });
  }

  override async request<TData>(options: RequestClient.RequestOptions<TData>) {
    const asked = new URL(options.uri);
    const response = await super.request({ ...options, uri: `${this.origin.replace(/\/$/, '')}${asked.pathname}${asked.search}` }).catch((error: unknown) => {
      throw withoutRequest(error);
    });
    if (response.statusCode === 429) throw new TooManyRequests(readRetryAfter(response), readCode(response.body));
    return response;
  }
}

/** What went wrong on the way. The client's own error carries the whole request, the auth token with it, and would take both into the log. */
function withoutRequest(error: unknown): Error {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return Object.assign(new Error(`Twilio was not reached: ${String(message ?? error)}`), typeof code === 'string' ? { code } : {});
}

/** Seconds, of a number of them or of a date (RFC 9110, 10.2.3); 1 where Twilio names neither. */
function readRetryAfter(response: object): number {
  const headers = 'headers' in response && typeof response.headers === 'object' ? (response.headers as Record<string, unknown> | null) : null;
  const said = String(headers?.['retry-after'] ?? '');
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1_000;
  return seconds > 0 ? Math.ceil(seconds) : 1;
}

function readCode(body: unknown): number | null {
  const parsed = z.object({ code: z.number() }).safeParse(body);
  return parsed.success ? parsed.data.code : null;
}

function toSendResult(error: unknown): SendResult {
  if (error instanceof TooManyRequests && error.code === queueFull) return { kind: 'refused', code: queueFull, message: error.message };
  if (error instanceof TooManyRequests) return { kind: 'notProcessed', retryAfterSeconds: error.retryAfterSeconds, message: error.message };
  const { status, code, message } = error as { status?: unknown; code?: unknown; message?: unknown };
  const said = String(message ?? error).slice(0, 300);
  if (isRefusedToken(error)) return { kind: 'refused', code: notAuthenticated, message: said };
  if (typeof code === 'string' && notConnected.has(code)) return { kind: 'notProcessed', retryAfterSeconds: 1, message: said };
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 408) return { kind: 'refused', code: typeof code === 'number' ? code : null, message: said };
  return { kind: 'uncertain', message: said };
}
