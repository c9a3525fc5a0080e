import { request } from 'undici';
import { z } from 'zod';
import { kept } from '../platform/health/kept';
import type { Logger } from '../platform/logging/logger';

/** Whoever opens the documentation waits no longer for a subgraph that is down. */
const deadlineMillis = 2_000;
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
type Paths = z.infer<typeof document>['paths'];

/**
 * The REST rows of the subgraphs at these addresses, as each tells them in its own OpenAPI: what is forwarded is documented where it is
 * served. Of one that does not answer, what it last told.
 */
export function foreignDocs(urls: readonly string[], log: Logger): () => Promise<Paths> {
  const known = new Map<string, Paths>();
  const read = async (url: string): Promise<Paths> => {
    try {
      const response = await request(`${url}/api/docs/openapi.json`, { signal: AbortSignal.timeout(deadlineMillis) });
      known.set(url, document.parse(await response.body.json()).paths);
    } catch (error) {
      log.warn({ err: error, url }, 'a subgraph did not tell its REST rows');
    }
    return known.get(url) ?? {};
  };
  // Anybody may ask, uncounted: however many do at once, each subgraph is asked once.
  return kept(async () => Object.assign({}, ...(await Promise.all(urls.map(read)))) as Paths, 0, () => new Date());
}
