import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '../../platform/logging/logger';
import { foreignDocs } from '../foreignDocs';

test('however many ask for the documentation at once, each subgraph is asked once; who asks later is told anew', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ paths: { [`/v${asked}`]: {} } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const docs = foreignDocs([`http://127.0.0.1:${(server.address() as AddressInfo).port}`], createLogger({ level: 'silent', format: 'json' }));
  expect(await Promise.all(Array.from({ length: 20 }, docs))).toEqual(Array(20).fill({ '/v1': {} }));
  expect(await docs()).toEqual({ '/v2': {} });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
