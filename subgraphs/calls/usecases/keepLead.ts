import { isDeepStrictEqual } from 'node:util';
import { leadChanged } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { Lead, LeadContent } from '../domain/lead';

/** Keeps what a turn or a danger made of the conversation's lead. Others hear of it when something of it is new. */
export async function keepLead({ leads, say }: Work, known: Lead | null, lead: LeadContent | null, now: Date): Promise<void> {
  if (!lead || isDeepStrictEqual({ ...known, ...lead }, known)) return;
  const { id, created } = await leads.save(lead);
  await say(leadChanged({ leadId: id, conversationId: lead.conversationId, status: lead.status, created, at: now.toISOString() }));
}
