import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './files';

/** The SQL functions that a schema lets others call (schema/sql/<schema>.sql); undefined where it publishes none. */
export function readPublishedFunctions(schema: string): string | undefined {
  const file = join(repositoryRoot(), 'schema', 'sql', `${schema}.sql`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
