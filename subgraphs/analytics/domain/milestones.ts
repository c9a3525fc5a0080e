import type { Metric } from './kpis';

/** What became of a conversation as far as ratios need it. */
export interface Milestones {
  /** When the first text after a missed call went out. */
  textedAt: Date | null;
  /** When the customer last wrote. */
  heardAt: Date | null;
  /** When its first lead was made. */
  leadAt: Date | null;
  booked: boolean;
}

/** One more of a metric at a time, or one less, where it turns out to belong to another. */
export interface Counted {
  metric: Metric;
  at: Date;
  amount: 1 | -1;
}

/**
 * What a conversation's progress adds to the counters. A customer counts once as texted and, with a text later than that, once as answering, at the time
 * of our text; a conversation's lead counts once as booked, at the time of the lead. So a ratio is of one cohort, never above 1, and the same in whatever
 * order the events came.
 */
export function progress(before: Milestones, reached: Partial<Milestones>): { after: Milestones; counted: Counted[] } {
  const after: Milestones = {
    textedAt: earlier(before.textedAt, reached.textedAt ?? null),
    heardAt: later(before.heardAt, reached.heardAt ?? null),
    leadAt: earlier(before.leadAt, reached.leadAt ?? null),
    booked: before.booked || (reached.booked ?? false),
  };
  const [was, is] = [countsOf(before), countsOf(after)];
  const counted = (Object.keys(is) as (keyof typeof is)[]).flatMap((metric) => {
    const [from, to] = [was[metric], is[metric]];
    if (from?.getTime() === to?.getTime()) return [];
    return [...(from ? [{ metric, at: from, amount: -1 } as const] : []), ...(to ? [{ metric, at: to, amount: 1 } as const] : [])];
  });
  return { after, counted };
}

/** What a conversation counts for, and at which time. */
function countsOf({ textedAt, heardAt, leadAt, booked }: Milestones): Record<'texted' | 'replied' | 'leadsBooked', Date | null> {
  const isReply = textedAt !== null && heardAt !== null && heardAt > textedAt;
  return { texted: textedAt, replied: isReply ? textedAt : null, leadsBooked: booked ? leadAt : null };
}

function earlier(a: Date | null, b: Date | null): Date | null {
  return a && b ? (a <= b ? a : b) : (a ?? b);
}

function later(a: Date | null, b: Date | null): Date | null {
  return a && b ? (a >= b ? a : b) : (a ?? b);
}
