import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CalledLine } from '../domain/line';
import { openLineMirror } from './lineMirror';

const line = (number: string): CalledLine => ({ tenantId: randomUUID(), lineId: randomUUID(), number, label: null, targets: ['+12085550177'], timeoutSeconds: 20, screening: 'PRESS_KEY', account: null });

test('a line that was read by itself while all are read anew is not forgotten, in memory or on disk; one that is gone is', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nmc-mirror-'));
  const file = join(directory, 'lines.json');
  const [old, kept, added] = [line('+12085550101'), line('+12085550102'), line('+12085550103')];
  let answer: (lines: CalledLine[]) => void = () => undefined;
  const mirror = openLineMirror(file, () => new Promise((resolve) => (answer = resolve)));
  mirror.put(old);
  const refreshed = mirror.refresh();
  mirror.put(added);
  answer([kept]);
  await refreshed;
  expect([old, kept, added].map(({ number }) => mirror.byNumber(number)?.lineId ?? null)).toEqual([null, kept.lineId, added.lineId]);
  expect((JSON.parse(await readFile(file, 'utf8')) as CalledLine[]).map(({ number }) => number)).toEqual([kept.number, added.number]);
  await rm(directory, { recursive: true });
});
