import fc from 'fast-check';
import { type Milestones, progress } from './milestones';

const none: Milestones = { textedAt: null, heardAt: null, leadAt: null, booked: false };
const at = (seconds: number) => new Date(1_000 * seconds);

/** What is counted in all, by metric and second, after events in this order. */
function countedAfter(events: readonly Partial<Milestones>[]): Record<string, number> {
  const totals: Record<string, number> = {};
  let milestones = none;
  for (const event of events) {
    const { after, counted } = progress(milestones, event);
    milestones = after;
    for (const { metric, at: when, amount } of counted) {
      const key = `${metric} ${when.getTime() / 1_000}`;
      totals[key] = (totals[key] ?? 0) + amount;
    }
  }
  return Object.fromEntries(Object.entries(totals).filter(([, total]) => total !== 0));
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, place) => orders(items.filter((_, other) => other !== place)).map((rest) => [item, ...rest]));
}

test.each([
  ['a text before ours is no reply', [{ heardAt: at(9) }, { textedAt: at(10) }], { 'texted 10': 1 }],
  ['nor one of the same moment', [{ heardAt: at(10) }, { textedAt: at(10) }], { 'texted 10': 1 }],
  ['a text after ours is one', [{ textedAt: at(10) }, { heardAt: at(11) }], { 'texted 10': 1, 'replied 10': 1 }],
  ['a text before and one after ours are one reply', [{ heardAt: at(9) }, { textedAt: at(10) }, { heardAt: at(11) }, { heardAt: at(12) }], { 'texted 10': 1, 'replied 10': 1 }],
  ['a customer texted twice counts at the first text, also where the answer came between', [{ textedAt: at(10) }, { heardAt: at(15) }, { textedAt: at(20) }], { 'texted 10': 1, 'replied 10': 1 }],
  ['nobody replies who was never texted', [{ heardAt: at(9) }, { heardAt: at(11) }], {}],
  ['a lead that is booked counts once, at the first lead', [{ leadAt: at(10) }, { leadAt: at(20) }, { booked: true }, { booked: true }], { 'leadsBooked 10': 1 }],
])('%s, in whatever order it is heard of', (_what, events: Partial<Milestones>[], expected) => {
  for (const order of orders(events)) expect(countedAfter(order)).toEqual(expected);
});

test('whatever happened, every order counts the same, and no ratio is above 1', () => {
  const time = fc.integer({ min: 1, max: 6 }).map(at);
  const event: fc.Arbitrary<Partial<Milestones>> = fc.oneof(fc.record({ textedAt: time }), fc.record({ heardAt: time }), fc.record({ leadAt: time }), fc.constant({ booked: true }));
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }).chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))), ([events, shuffled]) => {
      const totals = countedAfter(shuffled);
      expect(totals).toEqual(countedAfter(events));
      for (const [key, total] of Object.entries(totals)) expect([key, total, totals[key.replace('replied', 'texted')]]).toEqual([key, 1, 1]);
    }),
  );
});
