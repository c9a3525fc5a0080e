/** Why a missed call was not answered by text; stored with the call and shown on it. */
export type SuppressionReason = 'ANONYMOUS' | 'OWN_NUMBER' | 'SWITCHED_OFF' | 'OPTED_OUT' | 'UNREACHABLE' | 'COOLDOWN';

/** All that decides what becomes of a missed call. */
export interface MissedCallFacts {
  dialable: boolean;
  ownNumber: boolean;
  enabled: boolean;
  optedOut: boolean;
  unreachable: boolean;
  handler: 'AI' | 'HUMAN';
  /** When this caller was last texted for a missed call. */
  lastTextAt: Date | null;
  cooldownMinutes: number;
  now: Date;
}

/** Text the caller; send nothing, and why; or leave it to the human who has the conversation. */
export type MissedCallDecision = { kind: 'text' } | { kind: 'suppress'; reason: SuppressionReason } | { kind: 'handToHuman' };

/** One text for one missed call, and one for repeated calls within the cooldown; none to whom it would not reach or who does not want it (domain.md, "The text after a missed call"). */
export function decideMissedCall(facts: MissedCallFacts): MissedCallDecision {
  if (!facts.dialable) return { kind: 'suppress', reason: 'ANONYMOUS' };
  if (facts.ownNumber) return { kind: 'suppress', reason: 'OWN_NUMBER' };
  if (!facts.enabled) return { kind: 'suppress', reason: 'SWITCHED_OFF' };
  if (facts.optedOut) return { kind: 'suppress', reason: 'OPTED_OUT' };
  if (facts.unreachable) return { kind: 'suppress', reason: 'UNREACHABLE' };
  if (facts.lastTextAt && facts.now.getTime() - facts.lastTextAt.getTime() < facts.cooldownMinutes * 60_000) return { kind: 'suppress', reason: 'COOLDOWN' };
  if (facts.handler === 'HUMAN') return { kind: 'handToHuman' };
  return { kind: 'text' };
}

/** Fills the template of the configuration. An unknown caller's name leaves no gap. */
export function composeMissedCallText(template: string, values: { businessName: string; callerName: string | null; hours: string }): string {
  return template
    .replaceAll('{business_name}', values.businessName)
    .replaceAll('{caller_name}', values.callerName ?? 'there')
    .replaceAll('{hours}', values.hours)
    .trim();
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** "Mon 08:00-17:00, …" for the template's {hours}: short, since it goes into a text. */
export function describeHours(weeklyHours: Record<string, { opens: string; closes: string }[]>): string {
  const days = weekdays.flatMap((day) => {
    const periods = weeklyHours[day] ?? [];
    return periods.length > 0 ? [`${day.slice(0, 1).toUpperCase()}${day.slice(1, 3)} ${periods.map((period) => `${period.opens}-${period.closes}`).join(' & ')}`] : [];
  });
  return days.join(', ');
}

/** Where a call stands; COMPLETED and MISSED are its two ends. */
export type CallStatus = 'RINGING' | 'ANSWERED' | 'COMPLETED' | 'MISSED';
const rank: Record<CallStatus, number> = { RINGING: 0, ANSWERED: 1, COMPLETED: 2, MISSED: 2 };

/** Whether a call may go from one state to the other: never backwards, and never from one end to the other. */
export function advances(from: CallStatus, to: CallStatus): boolean {
  return rank[to] > rank[from];
}
