import { readKeyword } from './keyword';

test.each(['STOP', 'stop', ' Stop ', 'STOPALL', 'unsubscribe', 'Cancel', 'END', 'quit', 'REVOKE', 'OptOut', 'Stop.'])('%p is STOP', (body) => {
  expect(readKeyword(body, false)).toBe('STOP');
});
test.each(['please stop', 'cancel my appointment', 'Yes', 'stop it now', ''])('%p from a customer who is in is no keyword', (body) => {
  expect(readKeyword(body, false)).toBeNull();
});
test('YES opts in again who is out; START, UNSTOP, HELP and INFO hold for all', () => {
  expect(readKeyword('yes', true)).toBe('START');
  expect([readKeyword('start', false), readKeyword('UNSTOP', false), readKeyword('help', false), readKeyword('Info', true)]).toEqual(['START', 'START', 'HELP', 'HELP']);
});
