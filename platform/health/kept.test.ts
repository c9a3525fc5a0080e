import { kept } from './kept';

/** Answers 1, 2, 3 …, each when told to, or fails. */
function counting() {
  let asked = 0;
  const waiting: ((failure?: Error) => void)[] = [];
  return {
    asked: () => asked,
    ask: () =>
      new Promise<number>((resolve, reject) => {
        const answer = (asked += 1);
        waiting.push((failure) => (failure ? reject(failure) : resolve(answer)));
      }),
    end: (failure?: Error) => waiting.shift()?.(failure),
  };
}

test('an answer is given again until its time is over, counted from when it came', async () => {
  let now = 1_000;
  const source = counting();
  const ask = kept(source.ask, 500, () => new Date(now));
  const first = ask();
  now = 9_000;
  source.end();
  expect([await first, await ask()]).toEqual([1, 1]);
  now = 9_499;
  expect(await ask()).toBe(1);
  now = 9_500;
  const second = ask();
  source.end();
  expect([await second, source.asked()]).toEqual([2, 2]);
});

test('who asks while it is being asked waits for that one answer, also where none is kept', async () => {
  const source = counting();
  const ask = kept(source.ask, 0, () => new Date());
  const both = Promise.all([ask(), ask()]);
  source.end();
  expect([await both, source.asked()]).toEqual([[1, 1], 1]);
  const next = ask();
  source.end();
  expect(await next).toBe(2);
});

test('a failure is told to those who waited for it, and to nobody after', async () => {
  const source = counting();
  const ask = kept(source.ask, 500, () => new Date(0));
  const failed = Promise.allSettled([ask(), ask()]);
  source.end(new Error('down'));
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = ask();
  source.end();
  expect(await next).toBe(2);
});
