import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CalledLine } from '../domain/line';
import { type ChangedLines, openLineMirror } from './lineMirror';

const line = (number: string): CalledLine => ({ tenantId: randomUUID(), lineId: randomUUID(), number, label: null, targets: ['+12085550177'], timeoutSeconds: 20, screening: 'PRESS_KEY', account: null });

test('a line that was read by itself while all are read anew is not forgotten, in memory or on disk; one that is gone is', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nmc-mirror-'));
  const file = join(directory, 'lines.json');
  const [old, kept, added] = [line('+12085550101'), line('+12085550102'), line('+12085550103')];
  let answer: (read: ChangedLines) => void = () => undefined;
  const mirror = openLineMirror(file, () => new Promise((resolve) => (answer = resolve)));
  mirror.put(old);
  const refreshed = mirror.refresh();
  mirror.put(added);
  answer({ horizon: '1', lines: [kept] });
  await refreshed;
  expect([old, kept, added].map(({ number }) => mirror.byNumber(number)?.lineId ?? null)).toEqual([null, kept.lineId, added.lineId]);
  expect((JSON.parse(await readFile(file, 'utf8')) as CalledLine[]).map(({ number }) => number)).toEqual([kept.number, added.number]);
  await rm(directory, { recursive: true });
});

test('is asked by its last horizon what has changed, and by none where a line was read by itself since, or the last could not be written down', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nmc-mirror-'));
  const file = join(directory, 'lines.json');
  const asked: (string | null)[] = [];
  const known = line('+12085550101');
  const mirror = openLineMirror(file, async (since) => {
    asked.push(since);
    return { horizon: String(asked.length), lines: since === null ? [known] : null };
  });
  await rm(directory, { recursive: true });
  await expect(mirror.refresh()).rejects.toThrow('ENOENT');
  await mkdir(directory);
  for (let times = 0; times < 3; times += 1) await mirror.refresh();
  expect(asked).toEqual([null, null, '2', '2']);
  expect(mirror.byNumber(known.number)).toEqual(known);
  mirror.put(line('+12085550102'));
  await mirror.refresh();
  expect([asked.at(-1), mirror.byNumber('+12085550102')]).toEqual([null, null]);
  await rm(directory, { recursive: true });
});
