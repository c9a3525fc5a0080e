import { checkRange } from './dateRange';

const start = new Date('2026-03-01T00:00:00Z');
const after = (millis: number) => ({ start, end: new Date(start.getTime() + millis) });
const day = 86_400_000;

test.each([1, 400 * day])('a period of %i ms passes', (millis) => {
  expect(() => checkRange('range', after(millis))).not.toThrow();
});
test.each([0, -1, 400 * day + 1, Number.NaN])('one of %d ms is VALIDATION_FAILED, and says which argument', (millis) => {
  expect(() => checkRange('filter.range', after(millis))).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', details: { field: 'filter.range' } }));
});
test('no period is none to refuse', () => {
  expect(() => checkRange('range', null)).not.toThrow();
});
