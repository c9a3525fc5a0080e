import type { Metric } from './kpis';

/** What became of a conversation as far as ratios need it. */
export interface Milestones {
  textedAt: Date | null;
  replied: boolean;
  leadAt: Date | null;
  booked: boolean;
}

/**
 * What a conversation's progress adds to the counters. A customer counts once as texted and once as answering, at the time of
 * the text; a conversation's lead counts once as booked, at the time of the lead. So a ratio is of one cohort, never above 1, and
 * the same in whatever order the events came.
 */
export function progress(before: Milestones, reached: Partial<Milestones>): { after: Milestones; counted: { metric: Metric; at: Date }[] } {
  const after: Milestones = {
    textedAt: before.textedAt ?? reached.textedAt ?? null,
    replied: before.replied || (reached.replied ?? false),
    leadAt: before.leadAt ?? reached.leadAt ?? null,
    booked: before.booked || (reached.booked ?? false),
  };
  const counted: { metric: Metric; at: Date }[] = [];
  if (after.textedAt && !before.textedAt) counted.push({ metric: 'texted', at: after.textedAt });
  if (after.textedAt && after.replied && !(before.textedAt && before.replied)) counted.push({ metric: 'replied', at: after.textedAt });
  if (after.leadAt && after.booked && !(before.leadAt && before.booked)) counted.push({ metric: 'leadsBooked', at: after.leadAt });
  return { after, counted };
}
