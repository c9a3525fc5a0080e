import { enqueueJob } from '../../../platform/jobs/jobs';
import type { Work } from '../context';
import type { Slot } from '../domain/dispatch/types';

/** A turn that is due, and the slots that the database refused to it so far. */
export interface DueTurn {
  conversationId: string;
  refused?: Slot[];
}

/** The AI's turn of a conversation: one waits at most, and those of one conversation come one after the other. */
export async function enqueueTurn({ tx }: Pick<Work, 'tx'>, due: DueTurn, runAt: Date): Promise<void> {
  await enqueueJob(tx, { topic: 'calls.continueConversation', payload: due, priority: 'high', runAt, replaceKey: due.conversationId, serialKey: `calls.turn:${due.conversationId}` });
}
