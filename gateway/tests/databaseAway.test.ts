import { buildSchema, execute, type ExecutionArgs, type ExecutionResult, parse } from 'graphql';
import { createLogger } from '../../platform/logging/logger';
import { presentResult, subscribeFresh } from '../sources/localSource';

const log = createLogger({ level: 'silent', format: 'json' });
const schema = buildSchema('type Query { row: String } type Subscription { told: String }');
const away = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' }));
const broken = () => Promise.reject(new Error('a fault'));
const codeOf = (result: ExecutionResult) => presentResult(result, 'calls', 'request-1', log).errors?.map(({ message, path, extensions }) => ({ message, path, code: extensions?.['code'], service: extensions?.['service'] }));

test('while the database is away its fields are SERVICE_UNAVAILABLE, without an address of ours; a fault is one', async () => {
  const ask = async (row: unknown) => codeOf(await execute({ schema, document: parse('{ row }'), rootValue: { row } }));
  const [unavailable] = (await ask(away)) ?? [];
  expect(unavailable).toEqual({ message: expect.not.stringContaining('10.1'), path: ['row'], code: 'SERVICE_UNAVAILABLE', service: 'calls' });
  expect(await ask(broken)).toMatchObject([{ code: 'INTERNAL_SERVER_ERROR' }]);
});

test('a subscription that it ends says so, so that its reader asks again', async () => {
  const next = async (fail: () => Promise<never>) => {
    const left = jest.fn(() => Promise.resolve({ done: true, value: undefined }));
    const events = { [Symbol.asyncIterator]: () => events, next: fail, return: left };
    const results = await subscribeFresh({ schema, document: parse('subscription { told }'), rootValue: { told: () => events } } as ExecutionArgs, () => undefined);
    const failure: unknown = await (results as AsyncIterableIterator<ExecutionResult>).next().catch((error: unknown) => error);
    // Whoever reads takes a failure for the end: what is followed for them is left, or it would be followed for ever.
    expect(left).toHaveBeenCalledTimes(1);
    return failure;
  };
  expect(await next(away)).toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
  expect(await next(broken)).toMatchObject({ message: 'a fault' });
});
