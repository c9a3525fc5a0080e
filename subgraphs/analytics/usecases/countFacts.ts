import { kpiChanged } from '../../../schema/events/analytics';
import type { Context, Fact } from '../context';
import { progress, type Milestones } from '../domain/milestones';

/** Counts what happened, once, and tells the dashboards: facts as they are, and what a conversation's progress makes of them. */
export async function countFacts(context: Context, facts: readonly Fact[], reached?: { conversationId: string } & Partial<Milestones>): Promise<void> {
  await context.transaction(async (tx) => {
    const counted: Fact[] = [...facts];
    if (reached) {
      const { after, counted: more } = progress(await tx.conversations.lock(reached.conversationId), reached);
      await tx.conversations.save(reached.conversationId, after);
      counted.push(...more);
    }
    if (counted.length === 0) return;
    await tx.rollups.add(counted);
    await tx.say(kpiChanged({ at: context.now().toISOString() }));
  });
}
