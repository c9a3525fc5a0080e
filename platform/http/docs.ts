import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** OpenAPI 3.1 at /api/docs/openapi.json and a page at /api/docs, of the routes registered from here on. */
export async function serveDocs(app: FastifyInstance, description: string): Promise<void> {
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'NeverMissCall', version: '0.1.0', description } } });
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
  app.get('/api/docs/openapi.json', { schema: { hide: true } as object }, () => app.swagger());
}
