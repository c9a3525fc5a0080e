/**
 * Compiles every TypeScript file of the server to `dist/`, mirroring the source tree: CommonJS, one
 * output for each source, only those that changed. Types are checked by `npm run typecheck`, not here.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const outputRoot = join(projectRoot, 'dist');
const stampFile = join(outputRoot, '.build.json');

/** What the server is made of; the dashboard is built by Vite, `codegen.ts` is read by its own tool. */
const sourceFolders = ['gateway', 'subgraphs', 'schema', 'platform', 'migrations', 'sdk', 'simulator', 'tests', 'bench', 'tools'];

/** Loaded at first use, which few processes come to: forwarding to other processes, plans that our executor leaves to Apollo's. */
const seldomNeeded = ['undici', '@apollo/gateway'];

const compilerOptions = {
  swcrc: false,
  configFile: false,
  sourceMaps: true,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2023', keepClassNames: true },
  module: { type: 'commonjs', ignoreDynamic: true, exportInteropAnnotation: true, lazy: seldomNeeded },
};

/**
 * Brings `dist/` up to date with the sources.
 * @returns how many files were compiled, removed and left alone, and how long it took
 * @throws Error naming each file that does not parse
 */
export async function build() {
  const started = performance.now();
  await mkdir(outputRoot, { recursive: true });
  const [sources, outputs, fresh] = await Promise.all([listSources(), listOutputs(), optionsUnchanged()]);
  const stale = fresh ? [...sources].filter(([path, modified]) => outputs.get(outputOf(path)) !== modified) : [...sources];
  const failures = [];
  if (stale.length > 0) {
    const { transformFile } = (await import('@swc/core')).default;
    await inParallel(16, stale, async ([path, modified]) => {
      try {
        await compile(transformFile, path, modified);
      } catch (error) {
        if (existsSync(join(projectRoot, path))) failures.push(`${path}: ${error.message}`);
      }
    });
  }
  const wanted = new Set([...sources.keys()].map(outputOf));
  const orphans = [...outputs.keys()].filter((path) => !wanted.has(path));
  await Promise.all(orphans.map(removeOutput));
  if (failures.length > 0) throw new Error(`${failures.length} file(s) do not compile\n${failures.join('\n')}`);
  if (!fresh) await writeFile(stampFile, JSON.stringify({ options: await optionsDigest() }));
  return {
    compiled: stale.length,
    removed: orphans.length,
    unchanged: sources.size - stale.length,
    milliseconds: Math.round(performance.now() - started),
  };
}

/** An output carries its source's modification time, so that "unchanged" is one comparison and a copied older file counts as changed. */
async function compile(transformFile, path, modified) {
  const source = join(projectRoot, path);
  const target = join(outputRoot, outputOf(path));
  const directory = dirname(target);
  const { code, map } = await transformFile(source, { ...compilerOptions, sourceFileName: relative(directory, source) });
  await mkdir(directory, { recursive: true });
  const base = target.slice(target.lastIndexOf('/') + 1);
  if (map) await writeFile(`${target}.map`, map);
  const unfinished = `${target}.${process.pid}.part`;
  await writeFile(unfinished, `${code}\n//# sourceMappingURL=${base}.map\n`);
  const within = (modified + 0.5) / 1000; // the middle of the millisecond: a double cannot hold its edge
  await utimes(unfinished, within, within);
  await rename(unfinished, target);
}

/** @returns source path → modification time in whole milliseconds */
async function listSources() {
  const found = new Map();
  const isSource = (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('.d.ts');
  await Promise.all(sourceFolders.map((folder) => walk(projectRoot, folder, isSource, found)));
  return found;
}

/** @returns output path (below `dist/`) → modification time in whole milliseconds */
async function listOutputs() {
  const found = new Map();
  await walk(outputRoot, '', (path) => path.endsWith('.js'), found);
  return found;
}

async function walk(root, folder, wanted, found) {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(ignoreMissing([]));
  await Promise.all(
    entries.map(async (entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && entry.name !== 'dist') await walk(root, path, wanted, found);
      } else if (wanted(path)) {
        const details = await stat(join(root, path)).catch(ignoreMissing(undefined));
        if (details) found.set(path, Math.floor(details.mtimeMs));
      }
    }),
  );
}

async function removeOutput(path) {
  const target = join(outputRoot, path);
  await unlink(target).catch(ignoreMissing());
  await rm(`${target}.map`, { force: true });
  for (let directory = dirname(target); directory.length > outputRoot.length; directory = dirname(directory)) {
    try {
      await rmdir(directory);
    } catch {
      return;
    }
  }
}

/** False after the compiler, its options or this file changed: then everything is compiled anew. */
async function optionsUnchanged() {
  try {
    return JSON.parse(await readFile(stampFile, 'utf8')).options === (await optionsDigest());
  } catch {
    return false;
  }
}

async function optionsDigest() {
  const compiler = await readFile(join(projectRoot, 'node_modules/@swc/core/package.json'), 'utf8');
  const self = await readFile(fileURLToPath(import.meta.url), 'utf8');
  return createHash('sha256').update(JSON.parse(compiler).version).update(self).digest('hex');
}

async function inParallel(width, items, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      while (next < items.length) await work(items[next++]);
    }),
  );
}

function outputOf(path) {
  return path.replace(/\.ts$/, '.js');
}

function ignoreMissing(fallback) {
  return (error) => {
    if (error.code === 'ENOENT') return fallback;
    throw error;
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  try {
    const { compiled, removed, unchanged, milliseconds } = await build();
    console.log(`built ${compiled} file(s), removed ${removed}, ${unchanged} unchanged, ${milliseconds} ms`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
