import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSecrets } from './localSecrets';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'nevermisscall-secrets-'))));
afterEach(() => rm(directory, { recursive: true }));

test('secrets are made once and are the same ever after', async () => {
  expect(await localSecrets(directory)).toEqual(await localSecrets(directory));
});

test('starts at the same moment agree on one set', async () => {
  const sets = await Promise.all(Array.from({ length: 8 }, () => localSecrets(directory)));
  expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(1);
  expect(await readdir(directory)).toEqual(['secrets.json']);
});

test('nobody else on the machine can read them', async () => {
  await localSecrets(directory);
  expect((await stat(join(directory, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('a damaged file is not silently replaced: what was sealed would be lost', async () => {
  await writeFile(join(directory, 'secrets.json'), '{"jwtSecret":');
  await expect(localSecrets(directory)).rejects.toThrow('is damaged');
});
