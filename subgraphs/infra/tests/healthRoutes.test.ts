import fastify from 'fastify';
import { healthRoutes } from '../http/healthRoutes';

test.each(['/health/overview', '/health/infrastructure', '/health/services', '/health/services/calls'])('however many ask for %s at once, the database is asked once', async (url) => {
  let asked = 0;
  let answerAll = () => undefined as void;
  const answered = new Promise<void>((resolve) => (answerAll = resolve));
  const read = async () => {
    asked += 1;
    await answered;
    return { reports: [], now: new Date() };
  };
  const app = fastify();
  app.setValidatorCompiler(() => () => true).setSerializerCompiler(() => JSON.stringify);
  healthRoutes(app, { registry: { read }, expected: ['calls'], checks: [] }, []);
  const asking = Array.from({ length: 20 }, () => app.inject(url));
  // All have come to their route before the first is answered.
  let came = 0;
  app.addHook('preHandler', (_request, _reply, done) => {
    came += 1;
    if (came === 20) setImmediate(answerAll);
    done();
  });
  expect((await Promise.all(asking)).map(({ statusCode }) => statusCode)).toEqual(Array<number>(20).fill(200));
  expect(asked).toBe(1);
  await app.inject(url);
  expect(asked).toBe(2);
  await app.close();
});
