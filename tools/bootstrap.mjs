/**
 * What `npm start`, `npm test` and CI run, also in a clone in which nothing is installed: installs, builds, hands over.
 * Needs Node alone until the packages are there.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { setPriority, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [command, ...rest] = process.argv.slice(2);
/** Niceness of what nobody waits for at once: calls and texts are answered before the dashboard is built. */
const leisure = 15;

try {
  if (command === 'start') await start();
  else if (command === 'test') await test(rest);
  else if (command === 'test:system') await testSystem(rest);
  else if (command === 'install') await step('packages installed', install);
  else fail(`usage: node tools/bootstrap.mjs install | start | test | test:system [what jest takes]`);
} catch (error) {
  fail(error.message);
}

async function start() {
  await step('packages installed', install);
  const dashboard = step('dashboard built', buildDashboard);
  dashboard.catch(() => undefined); // heard of when the rest is up
  await step('server built', buildServer);
  module.enableCompileCache?.(join(root, 'node_modules/.cache/nevermisscall')); // Node 22.1 and later
  const { main } = await import(pathToFileURL(join(root, 'dist/tools/start.js')).href);
  await main(dashboard);
}

/** The tests that drive a real browser, one at a time; they need the dashboard built, and Debian's chromium. */
async function testSystem(jestArguments) {
  if (!existsSync('/usr/bin/chromium')) throw new Error('the system tests need /usr/bin/chromium: apt-get install chromium');
  await step('packages installed', install);
  await step('dashboard built', buildDashboard);
  await test(['--runInBand', '--testMatch', '**/*.system.test.ts', '--testPathIgnorePatterns', '/node_modules/', '/dist/', ...jestArguments]);
}

/** Ends with `N passed, N failed` on the last line, counting tests; a suite that does not run at all is one failure. */
async function test(jestArguments) {
  await step('packages installed', install);
  await step('server built', buildServer);
  const directory = mkdtempSync(join(tmpdir(), 'nevermisscall-jest-'));
  const outputFile = join(directory, 'results.json');
  try {
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const code = await run(process.execPath, [jest, '--json', '--outputFile', outputFile, ...jestArguments], 'inherit');
    const results = existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.exitCode = code;
    console.log(`${results.numPassedTests} passed, ${failed === 0 && code !== 0 ? 1 : failed} failed`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function install() {
  const stampFile = join(root, 'node_modules/.nevermisscall');
  const lockFile = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const digest = createHash('sha256').update(lockFile).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return false;
  const installed = isInstalled(JSON.parse(lockFile));
  if (!installed) {
    console.log('installing packages; the first time takes a minute or two');
    const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const code = await run(npm[0], [...npm.slice(1), 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], 'inherit');
    if (code !== 0) throw new Error(`npm ci failed (${code}): its lines above say why`);
  }
  writeFileSync(stampFile, digest);
  return !installed;
}

/** Whether npm's own record of what it unpacked agrees with the lockfile; what is optional may be missing. */
function isInstalled(lock) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const unpacked = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => path === '' || wanted.optional || unpacked[path]?.version === wanted.version);
}

async function buildServer() {
  const { build } = await import('./build.mjs');
  const { compiled, removed } = await build();
  return compiled + removed > 0;
}

async function buildDashboard() {
  const source = join(root, 'dashboard');
  if (!existsSync(join(source, 'index.html'))) return false;
  const built = join(source, 'dist/index.html');
  const changed = Math.max(newest(source), newest(join(root, 'sdk')), statSync(join(root, 'package-lock.json')).mtimeMs);
  if (existsSync(built) && statSync(built).mtimeMs >= changed) return false;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  if (!existsSync(vite)) {
    console.log('the dashboard is served as it was last built: Vite is not installed');
    return false;
  }
  const said = [];
  const code = await run(process.execPath, [vite, 'build', 'dashboard'], said, leisure);
  if (code !== 0) throw new Error(`the dashboard does not build${existsSync(built) ? '; /app/ shows it as it was last built' : ''}\n${Buffer.concat(said).toString('utf8').trim()}`);
  return true;
}

/** When something below it was last written, added or removed. */
function newest(directory) {
  if (!existsSync(directory)) return 0;
  return readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => name !== 'dist' && name !== 'node_modules')
    .map((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
    })
    .reduce((latest, time) => Math.max(latest, time), statSync(directory).mtimeMs);
}

/** @param output `inherit`, or an array that collects what the program says */
function run(program, programArguments, output, niceness = 0) {
  const collected = Array.isArray(output);
  return new Promise((settle, reject) => {
    const child = spawn(program, programArguments, { cwd: root, stdio: ['inherit', collected ? 'pipe' : 'inherit', collected ? 'pipe' : 'inherit'] });
    for (const stream of collected ? [child.stdout, child.stderr] : []) stream.on('data', (chunk) => output.push(chunk));
    if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
    const passOn = (signal) => child.kill(signal);
    const leaveToChild = () => undefined;
    const endWithUs = () => child.kill();
    process.on('SIGTERM', passOn).on('SIGINT', leaveToChild).on('exit', endWithUs);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', passOn).off('SIGINT', leaveToChild).off('exit', endWithUs);
      settle(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** Says what was done and how long it took; nothing when there was nothing to do. */
async function step(done, work) {
  const started = performance.now();
  if (await work()) console.log(`✓ ${done.padEnd(32)}${String(Math.round(performance.now() - started)).padStart(7)} ms`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
