import type { Environment } from '../platform/config/environment';

/** A port that this process serves, and the variable that another one is set by. */
export interface Port {
  /** `gateway`, for everything this process runs, or the subgraph that is served there. */
  name: string;
  port: number;
  variable: string;
}

/** The gateway's port alone where this process runs the gateway; else one for each subgraph. */
export function portsOf({ run, port, subgraphUrls }: Pick<Environment, 'run' | 'port' | 'subgraphUrls'>): Port[] {
  if (run.includes('all') || run.includes('gateway')) return [{ name: 'gateway', port, variable: 'PORT' }];
  return run.map((name) => ({ name, port: Number(new URL(subgraphUrls[name] ?? 'http://127.0.0.1').port || '80'), variable: `SUBGRAPH_${name.toUpperCase().replaceAll('-', '_')}_URL` }));
}
