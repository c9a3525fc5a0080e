import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Database } from '../../../platform/database/database';
import { screenings } from '../domain/forwarding';
import type { SealedAccount } from '../domain/account';
import type { CalledLine } from '../domain/line';
import { findLines } from './lines';

/** Every line of every tenant in memory and on disk, so that a call is forwarded while the database is away, after a cold start too. */
export interface LineMirror {
  byNumber(number: string): CalledLine | null;
  /** The account of a business that one of the lines belongs to; its tokens stay sealed, on disk too. */
  account(sid: string): SealedAccount | null;
  /** The latest of a line, as just read. */
  put(line: CalledLine): void;
  /** Reads all lines anew, where any has changed, and writes them down. Throws while the database is away; what was known stays. */
  refresh(): Promise<void>;
}

const storedLines = z.array(
  z.object({ tenantId: z.uuid(), lineId: z.uuid(), number: z.string(), label: z.string().nullable(), targets: z.array(z.string()), timeoutSeconds: z.number(), screening: z.enum(screenings), account: z.object({ sid: z.string(), sealedTokens: z.string() }).nullable().default(null) }),
);

/** Every line, and the horizon by which to ask again; `lines` null where none has changed since the horizon that was asked by. */
export interface ChangedLines {
  horizon: string;
  lines: CalledLine[] | null;
}

/** Asks the database for them; `since` null: in any case. */
export async function readChangedLines(database: Pick<Database, 'statement'>, since: string | null): Promise<ChangedLines> {
  const [row] = await database.statement<{ horizon: string; isChanged: boolean }>(`select horizon::text, is_changed as "isChanged" from telephony.lines_changed($1::text::xid8)`, [since]);
  const { horizon, isChanged } = row as NonNullable<typeof row>;
  return { horizon, lines: isChanged ? await findLines(database, 'all') : null };
}

/** Opens the mirror kept in the file; a missing or unreadable file is an empty mirror. */
export function openLineMirror(file: string, readChanged: (since: string | null) => Promise<ChangedLines>): LineMirror {
  let lines = new Map<string, CalledLine>(load(file).map((line) => [line.number, line]));
  let accounts = accountsOf(lines.values());
  /** Lines read by themselves since the refresh under way began: its own reading may be older. */
  const newer = new Map<string, CalledLine>();
  /** Null where a line may be there that the last reading did not have. */
  let since: string | null = null;
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
      since = null;
    },
    async refresh() {
      newer.clear();
      const { horizon, lines: all } = await readChanged(since);
      if (all === null) return;
      lines = new Map([...all.map((line) => [line.number, line] as const), ...newer]);
      accounts = accountsOf(lines.values());
      const content = JSON.stringify([...lines.values()].sort((a, b) => (a.number < b.number ? -1 : 1)));
      if (content !== written) {
        writing = writing.catch(() => undefined).then(() => write(content));
        await writing;
        written = content;
      }
      since = newer.size > 0 ? null : horizon;
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
