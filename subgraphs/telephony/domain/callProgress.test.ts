import fc from 'fast-check';
import { advance, ringing, told, type Progress, type Signal } from './callProgress';
import { screenings, type Screening } from './forwarding';

const at = new Date('2026-11-20T15:00:00Z');
const later = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
const signals: fc.Arbitrary<Signal> = fc.oneof(
  fc.constant<Signal>({ kind: 'accepted', at }),
  fc.constant<Signal>({ kind: 'talking', at }),
  fc.record({ kind: fc.constant('detected' as const), person: fc.boolean(), at: fc.constant(at) }),
  fc.constant<Signal>({ kind: 'unproven', at }),
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
  const rank = { RINGING: 0, UNPROVEN: 1, ANSWERED: 2, COMPLETED: 3, MISSED: 3 };
  fc.assert(
    fc.property(fc.array(signals, { maxLength: 12 }), fc.constantFrom(...screenings), (sequence, screening) => {
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
  ['completed', false, 'VOICEMAIL'],
] as const)('with screening, Dial %s without acceptance is missed: %s', (status, bridged, reason) => {
  expect(advance(ringing, { kind: 'dialEnded', status, bridged, durationSeconds: 3, at }, 'PRESS_KEY')).toEqual({ state: 'MISSED', reason, missedAt: at });
});

test('accepted and bridged is answered; accepted and not bridged is missed', () => {
  const accepted = advance(ringing, { kind: 'accepted', at }, 'PRESS_KEY');
  expect(advance(accepted, { kind: 'dialEnded', status: 'completed', bridged: true, durationSeconds: 3, at }, 'PRESS_KEY').state).toBe('COMPLETED');
  expect(advance(accepted, { kind: 'dialEnded', status: 'completed', bridged: false, durationSeconds: 3, at }, 'PRESS_KEY')).toMatchObject({ reason: 'NOT_BRIDGED' });
});

test.each(screenings)('the end of the caller’s leg waits for Dial’s word once, and is when the call was missed (%s)', (screening) => {
  const left = advance(ringing, { kind: 'callEnded', durationSeconds: 0, waited: false, at }, screening);
  expect(left).toEqual({ ...ringing, leftAt: at });
  expect(advance(left, { kind: 'callEnded', durationSeconds: 0, waited: false, at: later(1) }, screening)).toBe(left);
  expect(advance(left, { kind: 'callEnded', durationSeconds: 0, waited: true, at: later(2) }, screening)).toEqual({ state: 'MISSED', reason: 'CANCELED', missedAt: at });
});

/** Some of the signals, each up to twice, in any order. */
const inAnyOrder = (...some: Signal[]) => fc.shuffledSubarray([...some, ...some], { minLength: some.length }).filter((order) => some.every((signal) => order.includes(signal)));

/** What becomes of a call after the signals, and the silence after them. */
function outcomeOf(sequence: readonly Signal[], screening: Screening): { progress: Progress; said: string[] } {
  const said: string[] = [];
  let progress: Progress = ringing;
  for (const signal of [...sequence, { kind: 'talking', at: later(60) }, { kind: 'unproven', at: later(60) }, { kind: 'callEnded', durationSeconds: 45, waited: true, at: later(60) }] satisfies Signal[]) {
    const next = advance(progress, signal, screening);
    said.push(...told(progress, next));
    progress = next;
  }
  return { progress, said };
}

describe('with a key to press', () => {
  const accepted: Signal = { kind: 'accepted', at };
  const dialEnded = (bridged: boolean | null, seconds: number): Signal => ({ kind: 'dialEnded', status: 'completed', bridged, durationSeconds: seconds, at: later(seconds) });
  const left = (seconds: number): Signal => ({ kind: 'callEnded', durationSeconds: seconds, waited: false, at: later(seconds) });

  test.each([
    ['who pressed it and talked has answered', [accepted, dialEnded(true, 30), left(30)], ['answered', 'completed'], { state: 'COMPLETED', answeredAt: at, endedAt: later(30) }],
    ['who pressed it and talked, Dial’s word being lost, has answered', [accepted, left(30)], ['answered', 'completed'], { state: 'COMPLETED', answeredAt: at }],
    ['who pressed it when the caller had left has not', [accepted, dialEnded(false, 0.5), left(0.5)], ['missed'], { state: 'MISSED' }],
    ['who pressed it as the caller left, Dial’s word being lost, has not', [accepted, left(0.5)], ['missed'], { state: 'MISSED', reason: 'NOT_BRIDGED', missedAt: later(0.5) }],
    ['a voicemail has not', [dialEnded(false, 9), left(9)], ['missed'], { state: 'MISSED', reason: 'VOICEMAIL', missedAt: later(9) }],
    ['whoever pressed nothing has not, whatever Dial says', [dialEnded(true, 9), left(9)], ['missed'], { state: 'MISSED', reason: 'VOICEMAIL', missedAt: later(9) }],
  ] as const)('%s, whatever the order and number of webhooks', (_who, webhooks, saying, outcome) => {
    fc.assert(
      fc.property(inAnyOrder(...webhooks), (order) => {
        const { progress, said } = outcomeOf(order, 'PRESS_KEY');
        expect(said).toEqual(saying);
        expect(progress).toMatchObject(outcome);
      }),
    );
  });

  test('a caller’s leg that is over is not talked to, and Dial’s late word decides', () => {
    const waiting = [accepted, left(0.5), { kind: 'talking', at: later(1) } as const].reduce<Progress>((progress, signal) => advance(progress, signal, 'PRESS_KEY'), ringing);
    expect(waiting).toEqual({ state: 'RINGING', acceptedAt: at, leftAt: later(0.5) });
    expect(advance(waiting, dialEnded(false, 0.5), 'PRESS_KEY')).toMatchObject({ state: 'MISSED', reason: 'NOT_BRIDGED' });
  });

  test('a key whose report comes after the grace takes nothing back', () => {
    const { progress } = outcomeOf([dialEnded(true, 30)], 'PRESS_KEY');
    expect(advance(progress, accepted, 'PRESS_KEY')).toBe(progress);
  });
});

describe('with machine detection', () => {
  const detection = 'ANSWERING_MACHINE_DETECTION';
  const dialCompleted = fc.record({ kind: fc.constant('dialEnded' as const), status: fc.constantFrom('completed', 'answered'), bridged: fc.constantFrom(true, false, null), durationSeconds: fc.constant(30), at: fc.constant(at) });
  const callEnded: Signal = { kind: 'callEnded', durationSeconds: 45, waited: false, at };
  const missedByVoicemail = { state: 'MISSED', reason: 'VOICEMAIL', missedAt: at };
  const after = (sequence: readonly Signal[]) => outcomeOf(sequence, detection);

  test.each([
    ['a person who is reported', { kind: 'detected', person: true, at }, ['answered', 'completed'], { state: 'COMPLETED' }],
    ['a machine, or who cannot be told from one,', { kind: 'detected', person: false, at }, ['missed'], missedByVoicemail],
    ['a report that is lost', null, ['missed'], missedByVoicemail],
  ] as const)('%s makes one outcome, whatever the order and number of webhooks', (_who, report, saying, outcome) => {
    fc.assert(
      fc.property(
        dialCompleted.chain((dialEnded) => fc.oneof(inAnyOrder(dialEnded, callEnded, ...(report ? [report] : [])), inAnyOrder(dialEnded, ...(report ? [report] : [])))),
        (order) => {
          const { progress, said } = after(order);
          expect(said).toEqual(saying);
          expect(progress).toMatchObject(outcome);
        },
      ),
    );
  });

  test('a report alone decides, Dial’s word and the caller’s being lost', () => {
    expect(after([{ kind: 'detected', person: true, at }]).said).toEqual(['answered', 'completed']);
    expect(after([{ kind: 'detected', person: false, at }]).progress).toEqual(missedByVoicemail);
  });

  test.each([['busy', 'BUSY'], ['no-answer', 'NO_ANSWER'], ['failed', 'FAILED'], ['canceled', 'CANCELED']] as const)('Dial %s is missed at once: %s', (status, reason) => {
    expect(advance(ringing, { kind: 'dialEnded', status, bridged: false, durationSeconds: 0, at }, detection)).toEqual({ state: 'MISSED', reason, missedAt: at });
  });

  test('a person reported is answered from then on; reported after Dial’s end, from when the talk began', () => {
    const answered = advance(ringing, { kind: 'detected', person: true, at: later(40) }, detection);
    expect(answered).toEqual({ state: 'ANSWERED', answeredAt: later(40) });
    const waiting = advance(ringing, { kind: 'dialEnded', status: 'completed', bridged: true, durationSeconds: 30, at: later(40) }, detection);
    expect(told(ringing, waiting)).toEqual([]);
    expect(advance(waiting, { ...callEnded, waited: true }, detection)).toBe(waiting);
    const decided = advance(waiting, { kind: 'detected', person: true, at: later(40.5) }, detection);
    expect(decided).toEqual({ state: 'COMPLETED', answeredAt: later(10), endedAt: later(40), durationSeconds: 30 });
    expect(told(waiting, decided)).toEqual(['answered', 'completed']);
  });

  test('a report that comes after the grace takes nothing back', () => {
    const { progress } = after([{ kind: 'dialEnded', status: 'completed', bridged: true, durationSeconds: 30, at }]);
    expect(advance(progress, { kind: 'detected', person: true, at }, detection)).toBe(progress);
  });
});
