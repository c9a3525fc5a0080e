import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { screenings } from '../domain/forwarding';
import type { SealedAccount } from '../domain/account';
import type { CalledLine } from '../domain/line';

/** Every line of every tenant in memory and on disk, so that a call is forwarded while the database is away, after a cold start too. */
export interface LineMirror {
  byNumber(number: string): CalledLine | null;
  /** The account of a business that one of the lines belongs to; its tokens stay sealed, on disk too. */
  account(sid: string): SealedAccount | null;
  /** The latest of a line, as just read. */
  put(line: CalledLine): void;
  /** Reads all lines anew and writes them down where they changed. Throws while the database is away; what was known stays. */
  refresh(): Promise<void>;
}

const storedLines = z.array(
  z.object({ tenantId: z.uuid(), lineId: z.uuid(), number: z.string(), label: z.string().nullable(), targets: z.array(z.string()), timeoutSeconds: z.number(), screening: z.enum(screenings), account: z.object({ sid: z.string(), sealedTokens: z.string() }).nullable().default(null) }),
);

/** Opens the mirror kept in the file; a missing or unreadable file is an empty mirror. */
export function openLineMirror(file: string, readAll: () => Promise<CalledLine[]>): LineMirror {
  let lines = new Map<string, CalledLine>(load(file).map((line) => [line.number, line]));
  let accounts = accountsOf(lines.values());
  /** Lines read by themselves since the refresh under way began: its own reading may be older. */
  const newer = new Map<string, CalledLine>();
  let written = '';
  let writing: Promise<void> = Promise.resolve();

  const write = async (content: string) => {
    const aside = `${file}.${process.pid}.new`;
    // A start after a loss of power may have nothing but this file to forward calls by.
    await writeFile(aside, content, { mode: 0o600, flush: true });
    await rename(aside, file);
  };
  return {
    byNumber: (number) => lines.get(number) ?? null,
    account: (sid) => accounts.get(sid) ?? null,
    put(line) {
      lines.set(line.number, line);
      if (line.account) accounts.set(line.account.sid, line.account);
      newer.set(line.number, line);
    },
    async refresh() {
      newer.clear();
      const all = await readAll();
      lines = new Map([...all.map((line) => [line.number, line] as const), ...newer]);
      accounts = accountsOf(lines.values());
      const content = JSON.stringify([...lines.values()].sort((a, b) => (a.number < b.number ? -1 : 1)));
      if (content === written) return;
      writing = writing.catch(() => undefined).then(() => write(content));
      await writing;
      written = content;
    },
  };
}

function accountsOf(lines: Iterable<CalledLine>): Map<string, SealedAccount> {
  return new Map([...lines].flatMap(({ account }) => (account ? [[account.sid, account] as const] : [])));
}

function load(file: string): CalledLine[] {
  mkdirSync(dirname(file), { recursive: true });
  try {
    return storedLines.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
