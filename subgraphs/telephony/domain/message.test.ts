import { rankOf, yieldsTo } from './message';

const now = new Date('2026-11-20T15:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

test.each(['REPLY', 'MISSED_CALL', 'ALERT', 'ALERT_REPEAT'])('%s lets texts of a lower rank pass that have come due in the last 30 s', (purpose) => {
  expect(yieldsTo({ purpose, dueAt: secondsAgo(29) }, now)).toEqual({ dueAfter: secondsAgo(30) });
});
test('a text that has let others pass for 30 s goes', () => {
  expect(yieldsTo({ purpose: 'REPLY', dueAt: secondsAgo(30) }, now)).toBeNull();
});
test('a warning of danger to the customer yields to none', () => {
  expect(yieldsTo({ purpose: 'SAFETY', dueAt: now }, now)).toBeNull();
});
test('a warning of danger to the customer goes before one to the owner, that before a text after a missed call, that before all others, and what the owner was told before last', () => {
  expect(['SAFETY', 'ALERT', 'MISSED_CALL', 'REPLY', 'HUMAN', 'NOTICE', 'ALERT_REPEAT'].map(rankOf)).toEqual([0, 1, 2, 3, 3, 3, 4]);
});
