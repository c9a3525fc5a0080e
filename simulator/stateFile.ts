import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { addMessage, type Carrier, type Message } from './carrier';

const urlText = z.string().default('');
const saved = z.object({
  numbers: z.array(
    z.object({ sid: z.string(), accountSid: z.string().optional(), e164: z.string(), friendlyName: z.string(), voiceUrl: urlText, voiceFallbackUrl: urlText, statusCallback: urlText, smsUrl: urlText, smsFallbackUrl: urlText, createdAtMs: z.number() }),
  ),
  optOuts: z.array(z.string()),
  messages: z.array(
    z.object({
      sid: z.string(), accountSid: z.string(), direction: z.enum(['inbound', 'outbound-api', 'outbound-reply']), from: z.string(), to: z.string(), body: z.string(), numSegments: z.number(), mediaUrls: z.array(z.string()),
      status: z.enum(['accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'receiving', 'received', 'canceled']), errorCode: z.number().nullable(), statusCallback: z.string().nullable(),
      messagingServiceSid: z.string().nullable(), validitySeconds: z.number().nullable().default(null), acceptedAt: z.number(), sentAt: z.number().nullable(), updatedAt: z.number(),
    }),
  ).default([]),
  subaccounts: z.array(z.object({ sid: z.string(), authToken: z.string(), friendlyName: z.string(), createdAtMs: z.number() })).default([]),
});

const writeDelayMs = 250;
/** Each write writes all of them: enough to go on with, few enough to write often. */
const textsKeptMax = 1_000;

/**
 * Keeps subaccounts, numbers, opt-outs and the last 1,000 texts over restarts; calls are not kept.
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
    for (const message of state.messages) addMessage(carrier, message);
  }
  await mkdir(dirname(path), { recursive: true });
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();
  const write = () => {
    timer = null;
    writing = writing.then(async () => {
      // Written aside and renamed: a kill in between leaves the old file whole.
      await writeFile(`${path}.part`, JSON.stringify({ numbers: [...carrier.numbers.values()], optOuts: [...carrier.optOuts], messages: lastTexts(carrier), subaccounts: [...carrier.accounts.values()].filter(({ sid }) => sid !== carrier.accountSid) }));
      await rename(`${path}.part`, path);
    });
  };
  const writeSoon = () => {
    timer ??= setTimeout(write, writeDelayMs).unref();
  };
  carrier.events.on('changed', writeSoon);
  carrier.events.on('event', ({ type }) => {
    if (type === 'message') writeSoon();
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

/** Oldest first. */
function lastTexts(carrier: Carrier): Message[] {
  return [...carrier.messages.values()].slice(-textsKeptMax);
}
