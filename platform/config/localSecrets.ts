import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  /** Signs sessions where JWT_SECRET is unset. */
  jwtSecret: z.string().min(32),
  /** 32 bytes in base64: the key of the secrets envelope where ENCRYPTION_KEY is unset. */
  encryptionKey: z.string().min(32),
  simulatorAccountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
  simulatorAuthToken: z.string().regex(/^[0-9a-f]{32}$/),
  /** Of the role that owns the tables of the embedded database. */
  databaseOwnerPassword: z.string().min(16),
  /** Of the role the application connects as, which row-level security binds. */
  databaseApplicationPassword: z.string().min(16),
});

export type LocalSecrets = z.infer<typeof schema>;

/**
 * Secrets of this machine, made once and kept in `<directory>/secrets.json`, readable by its owner only. Several
 * processes that start at once agree on one set.
 * @throws Error when the file exists and is not what we wrote: making new keys would lose what the old ones sealed
 */
export async function localSecrets(directory: string): Promise<LocalSecrets> {
  const path = join(directory, 'secrets.json');
  await mkdir(directory, { recursive: true });
  const kept = await readIfThere(path);
  if (kept !== undefined) return complete(path, kept);
  await publish(path, made());
  return complete(path, (await readIfThere(path)) ?? '');
}

function complete(path: string, text: string): LocalSecrets {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${path} is damaged: restore it, or delete it (which ends every session and loses every sealed secret)`);
  }
}

/** Written aside and linked into place: the first of several processes wins, and nobody reads half a file. */
async function publish(path: string, secrets: LocalSecrets): Promise<void> {
  const unfinished = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  await writeFile(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    await link(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(unfinished);
  }
}

function made(): LocalSecrets {
  return {
    jwtSecret: randomBytes(48).toString('base64url'),
    encryptionKey: randomBytes(32).toString('base64'),
    simulatorAccountSid: `AC${randomBytes(16).toString('hex')}`,
    simulatorAuthToken: randomBytes(16).toString('hex'),
    databaseOwnerPassword: randomBytes(24).toString('base64url'),
    databaseApplicationPassword: randomBytes(24).toString('base64url'),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
