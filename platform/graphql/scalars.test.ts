import { scalars } from './scalars';

const { DateTime } = scalars;

describe('DateTime', () => {
  test.each([
    ['2026-11-20T15:04:05.000Z', '2026-11-20T15:04:05.000Z'],
    ['2026-11-20T15:04Z', '2026-11-20T15:04:00.000Z'],
    ['2026-11-20T15:04:05.5-07:00', '2026-11-20T22:04:05.500Z'],
    ['2028-02-29T23:30:00-01:00', '2028-03-01T00:30:00.000Z'],
  ])('takes %s and tells it in UTC with milliseconds', (given, told) => {
    expect(DateTime.serialize(DateTime.parseValue(given))).toBe(told);
  });

  test.each(['2026-02-30T00:00:00Z', '2026-02-29T00:00:00Z', '2026-04-31T12:00:00+02:00', '2026-00-10T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-00T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01T00:00:00+99:99', '2026-11-20', '2026-11-20T15:04:05', '1899-12-31T00:00:00Z', 'soon', 4, null])('refuses %p', (given) => {
    expect(() => DateTime.parseValue(given)).toThrow('DateTime takes');
  });
});

test.each([['PhoneNumber', '5550100'], ['PhoneNumber', 'ANA'], ['EmailAddress', 'ana@'], ['EmailAddress', `${'a'.repeat(250)}@b.co`], ['JSONObject', '[]']] as const)('%s refuses %p', (name, given) => {
  expect(() => scalars[name].parseValue(given)).toThrow();
});

test('a number that the carrier told us is shown as it is', () => {
  expect(scalars.PhoneNumber.serialize('262966')).toBe('262966');
});
