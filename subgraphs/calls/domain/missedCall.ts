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
  missedAt: Date;
  now: Date;
}

/** A text that comes hours after the call is worse than none (domain.md, "The text after a missed call"): for so long after the miss it may go out. */
export const textValiditySeconds = 300;

/** Text the caller, who must have it within so many seconds; send nothing, and why; or leave it to a human, who has the conversation or has to call back, since we heard of the call too late. */
export type MissedCallDecision = { kind: 'text'; validitySeconds: number } | { kind: 'suppress'; reason: SuppressionReason } | { kind: 'handToHuman'; late: boolean };

/** One text for one missed call, and one for repeated calls within the cooldown; none to whom it would not reach or who does not want it (domain.md, "The text after a missed call"). */
export function decideMissedCall(facts: MissedCallFacts): MissedCallDecision {
  if (!facts.dialable) return { kind: 'suppress', reason: 'ANONYMOUS' };
  if (facts.ownNumber) return { kind: 'suppress', reason: 'OWN_NUMBER' };
  if (!facts.enabled) return { kind: 'suppress', reason: 'SWITCHED_OFF' };
  if (facts.optedOut) return { kind: 'suppress', reason: 'OPTED_OUT' };
  if (facts.unreachable) return { kind: 'suppress', reason: 'UNREACHABLE' };
  if (facts.lastTextAt && facts.now.getTime() - facts.lastTextAt.getTime() < facts.cooldownMinutes * 60_000) return { kind: 'suppress', reason: 'COOLDOWN' };
  if (facts.handler === 'HUMAN') return { kind: 'handToHuman', late: false };
  const passedSeconds = Math.max(0, Math.floor((facts.now.getTime() - facts.missedAt.getTime()) / 1_000));
  if (passedSeconds >= textValiditySeconds) return { kind: 'handToHuman', late: true };
  return { kind: 'text', validitySeconds: textValiditySeconds - passedSeconds };
}

/** Fills the template of the configuration, in one pass: what stands in a name is text, whatever it looks like. An unknown caller's name leaves no gap. */
export function composeMissedCallText(template: string, values: { businessName: string; callerName: string | null; hours: string }): string {
  const filled: Record<string, string> = { business_name: values.businessName, caller_name: values.callerName ?? 'there', hours: values.hours };
  return template.replace(/\{(business_name|caller_name|hours)\}/g, (_placeholder, name: string) => filled[name] as string).trim();
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

/** What of a call can be told, each once. */
export type CallChange = 'INCOMING_CALL' | 'CALL_ANSWERED' | 'CALL_MISSED' | 'CALL_ENDED';
const wayTo: Record<CallStatus, readonly CallChange[]> = {
  RINGING: ['INCOMING_CALL'],
  ANSWERED: ['INCOMING_CALL', 'CALL_ANSWERED'],
  COMPLETED: ['INCOMING_CALL', 'CALL_ANSWERED', 'CALL_ENDED'],
  MISSED: ['INCOMING_CALL', 'CALL_MISSED'],
};

/** What is to be told of a call that has come from one state to the other, in order: the states that the news skipped too, since theirs may come late. `null`: nothing was known of it. */
export function changesBetween(from: CallStatus | null, to: CallStatus): CallChange[] {
  if (from !== null && !advances(from, to)) return [];
  return wayTo[to].filter((change) => from === null || !wayTo[from].includes(change));
}
