import { sessionEnded } from '../../../schema/events/identity';
import type { IdentityTransaction } from '../context';

/** Ends a session with all its tokens and says so, once; one that has ended already stays as it is. */
export async function endSession(tx: IdentityTransaction, sessionId: string, now: Date): Promise<void> {
  const ended = await tx.sessions.end(sessionId, now);
  if (ended) await tx.say(sessionEnded({ sessionId, userId: ended.userId, at: now.toISOString() }));
}
