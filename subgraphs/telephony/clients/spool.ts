import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { appendFile, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries of a file: what a drain holds in memory, and writes anew when it is broken off. */
const entriesMax = 1_000;
/** Lanes that a drain applies at once: fewer than webhooks have connections (subgraph.ts), or those that come in would wait for those kept. */
const concurrency = 4;

/** What came in while the database was away: on disk before it is answered, applied later. */
export interface Spool {
  /** Whether anything waits. */
  readonly pending: boolean;
  /** Whether an entry of the lane waits. */
  holds(lane: string): boolean;
  /** On disk (fsync) when it resolves; several that come at once share one fsync. */
  append(entry: unknown): Promise<void>;
  /**
   * Applies what waits, entries of one lane in their order, lanes beside each other. Where `apply` throws, no more are begun, those not
   * applied stay, and the error is thrown. An entry may be applied again after a crash. A line that cannot be read is handed over as `{ unreadable }`.
   */
  drain(apply: (entry: unknown) => Promise<void>): Promise<void>;
  /** Keeps an entry that cannot be applied where people find it: `<directory>/aside/entries.jsonl`. */
  setAside(entry: unknown, reason: unknown): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  line: string;
  done: () => void;
  failed: (error: unknown) => void;
}

/** A spool of files `<directory>/<when>-<pid>.jsonl`; those that a former process left are found. The directory is one process's own. */
export function openSpool(directory: string, laneOf: (entry: unknown) => string): Spool {
  mkdirSync(join(directory, 'aside'), { recursive: true, mode: 0o700 });
  const former = readdirSync(directory).filter(isSpooled);
  let pending = former.length > 0;
  let current: { handle: FileHandle; entries: number } | null = null;
  let waiting: Waiting[] = [];
  let tail: Promise<unknown> = Promise.resolve();
  let files = 0;
  /** How many entries of a lane wait. */
  const held = new Map<string, number>();
  const hold = (lane: string, change: 1 | -1) => {
    const count = (held.get(lane) ?? 0) + change;
    if (count <= 0) held.delete(lane);
    else held.set(lane, count);
  };
  for (const name of former) for (const entry of entriesIn(readFileSync(join(directory, name), 'utf8'))) hold(laneOf(entry), 1);

  /** One file operation after the other: an append never lands in a file that is being removed. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };
  const closeCurrent = async () => {
    const closing = current;
    current = null;
    await closing?.handle.close();
  };
  const openNext = async () => {
    files += 1;
    const handle = await open(join(directory, `${Date.now()}-${String(files).padStart(6, '0')}-${process.pid}.jsonl`), 'a', 0o600);
    await syncDirectory(directory);
    return { handle, entries: 0 };
  };
  const writeWaiting = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      if (current && current.entries >= entriesMax) await closeCurrent();
      current ??= await openNext();
      await current.handle.appendFile(batch.map(({ line }) => line).join(''));
      await current.handle.datasync();
      current.entries += batch.length;
      pending = true;
      for (const { done } of batch) done();
    } catch (error) {
      for (const { failed } of batch) failed(error);
      // A line that was cut off stays the last of its file.
      await closeCurrent();
    }
  };

  const drain: Spool['drain'] = async (apply) => {
    // In one turn: a file that is still written to is never among them.
    const names = await inTurn(async () => {
      await closeCurrent();
      return (await readdir(directory)).filter(isSpooled).sort();
    });
    const applyAndLetGo = (entry: unknown) => apply(entry).then(() => hold(laneOf(entry), -1));
    for (const name of names) await drainFile(join(directory, name), applyAndLetGo, laneOf);
    await inTurn(async () => {
      pending = (await readdir(directory)).some(isSpooled);
    });
  };

  let draining: Promise<void> | null = null;
  return {
    close: () => inTurn(closeCurrent),
    get pending() {
      return pending;
    },
    holds: (lane) => held.has(lane),
    append: (entry) =>
      new Promise((done, reject) => {
        const lane = laneOf(entry);
        const failed = (error: unknown) => {
          hold(lane, -1);
          reject(error);
        };
        hold(lane, 1);
        waiting.push({ line: `${JSON.stringify(entry)}\n`, done, failed });
        void inTurn(writeWaiting);
      }),
    drain(apply) {
      draining ??= drain(apply).finally(() => {
        draining = null;
      });
      return draining;
    },
    setAside: (entry, reason) => appendFile(join(directory, 'aside', 'entries.jsonl'), `${JSON.stringify({ entry, reason: String(reason) })}\n`, { mode: 0o600, flush: true }),
  };
}

function isSpooled(name: string): boolean {
  return name.endsWith('.jsonl');
}

/** Behind the last line's end stands what a crash cut off before it was answered. */
function entriesIn(content: string): unknown[] {
  return content.split('\n').slice(0, -1).filter(Boolean).map(readEntry);
}

function readEntry(line: string): unknown {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === 'object' && entry !== null) return entry;
  } catch {
    // A failing disk spoils a line; those around it are good.
  }
  return { unreadable: line };
}

async function drainFile(file: string, apply: (entry: unknown) => Promise<void>, laneOf: (entry: unknown) => string): Promise<void> {
  const entries = entriesIn(await readFile(file, 'utf8'));
  const grouped = new Map<string, unknown[]>();
  for (const entry of entries) grouped.set(laneOf(entry), [...(grouped.get(laneOf(entry)) ?? []), entry]);
  const lanes = grouped.values();
  const applied = new Set<unknown>();
  let failure: { error: unknown } | null = null;
  const work = async () => {
    for (const lane of lanes) {
      for (const entry of lane) {
        if (failure) return;
        try {
          await apply(entry);
          applied.add(entry);
        } catch (error) {
          failure = { error };
        }
      }
    }
  };
  // They share one iterator: each takes the next lane that nobody has.
  await Promise.all(Array.from({ length: concurrency }, work));
  if (failure === null) return rm(file);
  await replace(file, entries.filter((entry) => !applied.has(entry)));
  throw (failure as { error: unknown }).error;
}

async function replace(file: string, entries: readonly unknown[]): Promise<void> {
  const aside = `${file}.rest`;
  const handle = await open(aside, 'w', 0o600);
  await handle.writeFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await handle.datasync();
  await handle.close();
  await rename(aside, file);
}

/** Without it a loss of power may lose the file's name with all that is in it. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
