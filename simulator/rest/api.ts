import { timingSafeEqual } from 'node:crypto';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { Line } from '../calls/line';
import type { Draws } from '../faults';
import { registerCalls } from './calls';
import { registerMessages } from './messages';
import { registerNumbers } from './numbers';
import { refuse, TwilioError } from './twilioErrors';

/** Twilio's REST API of the one account, under `/2010-04-01/Accounts/{Sid}`. */
export async function restApi(app: FastifyInstance, options: { line: Line; draws: Draws }): Promise<void> {
  const { carrier } = options.line;
  await app.register(formbody);
  const expected = Buffer.from(`Basic ${Buffer.from(`${carrier.accountSid}:${carrier.authToken}`).toString('base64')}`);

  app.addHook('onRequest', async (request) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) refuse(20003);
    if ((request.params as { accountSid: string }).accountSid !== carrier.accountSid) refuse(20404, request.url);
  });
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
  registerMessages(app, options.line, options.draws);
  registerCalls(app, carrier);
  registerNumbers(app, carrier);
}
