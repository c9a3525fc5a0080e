import { startWorld, type World } from './world';

const perMinute = 10;
let world: World;
beforeAll(async () => (world = await startWorld({ variables: { RATE_LIMIT_TENANT_PER_MINUTE: String(perMinute), RATE_LIMIT_PER_MINUTE: String(perMinute) } })));
afterAll(() => world.close());

const tenant = (last: string) => world.token('owner', { tenantId: `7a0e4b80-0000-4000-8000-0000000000${last}` });
const reviews = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: addReview(body: "b") { id }`).join(' ');

describe('mutations by alias', () => {
  test.each([
    ['at the root', (count: number) => `mutation { ${reviews(count)} }`, 'c1'],
    ['in a fragment', (count: number) => `mutation { ...All } fragment All on Mutation { ... { ${reviews(count)} } }`, 'c2'],
  ])('count each as a request of its own, %s', async (_where, mutation, last) => {
    const token = await tenant(last);
    const done = await world.post(mutation(6), { token });
    expect(done).toMatchObject({ status: 200, body: { data: { a5: expect.anything() } } });
    const refused = await world.post(mutation(6), { token });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body.errors).toMatchObject([{ extensions: { code: 'RATE_LIMIT_EXCEEDED', details: { retryAfterSeconds: expect.any(Number) }, requestId: expect.any(String) } }]);
    expect(refused.body.errors?.[0]?.extensions).not.toHaveProperty('http');
    expect(refused.body.data ?? null).toBeNull();
  });

  test('count so for who has no token, too', async () => {
    const codes = async () => (await world.post(`mutation { ${reviews(perMinute + 1)} }`)).body.errors?.map(({ extensions }) => extensions['code']);
    expect(await codes()).toEqual(['RATE_LIMIT_EXCEEDED']);
  });

  test('count so over a socket', async () => {
    const client = world.connect(await tenant('c3'));
    const results = client.iterate({ query: `mutation { ${reviews(perMinute + 1)} }` });
    expect((await results.next()).value).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMIT_EXCEEDED' } }] });
    await client.dispose();
  });

  test('of our own services count for nothing, and fields of a query as one request', async () => {
    const key = { 'x-service-key': world.environment.internalServiceKeys[0] as string };
    const served = await world.post(`mutation { ${reviews(perMinute + 1)} }`, { token: await tenant('c4'), headers: key });
    expect(served.body.errors).toBeUndefined();
    const asked = await world.post(`{ ${reviews(40).replaceAll('addReview(body: "b")', 'reviews')} }`, { token: await tenant('c5') });
    expect(asked.body.errors).toBeUndefined();
  });
});
