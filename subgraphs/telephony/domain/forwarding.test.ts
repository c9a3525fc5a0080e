import { decideForwarding } from './forwarding';

const ours = '+12085550100';
const [van, office] = ['+12085550199', '+12085550198'];
const line = (...targets: string[]) => ({ targets, timeoutSeconds: 20, screening: 'PRESS_KEY' as const });
const isOurs = (number: string) => number === ours;

test('all numbers of the configuration ring at once, but never one of ours', () => {
  expect(decideForwarding(line(van, office, ours), isOurs, null)).toEqual({ kind: 'forward', forwarding: line(van, office) });
});
test.each([
  ['a forward to one of our own numbers alone', line(ours), null, 'FAILED'],
  ['a call that one of our own numbers has passed on', line(van), ours, 'FAILED'],
  ['a call that the only phone to ring has passed on, since nobody picked up', line(van), van, 'NO_ANSWER'],
  ['a line that forwards to nobody', line(), null, 'FAILED'],
])('%s is missed at once', (_what, forwarding, forwardedFrom, reason) => {
  expect(decideForwarding(forwarding, isOurs, forwardedFrom)).toEqual({ kind: 'nobody', reason });
});
test('the phone that passed the call on does not ring again; the others do', () => {
  expect(decideForwarding(line(van, office), isOurs, van)).toEqual({ kind: 'forward', forwarding: line(office) });
});
test.each([
  ['OFF', 60, 20],
  ['OFF', 12, 12],
  ['PRESS_KEY', 60, 60],
  ['ANSWERING_MACHINE_DETECTION', 60, 60],
] as const)('with screening %s a call that is to ring %i s rings %i s: unscreened it must come back before a voicemail takes it', (screening, timeoutSeconds, rung) => {
  expect(decideForwarding({ ...line(van), screening, timeoutSeconds }, isOurs, null)).toMatchObject({ forwarding: { timeoutSeconds: rung } });
});
