import fc from 'fast-check';
import { handlingOf, lookUpAfterMillis, lookUpUntil, statusAfter, worthSendingUntil, type MessageStatus } from './delivery';

const words = ['accepted', 'scheduled', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'canceled', 'read'];

test('callbacks in whatever order, however often, end where the highest of them is', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('queued', 'sending', 'sent', 'delivered'), { minLength: 1 }), (order) => {
      const end = order.reduce<MessageStatus>((status, word) => statusAfter(status, word) ?? status, 'ACCEPTED');
      expect(end).toBe(order.includes('delivered') ? 'DELIVERED' : order.includes('sent') ? 'SENT' : 'ACCEPTED');
    }),
  );
});

test('nothing is said after a text has failed, was dropped or has arrived, but that it has arrived', () => {
  for (const status of ['FAILED', 'UNDELIVERED', 'DROPPED', 'DELIVERED'] as const) {
    expect(words.map((word) => statusAfter(status, word)).filter(Boolean)).toEqual([]);
  }
});

test('a word that Twilio has not used so far says nothing', () => expect(statusAfter('ACCEPTED', 'teleported')).toBeNull());

test.each([
  [20003, { kind: 'slowDown', afterSeconds: 60, reason: 'NOT_AUTHENTICATED' }],
  [21211, { kind: 'fail', reason: 'INVALID_NUMBER', unreachable: true }],
  [21408, { kind: 'fail', reason: 'REGION_NOT_ENABLED' }],
  [21610, { kind: 'fail', reason: 'OPTED_OUT', optOut: true }],
  [21635, { kind: 'fail', reason: 'LANDLINE', unreachable: true }],
  [30006, { kind: 'fail', reason: 'LANDLINE', unreachable: true }],
  [30003, { kind: 'retryOnce', afterSeconds: 60, reason: 'UNREACHABLE', unreachable: true }],
  [30004, { kind: 'fail', reason: 'BLOCKED' }],
  [30005, { kind: 'fail', reason: 'UNKNOWN_NUMBER', unreachable: true }],
  [30007, { kind: 'fail', reason: 'FILTERED' }],
  [30008, { kind: 'retryOnce', afterSeconds: 30, reason: 'CARRIER_ERROR' }],
  [30001, { kind: 'slowDown', afterSeconds: 30, reason: 'QUEUE_FULL' }],
  [21611, { kind: 'slowDown', afterSeconds: 10, reason: 'QUEUE_FULL' }],
  [30032, { kind: 'fail', reason: 'NOT_REGISTERED', blocksTenant: true }],
  [30034, { kind: 'fail', reason: 'NOT_REGISTERED', blocksTenant: true }],
  [30036, { kind: 'fail', reason: 'TOO_LATE' }],
  [21617, { kind: 'fail', reason: 'TOO_LONG' }],
  [99999, { kind: 'fail', reason: 'CARRIER_REFUSED' }],
  [null, { kind: 'fail', reason: 'CARRIER_REFUSED' }],
])('Twilio’s %p asks for %p', (code, handling) => expect(handlingOf(code)).toEqual(handling));

test('an uncertain send is looked up 10 s later, since the carrier’s list may lag by so much (twilio.md 20)', () => expect(lookUpAfterMillis).toBe(10_000));

test('a text is worth sending for its validity, or for an hour', () => {
  const queuedAt = new Date('2026-11-20T15:00:00Z');
  expect(worthSendingUntil({ queuedAt, validitySeconds: 300 })).toEqual(new Date('2026-11-20T15:05:00Z'));
  expect(worthSendingUntil({ queuedAt, validitySeconds: null })).toEqual(new Date('2026-11-20T16:00:00Z'));
  expect(lookUpUntil({ queuedAt, validitySeconds: 300 })).toEqual(new Date('2026-11-20T16:05:00Z'));
});
