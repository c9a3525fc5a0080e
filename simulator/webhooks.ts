import { randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import twilio from 'twilio';
import type { Carrier } from './carrier';
import { pause, recordWebhook, strike, tracked } from './carrier';
import type { Draws } from './faults';
import { webhookFateFor } from './faults';

export type WebhookKind = 'voice' | 'gather' | 'screening' | 'dialAction' | 'dialStatus' | 'callStatus' | 'sms' | 'messageStatus' | 'amd';
export type Params = Record<string, string>;

export interface WebhookRequest {
  kind: WebhookKind;
  url: string;
  fallbackUrl?: string;
  method?: string;
  params: Params;
  /** What tells this delivery from others when faults are drawn; no sids, which differ from run to run. */
  label: string;
}

/** What came back; `status` 0 and an `errorCode` when nothing usable did, the fallback included. */
export interface WebhookAnswer {
  /** The URL that answered: the fallback's when the first failed. Relative URLs in TwiML are relative to it. */
  url: string;
  status: number;
  contentType: string;
  body: string;
  /** 11200 the server failed, 11205 no connection or no answer in time, 11210 no such host; null when all is well. */
  errorCode: number | null;
}

export interface Webhooks {
  /**
   * Delivers as Twilio does: signed, 5 s to connect and 15 s in all, one retry on a connection failure unless the URL's
   * fragment says otherwise (`#rc=5&rp=all`, `ct`, `rt`, `tt`), then the fallback URL with ErrorCode and ErrorUrl.
   * Redirects are not followed. Never throws.
   */
  deliver(request: WebhookRequest): Promise<WebhookAnswer>;
  close(): void;
}

export function webhooksOf(carrier: Carrier, draws: Draws): Webhooks {
  const options = { keepAlive: true, maxSockets: 512, scheduling: 'lifo' as const };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  const attempt = (request: WebhookRequest, url: string, params: Params, token: string) => deliverWithRetries(carrier, agents, request, url, params, token);

  return {
    deliver: (request) =>
      tracked(carrier, async () => {
        const fate = webhookFateFor(carrier.faults, draws, request.kind, request.label);
        const token = randomUUID();
        if (fate.delayMs > 0) {
          strike(carrier, 'webhookDelayed');
          await pause(fate.delayMs);
        }
        let first: WebhookAnswer;
        if (fate.drop) {
          strike(carrier, 'webhookDropped');
          const at = Date.now();
          recordWebhook(carrier, { sentAt: at, at, kind: request.kind, url: request.url, params: request.params, status: 0, attempts: 0, errorCode: 11205, dropped: true });
          first = { url: request.url, status: 0, contentType: '', body: '', errorCode: 11205 };
        } else {
          first = await attempt(request, request.url, request.params, token);
          if (fate.duplicate) {
            strike(carrier, 'webhookDuplicated');
            await attempt(request, request.url, request.params, token);
          }
        }
        if (first.errorCode === null || !request.fallbackUrl) return first;
        const blamed = { ...request.params, ErrorCode: String(first.errorCode), ErrorUrl: withoutFragment(request.url) };
        return attempt(request, request.fallbackUrl, blamed, randomUUID());
      }),
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

interface Overrides {
  connectMs: number;
  readMs: number;
  totalMs: number;
  retries: number;
  policy: string[];
}

/** Connection overrides of the URL's fragment. Source: Twilio, "Webhooks: Connection overrides". */
export function overridesOf(url: string): Overrides {
  const fragment = new URLSearchParams(url.includes('#') ? url.slice(url.indexOf('#') + 1) : '');
  const number = (name: string, otherwise: number, min: number, max: number) => {
    const value = Number(fragment.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= min && value <= max ? value : otherwise;
  };
  return {
    connectMs: number('ct', 5_000, 100, 10_000),
    readMs: number('rt', 15_000, 100, 15_000),
    totalMs: number('tt', 15_000, 100, 15_000),
    retries: number('rc', 1, 0, 5),
    policy: (fragment.get('rp') ?? 'ct').split(','),
  };
}

export function withoutFragment(url: string): string {
  const at = url.indexOf('#');
  return at === -1 ? url : url.slice(0, at);
}

type Failure = 'ct' | 'rt' | '4xx' | '5xx' | null;

async function deliverWithRetries(carrier: Carrier, agents: Agents, request: WebhookRequest, url: string, params: Params, token: string): Promise<WebhookAnswer> {
  const overrides = overridesOf(url);
  const sentAt = Date.now();
  const deadline = sentAt + overrides.totalMs;
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await send(carrier, agents, request.method ?? 'POST', withoutFragment(url), params, token, overrides, Math.max(1, deadline - Date.now()));
    const failure = failureOf(outcome);
    const wanted = failure !== null && (overrides.policy.includes('all') || overrides.policy.includes(failure));
    if (wanted && attempts <= overrides.retries && Date.now() < deadline && !carrier.closed) {
      await pause(Math.min(100 * attempts, Math.max(0, deadline - Date.now())));
      continue;
    }
    const errorCode = failure === null ? null : outcome.noHost ? 11210 : failure === 'ct' || failure === 'rt' ? 11205 : 11200;
    recordWebhook(carrier, { sentAt, at: Date.now(), kind: request.kind, url, params, status: outcome.status, attempts, errorCode, dropped: false });
    return { url: withoutFragment(url), status: outcome.status, contentType: outcome.contentType, body: outcome.body, errorCode };
  }
}

interface Outcome {
  status: number;
  contentType: string;
  body: string;
  connected: boolean;
  noHost: boolean;
}

interface Agents {
  'http:': http.Agent;
  'https:': https.Agent;
}

const unreachable: Outcome = { status: 0, contentType: '', body: '', connected: false, noHost: true };

function failureOf(outcome: Outcome): Failure {
  if (outcome.status === 0) return outcome.connected ? 'rt' : 'ct';
  if (outcome.status >= 500) return '5xx';
  return outcome.status >= 300 ? '4xx' : null;
}

/** The account that a webhook carries signs it. */
function tokenOf(carrier: Carrier, params: Params): string {
  return carrier.accounts.get(params.AccountSid ?? carrier.accountSid)?.authToken ?? '';
}

function send(carrier: Carrier, agents: Agents, method: string, url: string, params: Params, token: string, overrides: Overrides, totalMs: number): Promise<Outcome> {
  const isGet = method.toUpperCase() === 'GET';
  const isJson = !isGet && carrier.settings.webhookBody === 'json';
  const body = isJson ? JSON.stringify(params) : new URLSearchParams(params).toString();
  const added = isJson ? `bodySHA256=${twilio.getExpectedBodyHash(body)}` : isGet ? body : '';
  const target = added ? `${url}${url.includes('?') ? '&' : '?'}${added}` : url;
  let parsed: URL;
  try {
    parsed = new URL(target);
  } catch {
    return Promise.resolve(unreachable);
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return Promise.resolve(unreachable);
  const secure = parsed.protocol === 'https:';
  const headers: http.OutgoingHttpHeaders = {
    'User-Agent': 'TwilioProxy/1.1',
    Accept: '*/*',
    'X-Twilio-Signature': twilio.getExpectedTwilioSignature(tokenOf(carrier, params), target, isGet || isJson ? {} : params),
    'I-Twilio-Idempotency-Token': token,
  };
  if (!isGet) {
    headers['Content-Type'] = isJson ? 'application/json' : 'application/x-www-form-urlencoded; charset=UTF-8';
    headers['Content-Length'] = Buffer.byteLength(body);
  }
  return new Promise((resolve) => {
    let connected = false;
    let settled = false;
    const request = (secure ? https : http).request(parsed, { method: isGet ? 'GET' : 'POST', agent: secure ? agents['https:'] : agents['http:'], headers });
    const settle = (outcome: Omit<Outcome, 'connected'>) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      clearTimeout(connecting);
      resolve({ ...outcome, connected });
    };
    const nothing = { status: 0, contentType: '', body: '', noHost: false };
    const giveUp = () => {
      settle(nothing);
      request.destroy();
    };
    const timer = setTimeout(giveUp, Math.min(totalMs, overrides.readMs));
    const connecting = setTimeout(() => !connected && giveUp(), Math.min(totalMs, overrides.connectMs));
    request.on('socket', (socket) => {
      if (!socket.connecting) connected = true;
      else socket.once('connect', () => (connected = true));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection that the server closed meanwhile is no failure of the server: once more on a fresh one.
      if (request.reusedSocket && error.code === 'ECONNRESET' && !settled && !carrier.closed) {
        settled = true;
        clearTimeout(timer);
        clearTimeout(connecting);
        resolve(send(carrier, agents, method, url, params, token, overrides, totalMs));
        return;
      }
      settle({ ...nothing, noHost: error.code === 'ENOTFOUND' });
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => settle(nothing));
      response.on('end', () => settle({ status: response.statusCode ?? 0, contentType: String(response.headers['content-type'] ?? ''), body: Buffer.concat(chunks).toString('utf8'), noHost: false }));
    });
    request.end(isGet ? undefined : body);
  });
}
