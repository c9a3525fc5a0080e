import { Temporal } from 'temporal-polyfill';
import type { Period } from './segments';

/** Length of a step of a series; days, weeks (from Monday) and months are those of the business's time zone. */
export type StepLength = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** A step, and the part of it that lies within the period asked for. */
export interface Step {
  at: Date;
  within: Period;
}

const next: Record<StepLength, Temporal.DurationLike> = { HOUR: { hours: 1 }, DAY: { days: 1 }, WEEK: { weeks: 1 }, MONTH: { months: 1 } };

/** The steps that touch a period, earliest first, without holes. A day is 23 or 25 hours long where the clocks change. */
export function stepsOf(period: Period, length: StepLength, timeZone: string): Step[] {
  const steps: Step[] = [];
  let begin = beginOfStep(Temporal.Instant.fromEpochMilliseconds(period.start).toZonedDateTimeISO(timeZone), length);
  while (begin.epochMilliseconds < period.end) {
    const end = length === 'HOUR' ? begin.add(next.HOUR) : begin.toPlainDate().add(next[length]).toZonedDateTime(timeZone);
    steps.push({
      at: new Date(begin.epochMilliseconds),
      within: { start: Math.max(begin.epochMilliseconds, period.start), end: Math.min(end.epochMilliseconds, period.end) },
    });
    begin = end;
  }
  return steps;
}

function beginOfStep(moment: Temporal.ZonedDateTime, length: StepLength): Temporal.ZonedDateTime {
  switch (length) {
    case 'HOUR':
      return moment.round({ smallestUnit: 'hour', roundingMode: 'floor' });
    case 'DAY':
      return moment.startOfDay();
    case 'WEEK':
      return moment.subtract({ days: moment.dayOfWeek - 1 }).startOfDay();
    case 'MONTH':
      return moment.with({ day: 1 }).startOfDay();
  }
}
