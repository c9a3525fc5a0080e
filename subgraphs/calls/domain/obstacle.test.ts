import { obstacleTo } from './obstacle';

const now = new Date('2026-11-20T15:00:00Z');
const fine = { optedOut: false, unreachable: null, unreachableCode: null };
const blocked = { blockedCode: 30034, blockedUntil: new Date(now.getTime() + 1) };

test('an opt-out speaks before all else, a number that no text reaches before a line that may send none', () => {
  const landline = { ...fine, unreachable: 'LANDLINE', unreachableCode: 30006 } as const;
  expect(obstacleTo({ ...landline, optedOut: true }, blocked, now)).toMatchObject({ reason: 'OPTED_OUT', errorCode: 21610 });
  expect(obstacleTo(landline, blocked, now)).toMatchObject({ reason: 'LANDLINE', errorCode: 30006 });
  expect(obstacleTo(fine, blocked, now)).toMatchObject({ reason: 'NOT_REGISTERED', errorCode: 30034 });
});

test('nothing speaks against a customer who can be texted, nor a block that has ended', () => {
  expect(obstacleTo(fine, null, now)).toBeNull();
  expect(obstacleTo(fine, { ...blocked, blockedUntil: now }, now)).toBeNull();
});
