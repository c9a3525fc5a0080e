import type { FastifyInstance } from 'fastify';

/** Which methods a path takes, of all routes registered from here on: a path that is there under another method is a 405, not a 404. */
export function createMethodTable(app: FastifyInstance): { of(url: string): string[] } {
  const methodsOf = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const entry = methodsOf.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const name of [method].flat()) entry.methods.add(name);
    methodsOf.set(url, entry);
  });
  return {
    of(url) {
      const path = (url.split('?')[0] ?? '').replace(/(.)\/$/, '$1');
      const found = [...methodsOf.values()].filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]);
      return [...new Set(found)].sort();
    },
  };
}

/** Of a route's pattern: a :name is one part of the path, a * whatever follows. */
function patternOf(url: string): RegExp {
  const parts = url.replace(/(.)\/$/, '$1').split(/(:[^/]+|\*)/).map((part) => (part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('')}$`);
}
