import { randomUUID } from 'node:crypto';
import { openDatabase } from '../../../platform/database/database';
import { Refusal } from '../../../platform/errors/refusal';
import { anonymous } from '../../../platform/principal/principal';
import type { Context } from '../context';
import { createContext } from '../createContext';
import type * as loginModule from '../usecases/login';
import { openedIdentity } from './identityHarness';

const identity = openedIdentity();

type Compare = Context['passwords']['matches'];

/** Log-in as another process has it: a pool and a memory of its own. `around` stands before each comparison of a password. */
async function aProcess(around: (compare: () => ReturnType<Compare>) => ReturnType<Compare> = (compare) => compare()) {
  const database = await openDatabase({ url: identity.url, maxConnections: 2, applicationName: 'identity of another process' });
  let own: typeof loginModule | undefined;
  jest.isolateModules(() => (own = jest.requireActual<typeof loginModule>('../usecases/login')));
  const { login } = own as unknown as typeof loginModule;
  const context = createContext({ ...identity.foundation, database }, { principal: anonymous, requestId: 'test' }, 4);
  const passwords = { ...context.passwords, matches: (password: string, hash: string | null) => around(() => context.passwords.matches(password, hash)) };
  return {
    /** `in`, or the code of the refusal. */
    try: (email: string, password: string) =>
      login({ ...context, passwords }, { email, password, tenantId: null }).then(
        () => 'in',
        (error: { code: string }) => error.code,
      ),
    close: () => database.close(),
  };
}

async function aPerson(): Promise<string> {
  const email = `${randomUUID()}@example.test`;
  await identity.addMember(randomUUID(), { email });
  return email;
}

test('while a fifth try is being compared in one process, no other process compares a sixth', async () => {
  const email = await aPerson();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let entered: () => void = () => undefined;
  const comparing = new Promise<void>((resolve) => (entered = resolve));
  let elsewhere = 0;
  const slow = await aProcess(async (compare) => {
    entered();
    await held;
    return compare();
  });
  const other = await aProcess((compare) => {
    elsewhere += 1;
    return compare();
  });
  for (let tries = 0; tries < 4; tries += 1) expect(await other.try(email, 'wrong')).toBe('AUTH_CREDENTIALS_INVALID');
  const fifth = slow.try(email, 'wrong as well');
  await comparing;
  expect([await other.try(email, 'correct horse'), elsewhere]).toEqual(['AUTH_CREDENTIALS_INVALID', 4]);
  release();
  expect([await fifth, await other.try(email, 'correct horse')]).toEqual(['AUTH_CREDENTIALS_INVALID', 'AUTH_CREDENTIALS_INVALID']);
  identity.passMillis(15 * 60_000);
  expect(await other.try(email, 'correct horse')).toBe('in');
  await slow.close();
  await other.close();
});

test('of many guesses made at once in several processes five are compared', async () => {
  const email = await aPerson();
  let compared = 0;
  const count = (compare: () => ReturnType<Compare>) => {
    compared += 1;
    return compare();
  };
  const processes = await Promise.all([aProcess(count), aProcess(count), aProcess(count)]);
  const answers = await Promise.all(processes.flatMap((process) => Array.from({ length: 6 }, (_, guess) => process.try(email, `guess ${guess}`))));
  expect([new Set(answers), compared]).toEqual([new Set(['AUTH_CREDENTIALS_INVALID']), 5]);
  await Promise.all(processes.map((process) => process.close()));
});

test('a try that came to nothing, as too many were logging in, does not count', async () => {
  const email = await aPerson();
  let busy = true;
  const process = await aProcess((compare) => (busy ? Promise.reject(new Refusal('RATE_LIMIT_EXCEEDED', 'Too many.')) : compare()));
  for (let tries = 0; tries < 6; tries += 1) expect(await process.try(email, 'correct horse')).toBe('RATE_LIMIT_EXCEEDED');
  busy = false;
  expect(await process.try(email, 'correct horse')).toBe('in');
  await process.close();
});
