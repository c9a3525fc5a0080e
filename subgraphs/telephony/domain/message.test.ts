import { rankOf, yieldsTo } from './message';

const now = new Date('2026-11-20T15:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

test('a reply lets texts after missed calls pass that have come due in the last 30 s', () => {
  expect(yieldsTo({ purpose: 'REPLY', dueAt: secondsAgo(29) }, now)).toEqual({ dueAfter: secondsAgo(30) });
});
test('a text that has let others pass for 30 s goes', () => {
  expect(yieldsTo({ purpose: 'REPLY', dueAt: secondsAgo(30) }, now)).toBeNull();
});
test('a warning of danger and a text after a missed call yield to none', () => {
  expect(['SAFETY', 'ALERT', 'MISSED_CALL'].map((purpose) => yieldsTo({ purpose, dueAt: now }, now))).toEqual([null, null, null]);
});
test('a warning of danger, to the customer as to the owner, goes before a text after a missed call, and that before all others', () => {
  expect(['SAFETY', 'ALERT', 'MISSED_CALL', 'REPLY', 'HUMAN', 'NOTICE'].map(rankOf)).toEqual([0, 0, 1, 2, 2, 2]);
});
