import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { strike } from '../carrier';
import type { Line } from '../calls/line';
import type { Draws } from '../faults';
import { authenticate, registerAccounts } from './accounts';
import { registerCalls } from './calls';
import { registerMessages } from './messages';
import { registerNumbers } from './numbers';
import { TwilioError } from './twilioErrors';

/** Twilio's REST API, under `/2010-04-01`: accounts, and what each has under `/Accounts/{Sid}`. */
export async function restApi(app: FastifyInstance, options: { line: Line; draws: Draws }): Promise<void> {
  const { carrier } = options.line;
  await app.register(formbody);
  app.addHook('onRequest', async (request) => void authenticate(carrier, request));
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof TwilioError) {
      if (error.status === 401) reply.header('WWW-Authenticate', 'Basic realm="Twilio API"');
      if (error.status === 429) reply.header('Retry-After', '1');
      return reply.code(error.status).send(error.body());
    }
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) console.error('simulator:', error);
    return reply.code(status).send({ ...new TwilioError(status < 500 ? 20001 : 20500).body(), status });
  });
  app.setNotFoundHandler((request, reply) => {
    const error = new TwilioError(20404, request.url);
    return reply.code(404).send(error.body());
  });
  registerAccounts(app, carrier);
  await app.register(
    async (account) => {
      account.addHook('preHandler', async (request) => {
        const { rate500 } = carrier.faults.lookUps;
        if (request.method !== 'GET' || rate500 === 0 || options.draws.draw(`lookUp|${request.url}`) >= rate500) return;
        strike(carrier, 'lookUpFailed');
        throw new TwilioError(20500);
      });
      registerMessages(account, options.line, options.draws);
      registerCalls(account, carrier);
      registerNumbers(account, carrier);
    },
    { prefix: '/Accounts/:accountSid' },
  );
}
