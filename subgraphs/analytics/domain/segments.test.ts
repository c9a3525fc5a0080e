import fc from 'fast-check';
import { durationAt, durationClass } from './durations';
import { segmentsOf } from './segments';

const day = 86_400_000;

test('segments cover a period exactly, without overlap, in at most seven pieces', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1, max: 400 * day }), (start, length) => {
      const segments = segmentsOf({ start, end: start + length });
      expect(segments.length).toBeLessThanOrEqual(7);
      expect(segments[0]?.start).toBe(start);
      expect(segments.at(-1)?.end).toBe(start + length);
      for (const [place, segment] of segments.entries()) {
        if (place > 0) expect(segment.start).toBe(segments[place - 1]?.end);
        if (segment.grain > 0) expect([segment.start % (segment.grain * 1_000), segment.end % (segment.grain * 1_000)]).toEqual([0, 0]);
      }
    }),
  );
});

test('a median read from classes is within 1 % of the true one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3_600_000 }), { minLength: 1, maxLength: 50 }), (durations) => {
      const histogram = new Map<number, number>();
      for (const millis of durations) histogram.set(durationClass(millis), (histogram.get(durationClass(millis)) ?? 0) + 1);
      const sorted = [...durations].sort((a, b) => a - b);
      const middle = (sorted.length - 1) / 2;
      const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
      expect(Math.abs((durationAt(0.5, histogram) ?? 0) - median) / median).toBeLessThanOrEqual(0.011);
    }),
  );
});

test('an empty histogram has no median', () => expect(durationAt(0.5, new Map())).toBeNull());
