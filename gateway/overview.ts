import { request } from 'undici';
import { z } from 'zod';
import { overview, type Overview } from '../platform/health/overview';

/** Whoever asks for the gateway's health waits no longer for infra than for a check. */
const deadlineMillis = 5_000;
const envelope = z.object({ data: overview });

/** What infra, in another process, knows of the whole. Throws where it does not answer. */
export async function readOverview(infraUrl: string, serviceKey: string): Promise<Overview> {
  const response = await request(`${infraUrl}/health/overview`, { headers: { 'x-service-key': serviceKey }, signal: AbortSignal.timeout(deadlineMillis) });
  return envelope.parse(await response.body.json()).data;
}
