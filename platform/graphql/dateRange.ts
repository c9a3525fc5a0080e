import { refuse } from '../errors/refusal';

/** The longest period that any list or figure is asked for. */
const daysMax = 400;

/** A DateRange begins before it ends and lasts at most 400 days (types.graphql). VALIDATION_FAILED names the argument, such as `filter.range`. */
export function checkRange(field: string, range: { start: Date; end: Date } | null | undefined): void {
  if (!range) return;
  const days = (range.end.getTime() - range.start.getTime()) / 86_400_000;
  if (!(days > 0 && days <= daysMax)) refuse('VALIDATION_FAILED', `\`${field}\` begins before it ends, and lasts at most ${daysMax} days.`, { field });
}
