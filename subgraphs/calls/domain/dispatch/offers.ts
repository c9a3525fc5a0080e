import { MORNING_MINUTE } from './reading/timeTokens';
import { suits, suitsTimeOfDay, windowOf, type PreferredWindow } from './reading/timeWindow';
import { epoch, iso } from './scheduling/localTime';
import { findSlots, isSlotFree, offerSlots, slotAt, type SlotQuestion } from './scheduling/slots';
import { NONE_SOONER, NOT_AT_THAT_HOUR, NOT_THEN, type Words } from './texts';
import type { Slot } from './types';
import type { Understanding } from './understand';

/** An hour from a time that was declined is not another time. */
const NEAR_MS = 60 * 60_000;

/** Slots to offer, in their numbering. `stand`: they are those that were offered last. `miss`: why none of them is as the customer wishes. */
export interface Offers { slots: Slot[]; stand: boolean; miss: Words | null }

/**
 * What to offer now. What was offered last keeps its number while it is free and suits the customer, who may answer "2" to either text; a number whose slot
 * does not gets another one.
 */
export function offersFor(question: SlotQuestion, understood: Understanding, usualTimes: readonly string[]): Offers {
  const sooner = understood.wantsSooner ? soonerThanOffered(question, understood) : [];
  if (sooner.length > 0) return { slots: sooner, stand: false, miss: null };
  const unmet = understood.wantsSooner ? NONE_SOONER : null;
  const numbered = standingOffers(question, understood);
  const kept = numbered.filter((slot) => slot !== null);
  if (kept.length > 0 && kept.length === numbered.length) return { slots: kept, stand: true, miss: unmet };
  const { slots, miss } = newOffers(question, understood, usualTimes, kept);
  const others = slots.filter(({ start }) => kept.every((slot) => slot.start !== start));
  const filled = numbered.flatMap((slot) => slot ?? others.shift() ?? []);
  return { slots: [...filled, ...others].slice(0, question.limit), stand: false, miss: unmet ?? (kept.length > 0 ? null : miss) };
}

/** Free times before all that was offered. */
function soonerThanOffered(question: SlotQuestion, { offer }: Understanding): Slot[] {
  const first = Math.min(...(offer?.slots ?? []).map(({ start }) => epoch(start)));
  return Number.isFinite(first) ? offerSlots({ ...question, to: iso(first - 1) }) : [];
}

/** The offers of our last text, null for each that is taken, too late, or not what this text asks for; none where all are turned down, or something sooner is wanted and to be had. */
function standingOffers(question: SlotQuestion, { offer, declines, current, preferred }: Understanding): (Slot | null)[] {
  if (!offer || declines) return [];
  const wish = current.preferredText === null ? null : preferred;
  const isHurried = wish?.asap || current.urgency === 'EMERGENCY';
  const [soonest] = isHurried ? findSlots({ ...question, limit: 1 }) : [];
  if (soonest && offer.slots.every(({ start }) => epoch(soonest.start) < epoch(start))) return [];
  const isWished = (start: number) => !wish || wish.asap || suits(wish, start, question.timeZone);
  return offer.slots.map(({ start, heldSince }) => (isWished(epoch(start)) && isSlotFree(question, start, heldSince ?? question.now) ? slotAt(epoch(start), question) : null));
}

/**
 * Slots in the time the customer wants; where none is free then, at the same time of day on later days, and where there is none either, the next ones: `miss` says which.
 * Those close to `kept` are left out, and, asked for others, those close to any offered before. To one who names no time the times usually taken
 * (`customer_history.preferred_times`) come first, with the soonest other one behind them; an emergency has no usual time.
 */
function newOffers(question: SlotQuestion, { current, preferred, offeredBefore, declines, askedTime }: Understanding, usualTimes: readonly string[], kept: readonly Slot[]): { slots: Slot[]; miss: Words | null } {
  const { timeZone } = question;
  const declined = (declines || askedTime) && current.preferredText === null ? offeredBefore : [];
  const near = [...declined, ...kept.map(({ start }) => start)].map(epoch);
  const fresh = (start: number) => near.every((other) => Math.abs(other - start) > NEAR_MS);
  if (preferred && !preferred.asap) {
    const isSoonest = question.emergency && epoch(preferred.earliest) <= epoch(question.now);
    const wishes = isSoonest ? [preferred] : [byDaylight(preferred), preferred];
    for (const wish of wishes) {
      const wished = offerSlots({ ...question, to: wish.latest, fits: (start) => suits(wish, start, timeZone) && fresh(start) });
      if (wished.length > 0) return { slots: wished, miss: null };
    }
    const sameHours = offerSlots({ ...question, from: preferred.earliest, fits: (start) => suitsTimeOfDay(wishes[0]!, start, timeZone) && fresh(start) });
    if (sameHours.length > 0) return { slots: sameHours, miss: declined.length > 0 ? null : NOT_THEN };
    const after = offerSlots({ ...question, from: preferred.earliest, fits: fresh });
    if (after.length > 0) return { slots: after, miss: NOT_AT_THAT_HOUR };
  }
  const next = offerSlots({ ...question, fits: fresh });
  if (!preferred && usualTimes.length > 0 && !question.emergency && next.length > 0) {
    const windows = usualTimes.map((usual) => windowOf(usual, epoch(question.now), timeZone));
    const usual = offerSlots({ ...question, fits: (start) => fresh(start) && windows.some((window) => suits(window, start, timeZone)) });
    const inOrder = [...usual.slice(0, question.limit - 1), ...next, ...usual];
    return { slots: inOrder.filter(({ start }, index) => inOrder.findIndex((other) => other.start === start) === index).slice(0, question.limit), miss: null };
  }
  return { slots: next.length > 0 ? next : offerSlots(question), miss: !preferred || preferred.asap ? null : NOT_THEN };
}

/** The same wish where nobody is to come in the small hours: a day or a deadline by itself, "tomorrow" or "before 10", begins as a morning does. */
function byDaylight(window: PreferredWindow): PreferredWindow {
  return { ...window, choices: window.choices.map((choice) => ({ ...choice, hours: choice.hours.from === 0 && choice.hours.to > MORNING_MINUTE ? { ...choice.hours, from: MORNING_MINUTE } : choice.hours })) };
}
