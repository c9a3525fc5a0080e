import { isDatabaseAway } from './away';

test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTFOUND', '57P01', '57P02', '57P03', '57P05', '53300', '08006'])('%s: the database is away', (code) => {
  expect(isDatabaseAway(Object.assign(new Error('away'), { code }))).toBe(true);
});
test.each(['timeout exceeded when trying to connect', 'timeout expired', 'Connection terminated unexpectedly'])('the driver’s “%s”: the database is away', (message) => {
  expect(isDatabaseAway(new Error(message))).toBe(true);
});
test.each(['23505', '40P01', '57014', '42P01', '28P01', '3D000'])('%s: the database is there, and refuses', (code) => {
  expect(isDatabaseAway(Object.assign(new Error('connection terminated'), { code }))).toBe(false);
});
test('a fault of ours is not the database’s', () => {
  expect([new TypeError('x is not a function'), null, 'away'].map(isDatabaseAway)).toEqual([false, false, false]);
});
