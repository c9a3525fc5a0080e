import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { defineEvent } from '../../schema/events/event';
import { defineJob } from '../jobs/defineJob';
import type { JobRun } from '../jobs/jobs';
import { doorsOf } from './callers';
import type { Caller } from './subgraphModule';

const noted = defineEvent('notes.noted', z.object({ text: z.string(), loud: z.boolean().default(false) }));
const remindJob = defineJob('notes.remind', z.object({ text: z.string() }));
const tenantId = randomUUID();
const caller: Caller = { principal: { kind: 'system', tenantId }, requestId: 'a request' };
const run = {} as JobRun;

function world() {
  const seen: unknown[] = [];
  return { seen, ...doorsOf((from: Caller) => ({ from, note: (what: unknown) => Promise.resolve(void seen.push(what)) })) };
}
const eventOf = (payload: unknown) => ({ id: '1', tenantId, type: noted.type, payload, occurredAt: '2030-01-01T00:00:00.000Z', correlationId: null });

test('an event is handed on as its definition reads it, with its time and whoever caused it', async () => {
  const { seen, onEvent } = world();
  const { [noted.type]: reaction } = onEvent(noted, (context, payload, occurredAt) => context.note([context.from, payload, occurredAt]), { when: { loud: true } });
  await reaction?.handle(eventOf({ text: 'hi', strange: 1 }), caller);
  expect([reaction?.when, seen]).toEqual([{ loud: true }, [[caller, { text: 'hi', loud: false }, new Date('2030-01-01')]]]);
});

test('what its definition does not allow reaches nobody, and fails', async () => {
  const { seen, onEvent, onJob } = world();
  await expect(onEvent(noted, (context, payload) => context.note(payload))[noted.type]?.handle(eventOf({ text: 1 }), caller)).rejects.toThrow(z.ZodError);
  const job = { id: '1', tenantId, topic: remindJob.topic, payload: {}, correlationId: null, attempts: 1 };
  await expect(onJob(remindJob, (context, payload) => context.note(payload))[remindJob.topic]?.(job, run)).rejects.toThrow(z.ZodError);
  expect(seen).toEqual([]);
});

test('a job is worked off as the system of its business, under what it all began with', async () => {
  const { seen, onJob } = world();
  const { topic, payload } = remindJob({ text: 'hi' }, { priority: 'low' });
  const handle = onJob(remindJob, (context, read) => context.note([context.from, read]))[topic];
  for (const correlationId of ['a request', null]) await handle?.({ id: '7', tenantId, topic, payload: { ...payload, correlationId }, correlationId, attempts: 1 }, run);
  expect(seen).toEqual(['a request', 'job-7'].map((requestId) => [{ principal: { kind: 'system', tenantId }, requestId, run }, { text: 'hi' }]));
});
