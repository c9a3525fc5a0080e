import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';

const root = join(__dirname, '..');
const folders = ['gateway', 'subgraphs', 'schema', 'platform', 'migrations', 'sdk', 'dashboard', 'simulator', 'tests', 'bench', 'tools'];

interface Import {
  /** Path in the repository, or the name of a package. */
  target: string;
  ours: boolean;
  typeOnly: boolean;
}

interface Source {
  path: string;
  text: string;
  imports: Import[];
}

const sources = folders.flatMap((folder) => listSources(join(root, folder)));
/** What the product is made of: tests and seeds may reach into anything they prove. */
const product = sources.filter(({ path }) => !/(^|\/)tests\/|\.test\.tsx?$/.test(path));

describe('who may import whom', () => {
  const inside = (folder: string) => (target: string) => target === folder || target.startsWith(`${folder}/`);
  const values = inside('platform/values');

  test('schema/ stands alone: platform/values, zod, and the libraries that compose it', () => {
    expectOnly(inside('schema'), (target, ours) => (ours ? inside('schema')(target) || values(target) : ['zod', 'graphql', '@apollo/composition'].includes(target)));
  });

  test('platform/ knows no product: libraries and schema/events/event', () => {
    expectOnly(inside('platform'), (target, ours) => !ours || inside('platform')(target) || target === 'schema/events/event');
  });

  test('gateway/ sees platform/, schema/ and the list of subgraphs, never the inside of one', () => {
    expectOnly(inside('gateway'), (target, ours) => !ours || ['gateway', 'platform', 'schema'].some((folder) => inside(folder)(target)) || target === 'subgraphs/registry');
  });

  test('a subgraph sees platform/, schema/, its migrations and itself, never another', () => {
    for (const name of subgraphFolders()) {
      const home = `subgraphs/${name}`;
      const allowed = [home, 'platform', 'schema', `migrations/${name}`];
      expectOnly(inside(home), (target, ours) => !ours || allowed.some((folder) => inside(folder)(target)));
    }
  });

  test('domain/ is pure: itself, platform/values, zod, and the arithmetic of time zones', () => {
    forEachPart('domain', (target, ours, home) => (ours ? inside(`${home}/domain`)(target) || values(target) : ['zod', 'temporal-polyfill'].includes(target)));
  });

  test('usecases/ decide and say; stores, clients and SDKs reach them through context', () => {
    forEachPart('usecases', (target, ours, home, typeOnly) => {
      if (!ours) return !isOutsideSdk(target);
      if (['usecases', 'domain', 'context'].some((part) => inside(`${home}/${part}`)(target))) return true;
      return inside('schema/events')(target) || (inside('platform')(target) && (typeOnly || !inside('platform/config')(target)));
    });
  });

  test('usecases/ hold no SQL: stores do', () => {
    const strays = product.filter(({ path, text }) => /^subgraphs\/[^/]+\/usecases\//.test(path) && /\.(query|execute|statement)\s*[(<]/.test(text));
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  test('store/ and clients/ know neither use cases nor each other', () => {
    for (const part of ['store', 'clients']) {
      forEachPart(part, (target, ours, home, typeOnly) => {
        if (!ours || ['domain', part].some((folder) => inside(`${home}/${folder}`)(target)) || inside('platform')(target)) return true;
        return inside('schema')(target) || (typeOnly && target === `${home}/context`);
      });
    }
  });

  test('doors (resolvers/, http/, events/, jobs/) call use cases, and touch no store or client', () => {
    for (const part of ['resolvers', 'http', 'events', 'jobs']) {
      forEachPart(part, (target, _ours, home) => !['store', 'clients', 'createContext'].some((folder) => inside(`${home}/${folder}`)(target)));
    }
  });

  test('only createContext picks a vendor', () => {
    for (const { path, imports } of product) {
      const home = /^subgraphs\/[^/]+/.exec(path)?.[0];
      if (!home || [`${home}/createContext.ts`, `${home}/subgraph.ts`].includes(path) || path.startsWith(`${home}/clients/`)) continue;
      const vendors = imports.filter(({ target, typeOnly }) => !typeOnly && target.startsWith(`${home}/clients/`));
      expect({ path, imports: vendors }).toEqual({ path, imports: [] });
    }
  });

  test('dashboard/ sees sdk/ alone', () => {
    expectOnly(inside('dashboard'), (target, ours) => !ours || inside('dashboard')(target) || inside('sdk')(target));
  });

  test('sdk/ stands alone, as it is published', () => {
    expectOnly(inside('sdk'), (target, ours) => !ours || inside('sdk')(target));
  });

  test('simulator/ knows nothing of ours', () => {
    expectOnly(inside('simulator'), (target, ours) => !ours || inside('simulator')(target));
  });

  test('nobody imports tests/ but tests and benchmarks', () => {
    expectOnly((path) => !inside('tests')(path) && !inside('bench')(path), (target) => !inside('tests')(target));
  });
});

describe('libraries have their places', () => {
  const places: [library: string, place: string, where: RegExp][] = [
    ['twilio', 'clients/, http/ and the simulator', /^(subgraphs\/[^/]+\/(clients|http)|simulator)\//],
    ['openai', 'clients/', /^subgraphs\/[^/]+\/clients\//],
    ['@googlemaps/google-maps-services-js', 'clients/', /^subgraphs\/[^/]+\/clients\//],
    ['typeorm', 'store/, platform/ and migrations/', /^(subgraphs\/[^/]+\/store\/|platform\/|migrations\/)/],
  ];
  test.each(places)('%s only under %s', (library, _place, where) => {
    const strays = product.filter(({ path, imports }) => !/^(bench|tools)\//.test(path) && !where.test(path) && imports.some(({ target }) => target === library));
    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  test('process.env is read only in platform/config, tools/, tests/, bench/ and simulator/', () => {
    const allowed = /^(platform\/config|tools|tests|bench|simulator)\/|^(gateway|sdk|subgraphs\/[^/]+)\/tests\/|\.test\.tsx?$/;
    // The test server tells jest's workers apart; it serves tests alone.
    const strays = sources.filter(({ path, text }) => !allowed.test(path) && path !== 'platform/postgres/testServer.ts' && /\bprocess\s*\.\s*env\b/.test(text));
    expect(strays.map(({ path }) => path)).toEqual([]);
  });
});

describe('of another schema, SQL touches what schema/sql publishes', () => {
  const schemas = ['platform', ...subgraphFolders()];
  const published = schemas.flatMap((home) => {
    const path = `schema/sql/${home}.sql`;
    return existsSync(join(root, path)) ? [{ path, home, text: readFileSync(join(root, path), 'utf8') }] : [];
  });
  const texts = [...published, ...product.flatMap(({ path, text }) => {
    const home = /^(?:subgraphs|migrations)\/([^/]+)\/|^(platform|gateway)\//.exec(path);
    return home ? [{ path, home: home[1] ?? home[2], text }] : [];
  })];
  const createdIn = (text: string) => [...text.matchAll(/create (?:or replace )?function (\w+\.\w+)\(/g)].map(([, name]) => name as string);
  const publishedNames = published.flatMap(({ text }) => createdIn(text));
  const privateNames = [...new Set(texts.filter(({ path }) => path.startsWith('migrations/')).flatMap(({ text }) => createdIn(text)))];
  const callsFromElsewhere = (name: string) => texts.filter(({ home, text }) => home !== name.split('.')[0] && text.includes(`${name}(`)).map(({ path }) => `${path} calls ${name}`);

  test('functions that a migration makes are its own schema’s to call', () => {
    expect(privateNames.length).toBeGreaterThan(10);
    expect(privateNames.flatMap(callsFromElsewhere)).toEqual([]);
  });

  test('each file there publishes functions of its own schema, which others call and no migration makes too', () => {
    expect(readdirSync(join(root, 'schema/sql')).sort()).toEqual(published.map(({ home }) => `${home}.sql`).sort());
    expect(published.flatMap(({ home, text }) => createdIn(text).filter((name) => !name.startsWith(`${home}.`)))).toEqual([]);
    expect(publishedNames.filter((name) => callsFromElsewhere(name).length === 0)).toEqual([]);
    expect(publishedNames.filter((name) => privateNames.includes(name))).toEqual([]);
  });

  test('tables are their own schema’s to read and write', () => {
    const strays = texts.flatMap(({ path, home, text }) =>
      [...text.matchAll(/\b(?:from|join|into|update|references|table) (\w+)\.\w+\b(?!\()/g)].filter(([, schema]) => schemas.includes(schema as string) && schema !== home).map(([found]) => `${path}: ${found}`),
    );
    expect(strays).toEqual([]);
  });
});

describe('no file imports itself, however long the way round', () => {
  const byPath = new Map(sources.map((source) => [source.path.replace(/\.tsx?$/, ''), source]));
  const cyclesBy = (counts: (path: string, imported: Import) => boolean) => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, way: string[]) => {
      if (state.get(path) === 'open') cycles.push([...way.slice(way.indexOf(path)), path].join(' → '));
      if (state.has(path)) return;
      state.set(path, 'open');
      for (const imported of byPath.get(path)?.imports ?? []) if (imported.ours && counts(path, imported)) visit(imported.target, [...way, path]);
      state.set(path, 'done');
    };
    for (const path of byPath.keys()) visit(path, []);
    return cycles;
  };

  test('for values', () => expect(cyclesBy((_path, { typeOnly }) => !typeOnly)).toEqual([]));

  // A simulated carrier holds its calls, and a call acts on its carrier: they are one model in two files.
  test('nor for types, but for the simulator', () => expect(cyclesBy((path, { typeOnly }) => !(typeOnly && path.startsWith('simulator/')))).toEqual([]));
});

test('files that the main path and the READMEs of subgraphs name are there', () => {
  const guides = ['docs/main-path.md', ...subgraphFolders().map((name) => `subgraphs/${name}/README.md`)];
  const lost = guides.flatMap((guide) => {
    const home = guide.startsWith('docs/') ? '' : `${dirname(guide)}/`;
    const named = [...readFileSync(join(root, guide), 'utf8').matchAll(/`([\w./-]+\.tsx?)`/g)].map(([, name]) => name as string);
    const isThere = (name: string) => sources.some(({ path }) => path === name || (path.startsWith(home) && path.endsWith(`/${name}`)));
    return named.filter((name) => !isThere(name)).map((name) => `${guide}: ${name}`);
  });
  expect(lost).toEqual([]);
});

test('the reader of import lines sees every form', () => {
  const text = `
    import a from 'one';
    import type { B } from 'two';
    import { type C, type D } from 'three';
    import {
      type E,
      f,
    } from '../platform/four';
    import './five.js';
    export * from './six';
    export type { G } from './seven';
    const h = await import('eight/deep');
    const i = require('@nine/package/deep');
    // import j from 'not-this';
    type K = import('ten').K;
  `;
  expect(readImports('gateway/x.ts', text).map(({ target, typeOnly }) => [target, typeOnly])).toEqual([
    ['one', false], ['two', true], ['three', true], ['platform/four', false], ['gateway/five', false], ['gateway/six', false], ['gateway/seven', true],
    ['eight', false], ['@nine/package', false], ['ten', true],
  ]);
});

function expectOnly(from: (path: string) => boolean, isAllowed: (target: string, ours: boolean) => boolean): void {
  const strays = product.filter(({ path }) => from(path)).flatMap(({ path, imports }) => imports.filter(({ target, ours }) => !isBuiltin(target) && !isAllowed(target, ours)).map(({ target }) => `${path} imports ${target}`));
  expect(strays).toEqual([]);
}

function forEachPart(part: string, isAllowed: (target: string, ours: boolean, home: string, typeOnly: boolean) => boolean): void {
  const strays = product.flatMap(({ path, imports }) => {
    const home = new RegExp(`^(subgraphs/[^/]+)/${part}/`).exec(path)?.[1];
    if (home === undefined) return [];
    const mayUseNode = part !== 'domain';
    return imports
      .filter(({ target, ours, typeOnly }) => !(mayUseNode && isBuiltin(target)) && !isAllowed(target, ours, home, typeOnly))
      .map(({ target }) => `${path} imports ${target}`);
  });
  expect(strays).toEqual([]);
}

function isOutsideSdk(target: string): boolean {
  return ['twilio', 'openai', 'typeorm', 'pg', 'postgres', 'undici', 'fastify', 'graphql', '@googlemaps/google-maps-services-js'].includes(target);
}

function isBuiltin(target: string): boolean {
  return target.startsWith('node:') || builtinModules.includes(target);
}

function subgraphFolders(): string[] {
  const parent = join(root, 'subgraphs');
  return existsSync(parent) ? readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name) : [];
}

function listSources(directory: string): Source[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const full = join(directory, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : listSources(full);
    if (!/\.tsx?$/.test(entry.name)) return [];
    const path = relative(root, full);
    const text = readFileSync(full, 'utf8');
    return [{ path, text, imports: readImports(path, text) }];
  });
}

function readImports(path: string, text: string): Import[] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const forms = /^\s*(?:import|export)\s+(type\s)?([^'"`;]*?)\s*from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|(=\s*|[<|&:]\s*)?(?:typeof\s+)?\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)(\.[A-Z])?/gm;
  return [...code.matchAll(forms)].map(([, typeKeyword, clause, from, bare, , called, typeMember]) => {
    const specifier = from ?? bare ?? called ?? '';
    const named = /^\{([\s\S]*)\}$/.exec(clause ?? '')?.[1]?.split(',').map((name) => name.trim()).filter(Boolean);
    const typeOnly = Boolean(typeKeyword) || Boolean(typeMember) || Boolean(named && named.length > 0 && named.every((name) => name.startsWith('type ')));
    return { ...resolveTarget(path, specifier), typeOnly };
  });
}

function resolveTarget(path: string, specifier: string): { target: string; ours: boolean } {
  if (specifier.startsWith('.')) {
    const target = posix.join(dirname(path), specifier).replace(/\.(js|tsx?)$/, '');
    const isFolder = existsSync(join(root, target, 'index.ts'));
    return { target: isFolder ? `${target}/index` : target, ours: true };
  }
  if (specifier.startsWith('node:')) return { target: specifier, ours: false };
  return { target: specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), ours: false };
}
