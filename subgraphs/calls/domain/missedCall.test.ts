import fc from 'fast-check';
import { advances, composeMissedCallText, decideMissedCall, describeHours, type CallStatus, type MissedCallFacts } from './missedCall';

const now = new Date('2026-11-21T15:00:00Z');
const facts: MissedCallFacts = { dialable: true, ownNumber: false, enabled: true, optedOut: false, unreachable: false, handler: 'AI', lastTextAt: null, cooldownMinutes: 30, missedAt: now, now };

test('a first missed call of someone who may be texted is answered by text', () => {
  expect(decideMissedCall(facts)).toEqual({ kind: 'text', validitySeconds: 300 });
});

test.each([
  ['ANONYMOUS', { dialable: false }],
  ['OWN_NUMBER', { ownNumber: true }],
  ['SWITCHED_OFF', { enabled: false }],
  ['OPTED_OUT', { optedOut: true }],
  ['UNREACHABLE', { unreachable: true }],
  ['COOLDOWN', { lastTextAt: new Date(now.getTime() - 29 * 60_000) }],
] as const)('no text, and the reason %s is recorded', (reason, change) => {
  expect(decideMissedCall({ ...facts, ...change })).toEqual({ kind: 'suppress', reason });
});

test('after the cooldown the same caller is texted again', () => {
  expect(decideMissedCall({ ...facts, lastTextAt: new Date(now.getTime() - 30 * 60_000) })).toMatchObject({ kind: 'text' });
});

test('where a person has the conversation, a missed call is handed to them', () => {
  expect(decideMissedCall({ ...facts, handler: 'HUMAN' })).toEqual({ kind: 'handToHuman', late: false });
});

test.each([
  [-2, { kind: 'text', validitySeconds: 300 }],
  [200, { kind: 'text', validitySeconds: 100 }],
  [299, { kind: 'text', validitySeconds: 1 }],
  [300, { kind: 'handToHuman', late: true }],
] as const)('the five minutes of a text run from the miss: heard of after %i s', (seconds, decision) => {
  expect(decideMissedCall({ ...facts, missedAt: new Date(now.getTime() - seconds * 1_000) })).toEqual(decision);
});

test('what stands in a name is text: no pattern, and no placeholder', () => {
  const values = { businessName: "A $& B $$ $1 {hours}", callerName: '{business_name} {hours}', hours: 'Mon 08:00-17:00' };
  expect(composeMissedCallText('{caller_name}|{business_name}|{hours}|{other}', values)).toBe("{business_name} {hours}|A $& B $$ $1 {hours}|Mon 08:00-17:00|{other}");
});

test('an unknown name leaves no gap in the text', () => {
  expect(composeMissedCallText('Hi {caller_name}, {business_name} here, open {hours}.', { businessName: 'Boise Pipe', callerName: null, hours: 'Mon 08:00-17:00' })).toBe('Hi there, Boise Pipe here, open Mon 08:00-17:00.');
});

test('hours are told by weekday, closed days left out', () => {
  expect(describeHours({ saturday: [{ opens: '09:00', closes: '13:00' }], monday: [{ opens: '08:00', closes: '12:00' }, { opens: '13:00', closes: '17:00' }], sunday: [] })).toBe('Mon 08:00-12:00 & 13:00-17:00, Sat 09:00-13:00');
});

test('whatever order news comes in, a call ends once and never moves backwards', () => {
  const statuses = fc.constantFrom<CallStatus>('RINGING', 'ANSWERED', 'COMPLETED', 'MISSED');
  fc.assert(
    fc.property(fc.array(statuses), (news) => {
      let status: CallStatus = 'RINGING';
      let ends = 0;
      for (const next of news) {
        if (!advances(status, next)) continue;
        status = next;
        if (next === 'COMPLETED' || next === 'MISSED') ends += 1;
      }
      return ends <= 1;
    }),
  );
});
