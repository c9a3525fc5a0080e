import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of the repository, found by walking up to the package.json of this product. Compiled code runs
 * from dist/ while .graphql and .sql files stay in the source tree, so a path relative to a module would miss them.
 */
export function repositoryRoot(): string {
  root ??= findRoot(__dirname);
  return root;
}

let root: string | undefined;

function findRoot(from: string): string {
  const manifest = join(from, 'package.json');
  if (existsSync(manifest) && isOurs(manifest)) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`No package.json of nevermisscall above ${__dirname}`);
  return findRoot(parent);
}

function isOurs(manifest: string): boolean {
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof content === 'object' && content !== null && 'name' in content && content.name === 'nevermisscall';
}
