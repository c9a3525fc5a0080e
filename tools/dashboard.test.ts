import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../schema/files';
import { createSystemDatabase, type SystemDatabase } from '../tests/harness/database';
import { eventually } from '../tests/harness/eventually';
import { freePort } from '../tests/harness/freePort';
import { askGraph } from '../tests/harness/graph';
import { startToStay } from '../tests/harness/start';
import { demoLogin } from './demo';

jest.setTimeout(180_000);

/** `npm start` in a checkout of its own, which each test finds as the one before left it, and whose dashboard is one small page; Vite begins it when `letBuild` says so. */
let checkout: string;
let database: SystemDatabase;
let gate: Server;
let builders: Socket[];
let variables: Record<string, string | number>;
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'nmc-checkout-'));
  const root = repositoryRoot();
  const parts = ['package.json', 'package-lock.json', 'dist', 'gateway', 'subgraphs', 'schema', 'platform', 'migrations', 'sdk', 'simulator', 'tests', 'bench', 'tools'];
  for (const part of parts) await cp(join(root, part), join(checkout, part), { recursive: true, preserveTimestamps: true });
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));

  builders = [];
  gate = createServer((builder) => builders.push(builder)).listen(0, '127.0.0.1');
  await once(gate, 'listening');
  await mkdir(join(checkout, 'dashboard'));
  await writeFile(join(checkout, 'dashboard/index.html'), '<title>The page</title><script type="module" src="./page.js"></script>');
  await writeFile(
    join(checkout, 'dashboard/vite.config.mjs'),
    `import { connect } from 'node:net';
    import { once } from 'node:events';
    await once(connect(${(gate.address() as { port: number }).port}, '127.0.0.1'), 'data');
    export default { root: import.meta.dirname, base: '/app/' };`,
  );
  database = await createSystemDatabase();
  variables = { DATABASE_URL: database.databaseUrl, DATABASE_MIGRATION_URL: database.migrationUrl, PORT: await freePort(), SIMULATOR_PORT: await freePort() };
});
afterAll(async () => {
  gate.close();
  await database.drop();
  await rm(checkout, { recursive: true });
});

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(() => stop());
function start() {
  const started = startToStay(checkout, variables, [join(checkout, 'tools/bootstrap.mjs'), 'start']);
  ({ stop } = started);
  return started;
}
const page = (script: string) => writeFile(join(checkout, 'dashboard/page.js'), script);
const building = () => eventually(() => builders.pop(), 'a build of the dashboard');
const letBuild = async () => void (await building()).end('go');

const origin = () => `http://127.0.0.1:${variables['PORT']}`;

/** What a browser is shown at the address that a user opens, by way of redirects. */
async function opened() {
  const response = await fetch(`${origin()}/`, { headers: { accept: 'text/html,*/*;q=0.8' } });
  const text = await response.text();
  const shown = ['The dashboard is not built yet', 'http-equiv="refresh"', 'The page'].filter((words) => text.includes(words));
  return [new URL(response.url).pathname, response.status, ...shown];
}
const notBuilt = ['/app/', 503, 'The dashboard is not built yet', 'http-equiv="refresh"'];
const built = ['/app/', 200, 'The page'];

async function logIn() {
  const { login } = await askGraph<{ login: { user: { email: string } } }>(origin(), null, 'mutation ($input: LoginInput!) { login(input: $input) { user { email } } }', { input: demoLogin.owner });
  return login.user.email;
}

test('everything else is up while the dashboard is built, and when it does not build; the next start builds it, and shows it without another', async () => {
  await page('export const = 1;');
  const first = start();
  await first.said('phone number connected');
  expect(await opened()).toEqual(notBuilt);
  expect(await logIn()).toBe(demoLogin.owner.email);
  expect(first.out()).not.toContain('NeverMissCall is up');
  await letBuild();
  await first.said('NeverMissCall is up');
  expect(first.out()).toMatch(/✗ the dashboard does not build\n[^]*page\.js[^]*\n {2}All else is up; the next start tries it again\.\n\nNeverMissCall is up/);
  expect(await opened()).toEqual(notBuilt);
  expect(await logIn()).toBe(demoLogin.owner.email);
  await first.stop();

  await page('document.title = "Scripted";');
  const second = start();
  await second.said('phone number connected');
  expect(await opened()).toEqual(notBuilt);
  await letBuild();
  await second.said('NeverMissCall is up');
  expect(second.out()).toContain('✓ dashboard built');
  expect(await opened()).toEqual(built);
  const html = await (await fetch(`${origin()}/app/`)).text();
  expect(await (await fetch(`${origin()}${/src="([^"]+)"/.exec(html)?.[1] ?? ''}`)).text()).toContain('Scripted');
  await second.stop();
});

test('a dashboard that was built is shown as it was, where what came after does not build; one that is current is not built again', async () => {
  const current = start();
  await current.said('NeverMissCall is up');
  expect([current.out().includes('dashboard built'), builders]).toEqual([false, []]);
  await current.stop();

  await rm(join(checkout, 'dashboard/page.js'));
  const changed = start();
  await changed.said('phone number connected');
  expect(await opened()).toEqual(built);
  await letBuild();
  await changed.said('✗ the dashboard does not build; /app/ shows it as it was last built');
  await changed.said('NeverMissCall is up');
  expect(await opened()).toEqual(built);
  await changed.stop();
});

test('a signal while it is built ends start and build at once, and says nothing of being up', async () => {
  await page('document.title = "Later";');
  const interrupted = start();
  await interrupted.said('phone number connected');
  const gone = once((await building()).resume(), 'close');
  await interrupted.stop();
  await gone;
  expect(interrupted.out()).toMatch(/SIGTERM: stopping\nstopped\n$/);
  expect(interrupted.out()).not.toMatch(/is up|does not build/);
});
