import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Carrier } from './carrier';

const urlText = z.string().default('');
const saved = z.object({
  numbers: z.array(
    z.object({ sid: z.string(), accountSid: z.string().optional(), e164: z.string(), friendlyName: z.string(), voiceUrl: urlText, voiceFallbackUrl: urlText, statusCallback: urlText, smsUrl: urlText, smsFallbackUrl: urlText, createdAtMs: z.number() }),
  ),
  optOuts: z.array(z.string()),
  subaccounts: z.array(z.object({ sid: z.string(), authToken: z.string(), friendlyName: z.string(), createdAtMs: z.number() })).default([]),
});

const writeDelayMs = 100;

/**
 * Keeps subaccounts, numbers and opt-outs over restarts; calls and texts are not kept.
 * @throws when the file is there and is not one of ours
 */
export async function keepState(carrier: Carrier, path: string): Promise<{ flush(): Promise<void> }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) {
    const state = saved.parse(JSON.parse(text));
    for (const account of state.subaccounts) carrier.accounts.set(account.sid, { ...account, ownerSid: carrier.accountSid });
    // A number of an account that is gone falls to the main one.
    const ownerOf = (accountSid = carrier.accountSid) => (carrier.accounts.has(accountSid) ? accountSid : carrier.accountSid);
    for (const number of state.numbers) carrier.numbers.set(number.e164, { ...number, accountSid: ownerOf(number.accountSid) });
    for (const pair of state.optOuts) carrier.optOuts.add(pair);
  }
  await mkdir(dirname(path), { recursive: true });
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();
  const write = () => {
    timer = null;
    writing = writing.then(async () => {
      // Written aside and renamed: a kill in between leaves the old file whole.
      await writeFile(`${path}.part`, JSON.stringify({ numbers: [...carrier.numbers.values()], optOuts: [...carrier.optOuts], subaccounts: [...carrier.accounts.values()].filter(({ sid }) => sid !== carrier.accountSid) }));
      await rename(`${path}.part`, path);
    });
  };
  carrier.events.on('changed', () => {
    timer ??= setTimeout(write, writeDelayMs).unref();
  });
  return {
    async flush() {
      if (timer) {
        clearTimeout(timer);
        write();
      }
      await writing;
    },
  };
}
