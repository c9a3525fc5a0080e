import { maySpeakFor } from './account';

const [main, sub, other] = ['1', '2', '3'].map((digit) => `AC${digit.repeat(32)}`) as [string, string, string];
const account = { sid: sub, sealedTokens: 'x' };

test.each([
  [null, main, true],
  [null, sub, false],
  [null, 'service', true],
  [account, sub, true],
  [account, main, false],
  [account, other, false],
  [account, 'service', true],
] as const)('a line of %j is spoken for by %s: %p', (of, signedBy, expected) => expect(maySpeakFor({ account: of }, signedBy, main)).toBe(expected));

test('without an account in the environment nobody speaks for a line without one', () => expect(maySpeakFor({ account: null }, main, null)).toBe(false));
