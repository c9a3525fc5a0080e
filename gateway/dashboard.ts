import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifySchema } from 'fastify';

const secondsBetweenLooks = 2;

/** The dashboard at /app/. It may be built only later: until then a page (503) says so, and looks again by itself. */
export async function serveDashboard(app: FastifyInstance, directory: string): Promise<void> {
  await app.register(fastifyStatic, { root: directory, prefix: '/app/' });
  // A router that ignores a slash at the end does not take this for one of the files below.
  app.get('/app/', { schema: { hide: true } as FastifySchema }, (_request, reply) => {
    if (existsSync(join(directory, 'index.html'))) return reply.sendFile('index.html');
    return reply.code(503).headers({ 'retry-after': secondsBetweenLooks, 'cache-control': 'no-store' }).type('text/html; charset=utf-8').send(unbuiltPage);
  });
}

const unbuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${secondsBetweenLooks}">
<title>NeverMissCall</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1a1b1e; background: #fff }</style>
<h1>The dashboard is not built yet</h1>
<p><code>npm start</code> builds it, which takes some seconds; it then opens here by itself. Where it does not build, the terminal says why, and the next
<code>npm start</code> tries again. Everything else is up, <a href="/graphql">GraphQL</a> too.</p>
</html>
`;
