import { localMoment } from './localTime';

/** One visit is no habit. */
const VISITS_MIN = 2;
const PARTS = [{ part: 'morning', untilHour: 12 }, { part: 'afternoon', untilHour: 17 }, { part: 'evening', untilHour: 24 }] as const;

/** The part of the day in which more than half of a customer's visits began, as `customer_history.preferred_times` says it; none where there is no habit. `starts` are epoch milliseconds. */
export function usualTimes(starts: readonly number[], timeZone: string): string[] {
  if (starts.length < VISITS_MIN) return [];
  const parts = starts.map((start) => PARTS.find(({ untilHour }) => localMoment(start, timeZone).hour < untilHour)!.part);
  return PARTS.map(({ part }) => part).filter((part) => parts.filter((other) => other === part).length * 2 > starts.length);
}
