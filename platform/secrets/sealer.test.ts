import { createSealer } from './sealer';

const sealer = createSealer('an encryption key of the test, long enough');
const secret = 'a-secret-nobody-reads';

test('what is sealed shows nothing of the secret, differs each time, and opens again', async () => {
  const sealed = [await sealer.seal(secret, 'tokens of A'), await sealer.seal(secret, 'tokens of A')] as const;
  expect(sealed[0]).not.toBe(sealed[1]);
  for (const one of sealed) {
    for (const part of one.split('.')) expect(Buffer.from(part, 'base64url').toString('latin1')).not.toContain(secret);
    expect(await createSealer('an encryption key of the test, long enough').open(one, 'tokens of A')).toBe(secret);
  }
});

test('another key, another purpose or a changed character opens nothing, and the error does not tell the secret', async () => {
  const sealed = await sealer.seal(secret, 'tokens of A');
  const changed = sealed.replace(/.(?=\.[^.]+$)/, (character) => (character === 'A' ? 'B' : 'A'));
  const other = createSealer('another encryption key, long enough');
  for (const open of [() => other.open(sealed, 'tokens of A'), () => sealer.open(sealed, 'tokens of B'), () => sealer.open(changed, 'tokens of A'), () => sealer.open('nothing', 'tokens of A')]) {
    const error = await open().then(() => null, (thrown: unknown) => thrown as Error);
    expect(error?.message).toContain('does not open');
    expect(String(error?.stack) + String(error?.cause)).not.toContain(secret);
  }
});

test('without a key nothing is sealed', async () => {
  await expect(createSealer(undefined).seal(secret, 'x')).rejects.toThrow('ENCRYPTION_KEY is unset');
});
