import type { Transaction } from '../database/database';
import { completing } from './completing';
import type { JobRun } from './jobs';

const tx = { tenantId: null } as Transaction;
const later = new Date('2030-01-01T00:00:00Z');

/** A job, and a database of which only commits are seen: what a transaction did to the job is there once it has. */
function world() {
  const committed: string[] = [];
  let under: string[] = [];
  const run: JobRun = {
    complete: () => Promise.resolve(void under.push('completed')),
    again: (_, at) => Promise.resolve(void under.push(`again ${at.toISOString()}`)),
  };
  const open = async <T>(work: (opened: Transaction) => Promise<T>): Promise<T> => {
    under = [];
    const result = await work(tx);
    committed.push(...under);
    return result;
  };
  return { committed, run, open };
}

const failing = () => Promise.reject(new Error('no'));
const nothing = () => Promise.resolve();

test('the first transaction ends the job, and no later one does', async () => {
  const { committed, run, open } = world();
  const { transaction } = completing(run, open);
  expect(await transaction(() => Promise.resolve('answer'))).toBe('answer');
  await transaction(nothing);
  expect(committed).toEqual(['completed']);
});

test('a transaction that rolled back has not ended the job: the next one does', async () => {
  const { committed, run, open } = world();
  let commits = false;
  const failsAtCommit = <T>(work: (opened: Transaction) => Promise<T>) => open(async (opened) => {
    const result = await work(opened);
    if (!commits) throw new Error('the commit failed');
    return result;
  });
  const { transaction } = completing(run, failsAtCommit);
  await expect(transaction(failing)).rejects.toThrow('no');
  await expect(transaction(nothing)).rejects.toThrow('the commit failed');
  expect(committed).toEqual([]);
  commits = true;
  await transaction(nothing);
  expect(committed).toEqual(['completed']);
});

test('a job that is to come again is not ended, by this transaction or a later one; where that rolled back, it is', async () => {
  const { committed, run, open } = world();
  const { transaction } = completing(run, open);
  await expect(transaction((_, again) => again(later).then(failing))).rejects.toThrow('no');
  expect(committed).toEqual([]);
  await transaction((_, again) => again(later));
  await transaction(nothing);
  expect(committed).toEqual(['again 2030-01-01T00:00:00.000Z']);

  const rolledBack = world();
  const next = completing(rolledBack.run, rolledBack.open);
  await expect(next.transaction((_, again) => again(later).then(failing))).rejects.toThrow('no');
  await next.transaction(nothing);
  expect(rolledBack.committed).toEqual(['completed']);
});

test('a step leaves the job open, unless it says that the job is to come again', async () => {
  const { committed, run, open } = world();
  const { transaction, step } = completing(run, open);
  await step(nothing);
  expect(committed).toEqual([]);
  await step((_, again) => again(later));
  await transaction(nothing);
  expect(committed).toEqual(['again 2030-01-01T00:00:00.000Z']);
});

test('without a job transactions are just that, and nothing can come again', async () => {
  const { open } = world();
  const { transaction } = completing(undefined, open);
  expect(await transaction(() => Promise.resolve(1))).toBe(1);
  await expect(transaction((_, again) => again(later))).rejects.toThrow('there is no job');
});
