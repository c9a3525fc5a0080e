import { maySpeakFor } from './account';

const [main, sub, other] = ['1', '2', '3'].map((digit) => `AC${digit.repeat(32)}`) as [string, string, string];
const [business, anotherBusiness] = ['0b0e0c3e-3f5d-4d1a-8a5e-0c7f1d8a4a11', '1b0e0c3e-3f5d-4d1a-8a5e-0c7f1d8a4a22'] as const;
const account = { sid: sub, sealedTokens: 'x' };

test.each([
  [null, main, true],
  [null, sub, false],
  [null, 'service', true],
  [account, sub, true],
  [account, main, false],
  [account, other, false],
  [account, 'service', true],
  [null, `service:${business}`, true],
  [null, `service:${anotherBusiness}`, false],
] as const)('a line of %j is spoken for by %s: %p', (of, signedBy, expected) => expect(maySpeakFor({ tenantId: business, account: of }, signedBy, main)).toBe(expected));

test('without an account in the environment nobody speaks for a line without one', () => expect(maySpeakFor({ tenantId: business, account: null }, main, null)).toBe(false));
