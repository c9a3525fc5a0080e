import { mkdirSync, readdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** What came in while the database was away: on disk before it is answered, applied later in its order. */
export interface Spool {
  /** Whether anything waits. */
  readonly pending: boolean;
  /** On disk (fsync) when it resolves. */
  append(entry: unknown): Promise<void>;
  /**
   * Applies what waits, oldest first. Where `apply` throws it stops there, and the entry stays; answers whether nothing waits any more.
   * An entry may be applied again after a crash.
   */
  drain(apply: (entry: unknown) => Promise<void>): Promise<boolean>;
  close(): Promise<void>;
}

/** A spool of files `<directory>/<when>-<pid>.jsonl`; those that a former process left are found. */
export function openSpool(directory: string): Spool {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let pending = readdirSync(directory).some(isSpooled);
  let current: { handle: FileHandle } | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let files = 0;

  /** One file operation after the other: an append never lands in a file that is being removed. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work, work);
    tail = turn.catch(() => undefined);
    return turn;
  };
  const closeCurrent = () =>
    inTurn(async () => {
      await current?.handle.close();
      current = null;
    });

  const drain = async (apply: (entry: unknown) => Promise<void>): Promise<boolean> => {
    await closeCurrent();
    const names = (await readdir(directory)).filter(isSpooled).sort();
    for (const name of names) {
      const file = join(directory, name);
      const lines = (await readFile(file, 'utf8')).split('\n');
      for (const [index, line] of lines.entries()) {
        // A last line without an end was cut off by a crash before it was answered.
        if (line === '' || index === lines.length - 1) continue;
        try {
          await apply(JSON.parse(line));
        } catch (error) {
          await keepRest(file, lines.slice(index));
          throw error;
        }
      }
      await rm(file);
    }
    return inTurn(async () => {
      pending = (await readdir(directory)).some(isSpooled);
      return !pending;
    });
  };

  let draining: Promise<boolean> | null = null;
  return {
    close: closeCurrent,
    get pending() {
      return pending;
    },
    append: (entry) =>
      inTurn(async () => {
        files += 1;
        current ??= { handle: await open(join(directory, `${Date.now()}-${String(files).padStart(6, '0')}-${process.pid}.jsonl`), 'a', 0o600) };
        await current.handle.appendFile(`${JSON.stringify(entry)}\n`);
        await current.handle.datasync();
        pending = true;
      }),
    drain(apply) {
      draining ??= drain(apply).finally(() => {
        draining = null;
      });
      return draining;
    },
  };
}

function isSpooled(name: string): boolean {
  return name.endsWith('.jsonl');
}

async function keepRest(file: string, lines: readonly string[]): Promise<void> {
  const aside = `${file}.rest`;
  const handle = await open(aside, 'w', 0o600);
  await handle.writeFile(lines.join('\n'));
  await handle.datasync();
  await handle.close();
  await rename(aside, file);
}
