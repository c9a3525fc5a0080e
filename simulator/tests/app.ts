import http from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient';
import { startSimulator, type Simulator, type SimulatorOptions } from '../server';

export const accountSid = `AC${'1'.repeat(32)}`;
export const authToken = 'a-token-of-tests';
export const business = '+12085550100';
export const customer = '+12085550142';

export interface Received {
  path: string;
  params: Record<string, string>;
  headers: http.IncomingHttpHeaders;
  signed: boolean;
}

type Answer = string | { status?: number; body?: string; type?: string } | 'hang' | 'cut';

/** A stand-in for the application: keeps every webhook, answers what a test wants, and checks signatures with twilio's own validator. */
export async function startApp() {
  const received: Received[] = [];
  const answers = new Map<string, (request: Received) => Answer>();
  const waiting = new Set<() => void>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks).toString();
      const isJson = request.headers['content-type'] === 'application/json';
      const params = (isJson ? JSON.parse(sent) : Object.fromEntries(new URLSearchParams(sent))) as Record<string, string>;
      const full = `${url}${request.url}`;
      const signature = String(request.headers['x-twilio-signature']);
      const signed = isJson ? twilio.validateRequestWithBody(authToken, signature, full, sent) : twilio.validateRequest(authToken, signature, full, params);
      const entry: Received = { path: request.url!, params, headers: request.headers, signed };
      received.push(entry);
      const answer = answers.get(request.url!.split('?')[0]!)?.(entry) ?? '<Response/>';
      const { status = 200, body = '', type = 'text/xml' } = typeof answer === 'string' ? { body: answer } : answer;
      for (const wake of waiting) wake();
      if (answer === 'hang') return;
      if (answer === 'cut') return void request.socket.destroy();
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    received,
    on: (path: string, answer: Answer | ((request: Received) => Answer)) => answers.set(path, typeof answer === 'function' ? answer : () => answer),
    at: (path: string) => received.filter((entry) => entry.path.split('?')[0] === path),
    clear() {
      received.length = 0;
      answers.clear();
    },
    /** Resolves with the n-th request to the path as soon as it is there; throws after the deadline. */
    async wait(path: string, count = 1, deadlineMs = 30_000): Promise<Received> {
      const ends = Date.now() + deadlineMs;
      for (;;) {
        const found = received.filter((entry) => entry.path.split('?')[0] === path);
        if (found.length >= count) return found[count - 1]!;
        const left = ends - Date.now();
        if (left <= 0) throw new Error(`no request ${count} to ${path}; came: ${received.map((entry) => entry.path).join(', ')}`);
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            waiting.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, left);
          waiting.add(wake);
        });
      }
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

export type App = Awaited<ReturnType<typeof startApp>>;

/** A simulator with the business number wired to the app, its calls running at once. */
export async function startWired(app: App, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return startSimulator({
    port: 0, accountSid, authToken, listLagMs: 0,
    numbers: [{
      e164: business, voiceUrl: `${app.url}/voice`, voiceFallbackUrl: `${app.url}/voice-fallback`, statusCallback: `${app.url}/call-status`, smsUrl: `${app.url}/sms`,
      smsFallbackUrl: `${app.url}/sms-fallback`,
    }],
    ...options,
    settings: { timeScale: 0, sentDelayMs: 0, deliveredDelayMs: 0, ...options.settings },
  });
}

/** An app and a phone company wired to it, running for the tests of a file; each test finds both as new. */
export function wiredPair(): { app: App; simulator: Simulator } {
  // Filled when the tests begin, so that a file can name them once.
  const app = {} as App;
  const simulator = {} as Simulator;
  beforeAll(async () => {
    Object.assign(app, await startApp());
    Object.assign(simulator, await startWired(app));
  });
  beforeEach(async () => {
    await idle(simulator);
    await control(simulator, 'POST', '/reset');
    app.clear();
  });
  afterAll(async () => {
    await simulator.close();
    await app.close();
  });
  return { app, simulator };
}

/** What tests read of the control API's answers. */
export interface CallView {
  sid: string;
  status: string;
  finished: boolean;
  heard: { leg: string; text: string }[];
  dial: { phase: string; to: string } | null;
  dials: { sid: string; to: string; phase: string; status: string | null }[];
}

export interface TextView {
  sid: string;
  body: string;
  direction: string;
}

/** The control API; throws what it refuses. */
export async function control<T = CallView>(simulator: Simulator, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${simulator.url}/control${path}`, {
    method, headers: body === undefined ? {} : { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new Error(`${response.status} ${answer.error}`);
  return answer;
}

export const idle = (simulator: Simulator) => control<{ idle: boolean }>(simulator, 'GET', '/idle?timeoutMs=30000');

/** twilio-node itself, its requests sent to the simulator instead of api.twilio.com, as the application does it. */
export function twilioClient(simulator: Simulator, options: { sid?: string; token?: string; timeout?: number } = {}) {
  class SimulatorClient extends twilio.RequestClient {
    override request<TData>(request: RequestClient.RequestOptions<TData>) {
      return super.request<TData>({ ...request, uri: request.uri.replace('https://api.twilio.com', simulator.url) });
    }
  }
  return twilio(options.sid ?? accountSid, options.token ?? authToken, { httpClient: new SimulatorClient({ timeout: options.timeout }) });
}
