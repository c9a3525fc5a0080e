import type { z } from 'zod';
import type { NewJob } from './jobs';

/** A kind of job: what it carries is written by the one side and parsed on the other by the same words. */
export interface JobDefinition<Payload extends object> {
  topic: string;
  payload: z.ZodType<Payload>;
}

/** @param topic `<subgraph>.<verbNoun>` */
export function defineJob<Payload extends object>(topic: string, payload: z.ZodType<Payload>) {
  return Object.assign((value: Payload, order: Omit<NewJob, 'topic' | 'payload'>): NewJob => ({ ...order, topic, payload: value }), { topic, payload });
}
