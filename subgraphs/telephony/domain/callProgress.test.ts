import fc from 'fast-check';
import { advance, told, type Progress, type Signal } from './callProgress';

const at = new Date('2026-11-20T15:00:00Z');
const ringing: Progress = { state: 'RINGING', acceptedAt: null };
const signals: fc.Arbitrary<Signal> = fc.oneof(
  fc.constant<Signal>({ kind: 'accepted', at }),
  fc.constant<Signal>({ kind: 'talking', at }),
  fc.record({
    kind: fc.constant('dialEnded' as const),
    status: fc.constantFrom('completed', 'answered', 'busy', 'no-answer', 'failed', 'canceled', 'new-word'),
    bridged: fc.constantFrom(true, false, null),
    durationSeconds: fc.nat(100),
    at: fc.constant(at),
  }),
  fc.record({ kind: fc.constant('callEnded' as const), durationSeconds: fc.nat(100), waited: fc.boolean(), at: fc.constant(at) }),
  fc.constant<Signal>({ kind: 'notForwarded', reason: 'FAILED', at }),
);

test('whatever signals come, however often, a call is decided once and never goes back', () => {
  const rank = { RINGING: 0, ANSWERED: 1, COMPLETED: 2, MISSED: 2 };
  fc.assert(
    fc.property(fc.array(signals, { maxLength: 12 }), fc.boolean(), (sequence, screening) => {
      let progress: Progress = ringing;
      const said: string[] = [];
      for (const signal of sequence) {
        const next = advance(progress, signal, screening);
        said.push(...told(progress, next));
        expect(rank[next.state]).toBeGreaterThanOrEqual(rank[progress.state]);
        expect(advance(next, signal, screening).state === 'RINGING').toBe(next.state === 'RINGING');
        progress = next;
      }
      expect(new Set(said).size).toBe(said.length);
      expect(said.includes('missed') && said.includes('answered')).toBe(false);
      expect(said.includes('missed')).toBe(progress.state === 'MISSED');
    }),
  );
});

test.each([
  ['no-answer', null, 'NO_ANSWER'],
  ['busy', null, 'BUSY'],
  ['failed', null, 'FAILED'],
  ['canceled', null, 'CANCELED'],
  ['completed', true, 'VOICEMAIL'],
] as const)('with screening, Dial %s without acceptance is missed: %s', (status, bridged, reason) => {
  expect(advance(ringing, { kind: 'dialEnded', status, bridged, durationSeconds: 3, at }, true)).toEqual({ state: 'MISSED', reason, missedAt: at });
});

test('accepted and bridged is answered; accepted and not bridged is missed', () => {
  const accepted = advance(ringing, { kind: 'accepted', at }, true);
  expect(advance(accepted, { kind: 'dialEnded', status: 'completed', bridged: true, durationSeconds: 3, at }, true).state).toBe('COMPLETED');
  expect(advance(accepted, { kind: 'dialEnded', status: 'completed', bridged: false, durationSeconds: 3, at }, true)).toMatchObject({ reason: 'NOT_BRIDGED' });
});

test('without screening, the end of the caller’s leg waits for Dial’s word once', () => {
  expect(advance(ringing, { kind: 'callEnded', durationSeconds: 0, waited: false, at }, false)).toBe(ringing);
  expect(advance(ringing, { kind: 'callEnded', durationSeconds: 0, waited: true, at }, false)).toMatchObject({ state: 'MISSED', reason: 'CANCELED' });
  expect(advance(ringing, { kind: 'callEnded', durationSeconds: 0, waited: false, at }, true)).toMatchObject({ state: 'MISSED', reason: 'CANCELED' });
});
