import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { act } from './calls/activeCall';
import { newCarrier, putNumber, type PhoneNumber, type Settings } from './carrier';
import { controlApi } from './control/api';
import { drawsFor } from './faults';
import { restApi } from './rest/api';
import { keepState } from './stateFile';
import { webhooksOf } from './webhooks';

export interface SimulatorOptions {
  /** 0 takes a free one. */
  port: number;
  /** Default 127.0.0.1: the control API has no authentication. */
  host?: string;
  accountSid: string;
  authToken: string;
  /** Milliseconds until a new message shows in lists, below 10 000; default 1000. */
  listLagMs?: number;
  /** Numbers the carrier has from the start; more through `PUT /control/numbers/:e164` or Twilio's API. */
  numbers?: ({ e164: string } & Partial<Omit<PhoneNumber, 'sid' | 'createdAtMs'>>)[];
  /** Longest ringing in simulated seconds; default 60. */
  ringSecondsMax?: number;
  /** Where numbers, opt-outs and texts outlive a restart; default: nowhere. */
  stateFile?: string;
  /** Other settings to begin with, see `Settings`; `POST /control/reset` comes back to these. */
  settings?: Partial<Settings>;
}

export interface Simulator {
  /** Base of Twilio's API, of the control API and of the page; no slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts a phone company: Twilio's REST API and webhooks, a control API for tests, and a page with a phone. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  const carrier = newCarrier(options.accountSid, options.authToken, {
    timeScale: 1, answerSeconds: 3, talkSeconds: 5, ringSecondsMax: options.ringSecondsMax ?? 60, sentDelayMs: 20, deliveredDelayMs: 30,
    listLagMs: Math.min(options.listLagMs ?? 1_000, 9_999), carrierReplies: true, webhookBody: 'form', enabledCountries: ['US', 'CA'], ...options.settings,
  });
  const state = options.stateFile ? await keepState(carrier, options.stateFile) : null;
  for (const { e164, ...urls } of options.numbers ?? []) putNumber(carrier, e164, urls);
  const draws = drawsFor(() => carrier.faults);
  const webhooks = webhooksOf(carrier, draws);
  const line = { carrier, webhooks };

  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 1024 * 1024, routerOptions: { maxParamLength: 200 } });
  await app.register(restApi, { prefix: '/2010-04-01', line, draws });
  await app.register(controlApi, { prefix: '/control', line, draws });
  await servePage(app);
  await app.listen({ port: options.port, host });
  const { port } = app.server.address() as AddressInfo;

  return {
    url: `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`,
    port,
    async close() {
      carrier.closed = true;
      for (const call of carrier.calls.values()) if (call.finishedAt === null) act(call, { kind: 'hangup', by: 'caller' });
      webhooks.close();
      await app.close();
      await state?.flush();
    },
  };
}

const pageFiles = { '/': ['index.html', 'text/html'], '/phone.css': ['phone.css', 'text/css'], '/phone.js': ['phone.js', 'text/javascript'] } as const;

/** The build copies no HTML, so a compiled server (dist/simulator) reads the page from the sources. */
async function servePage(app: FastifyInstance): Promise<void> {
  const folder = [join(__dirname, 'page'), join(__dirname, '../../simulator/page')].find((candidate) => existsSync(candidate));
  for (const [path, [file, type]] of Object.entries(pageFiles)) {
    app.get(path, async (_request, reply) => {
      if (!folder) return reply.code(404).send('The page is not installed.');
      return reply.type(`${type}; charset=utf-8`).header('Cache-Control', 'no-cache').send(await readFile(join(folder, file)));
    });
  }
  app.get('/favicon.ico', (_request, reply) => reply.code(204).send());
}
