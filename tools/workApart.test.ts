import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createLogger } from '../platform/logging/logger';
import { bridgeWakes, startWorkApart, type WorkApart } from './workApart';

/** Says that there are jobs, and fails at the first event it hears of. */
const failing = `const { parentPort } = require('node:worker_threads');
parentPort.on('message', (told) => { if (told === 'stop') parentPort.close(); else if (told === 'events') throw new Error('a fault'); });
parentPort.postMessage('jobs');`;

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'nevermisscall-thread-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a thread that fails begins again, its wakes are heard, and it ends when it is told to', async () => {
  const file = join(directory, 'failing.js');
  await writeFile(file, failing);
  const wakes = new EventEmitter();
  const up = once(wakes, 'jobs');
  const thread = startWorkApart({} as WorkApart, wakes, createLogger({ level: 'silent', format: 'json' }), file);
  expect(await up).toEqual(['elsewhere']);

  const upAgain = once(wakes, 'jobs');
  wakes.emit('events');
  expect(await upAgain).toEqual(['elsewhere']);
  await thread.stop();
  // Nobody is left to tell.
  expect(wakes.listenerCount('events')).toBe(0);
});

test('a wake of one side is heard on the other once, and not told back', async () => {
  const { port1, port2 } = new MessageChannel();
  const [here, there] = [new EventEmitter(), new EventEmitter()];
  const ends = [bridgeWakes(here, port1), bridgeWakes(there, port2)];
  const heard: unknown[] = [];
  here.on('events', (from) => heard.push(['here', from]));
  there.on('events', (from) => heard.push(['there', from]));
  here.emit('events');
  await once(there, 'events');
  const answered = once(here, 'jobs');
  // What comes behind it on the same way shows that nothing came back before.
  there.emit('jobs');
  await answered;
  expect(heard).toEqual([['here', undefined], ['there', 'elsewhere']]);
  for (const end of ends) end();
  port1.close();
});
