import { appendFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSpool } from './spool';

interface Entry {
  lane: string;
  place: number;
}
const newDirectory = () => mkdtemp(join(tmpdir(), 'nmc-spool-'));
const laneOf = (entry: unknown) => (entry as Entry).lane;
const entriesOf = (lane: string, count: number): Entry[] => Array.from({ length: count }, (_, place) => ({ lane, place }));

test('what a former process left on disk is applied, each lane in its order, and what was broken off stays', async () => {
  const directory = await newDirectory();
  const former = openSpool(directory, laneOf);
  for (const entry of [...entriesOf('a', 3), ...entriesOf('b', 3)]) await former.append(entry);
  await former.close();

  const spool = openSpool(directory, laneOf);
  expect(spool.pending).toBe(true);
  const applied: Entry[] = [];
  const apply = (isAway: (entry: Entry) => boolean) => (entry: unknown) => (isAway(entry as Entry) ? Promise.reject(new Error('away')) : Promise.resolve(void applied.push(entry as Entry)));
  await expect(spool.drain(apply((entry) => entry.lane === 'a' && entry.place === 1))).rejects.toThrow('away');
  expect(spool.pending).toBe(true);
  await spool.append({ lane: 'a', place: 3 });
  await spool.drain(apply(() => false));
  expect(spool.pending).toBe(false);
  expect(applied.filter((entry) => entry.lane === 'a')).toEqual(entriesOf('a', 4));
  expect(applied.filter((entry) => entry.lane === 'b')).toEqual(entriesOf('b', 3));
});

test('one lane that waits holds up no other', async () => {
  const spool = openSpool(await newDirectory(), laneOf);
  await Promise.all([{ lane: 'slow', place: 0 }, { lane: 'quick', place: 0 }].map((entry) => spool.append(entry)));
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  // The slow one ends only after the quick one was applied: a serial drain would wait for ever.
  await spool.drain((entry) => (laneOf(entry) === 'slow' ? released : Promise.resolve(release())));
  expect(spool.pending).toBe(false);
});

test('what comes in while a drain goes on is applied too, in its order', async () => {
  const spool = openSpool(await newDirectory(), laneOf);
  const applied: unknown[] = [];
  const entries = entriesOf('a', 600);
  let appended = false;
  const appending = (async () => {
    for (const entry of entries) await spool.append(entry);
    appended = true;
  })();
  while (!appended) await spool.drain((entry) => new Promise((done) => setImmediate(() => done(void applied.push(entry)))));
  await appending;
  await spool.drain((entry) => Promise.resolve(void applied.push(entry)));
  expect(applied).toEqual(entries);
});

test('an entry’s lane is held from when it came in until it is applied, and no longer', async () => {
  const spool = openSpool(await newDirectory(), laneOf);
  const kept = Promise.all(entriesOf('a', 2).map((entry) => spool.append(entry)));
  expect([spool.holds('a'), spool.holds('b')]).toEqual([true, false]);
  await kept;
  const heldAtEach: boolean[] = [];
  await spool.drain((entry) => ((entry as Entry).place === 0 ? Promise.resolve(void heldAtEach.push(spool.holds('a'))) : Promise.reject(new Error('away')))).catch(() => undefined);
  expect([...heldAtEach, spool.holds('a')]).toEqual([true, true]);
  await spool.drain(() => Promise.resolve());
  expect(spool.holds('a')).toBe(false);
});

test('the lane of what a former process left is held until that is applied, and that of what came in since until then', async () => {
  const directory = await newDirectory();
  const former = openSpool(directory, laneOf);
  for (const entry of [...entriesOf('a', 1), ...entriesOf('b', 1)]) await former.append(entry);
  await former.close();
  const spool = openSpool(directory, laneOf);
  expect([spool.holds('a'), spool.holds('b'), spool.holds('c')]).toEqual([true, true, false]);
  await spool.append({ lane: 'a', place: 1 });
  await spool.drain((entry) => ((entry as Entry).place === 0 ? Promise.resolve() : Promise.reject(new Error('away')))).catch(() => undefined);
  expect([spool.holds('a'), spool.holds('b')]).toEqual([true, false]);
  await spool.drain(() => Promise.resolve());
  expect(spool.holds('a')).toBe(false);
});

test('a line that a failing disk spoilt is handed over as it is, and holds up no other', async () => {
  const directory = await newDirectory();
  const spoilt = ['\0\0\0', '{"lane":"a","pl', 'null', '7'];
  await writeFile(join(directory, '1-000001-1.jsonl'), `{"lane":"a","place":0}\n${spoilt.join('\n')}\n{"lane":"a","place":1}\n`);
  const applied: unknown[] = [];
  const spool = openSpool(directory, laneOf);
  await spool.drain((entry) => Promise.resolve(void applied.push(entry)));
  expect(applied.filter((entry) => laneOf(entry) === 'a')).toEqual(entriesOf('a', 2));
  expect(applied.filter((entry) => laneOf(entry) !== 'a')).toEqual(spoilt.map((unreadable) => ({ unreadable })));
  expect(spool.pending).toBe(false);
});

test('thousands at once are all kept, in files of a bounded size', async () => {
  const directory = await newDirectory();
  const spool = openSpool(directory, laneOf);
  for (const round of [1, 2, 3]) await Promise.all(entriesOf(String(round), 700).map((entry) => spool.append(entry)));
  await spool.close();
  const files = (await readdir(directory)).filter((name) => name.endsWith('.jsonl'));
  const lines = (await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')))).map((text) => text.trim().split('\n').length);
  expect(lines).toEqual([1_400, 700]);
});

test('a line that a crash cut off was never answered, and is passed over', async () => {
  const directory = await newDirectory();
  const spool = openSpool(directory, laneOf);
  await spool.append({ lane: 'a', place: 0 });
  await spool.close();
  const [file] = (await readdir(directory)).filter((name) => name.endsWith('.jsonl'));
  await appendFile(join(directory, file as string), '{"lane":"a","pl');
  const applied: unknown[] = [];
  const next = openSpool(directory, laneOf);
  await next.drain((entry) => Promise.resolve(void applied.push(entry)));
  expect(applied).toEqual([{ lane: 'a', place: 0 }]);
});
