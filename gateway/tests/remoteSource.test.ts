import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../tests/harness/eventually';
import type { Foundation } from '../../platform/runtime/subgraphModule';
import { remoteSource } from '../sources/remoteSource';
import type { SourceFetch, SubgraphSource } from '../sources/source';

/** A subgraph that counts who asks, and fails while it is told to. */
let server: Server;
let source: SubgraphSource;
let asked = 0;
let failing = true;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    request.resume().on('end', () => response.writeHead(failing ? 503 : 200, { 'content-type': 'application/json' }).end('{"data":{"ok":true}}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const foundation = { environment: { internalServiceKeys: ['a-key-between-the-services'] } } as unknown as Foundation;
  source = remoteSource('calls', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, foundation);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetch: SourceFetch = { query: '{ ok }', document: undefined, operationName: undefined, variables: {}, context: { principal: { kind: 'anonymous' }, requestId: 'r', subgraphContexts: new Map() } as SourceFetch['context'] };
const ask = () => source.process(fetch).then(() => 'answered', () => 'failed');

test('a subgraph that fails again and again is left alone, asked once in a while, and used again as soon as it is well', async () => {
  for (let count = 0; count < 5; count += 1) expect(await ask()).toBe('failed');
  expect(asked).toBe(5);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['failed', 'failed', 'failed']);
  expect(asked).toBe(5);

  failing = false;
  await eventually(async () => (await ask()) === 'answered', 'an answer');
  expect(asked).toBe(6);
});
