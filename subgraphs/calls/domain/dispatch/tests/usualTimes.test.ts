import { usualTimes } from '../scheduling/usualTimes';

const boise = (...instants: string[]) => usualTimes(instants.map(Date.parse), 'America/Boise');

test.each([
  ['two afternoons, by the clock of the business', ['2026-03-02T21:00:00Z', '2026-06-03T20:30:00Z'], ['afternoon']],
  ['most mornings', ['2026-03-02T16:00:00Z', '2026-04-02T15:00:00Z', '2026-05-02T23:30:00Z'], ['morning']],
  ['two evenings', ['2026-03-03T01:00:00Z', '2026-04-03T00:00:00Z'], ['evening']],
])('%s are the usual time', (_case, visits, usual) => {
  expect(boise(...visits)).toEqual(usual);
});

test('one visit, or as many mornings as afternoons, are no habit', () => {
  expect(boise('2026-03-02T16:00:00Z')).toEqual([]);
  expect(boise('2026-03-02T16:00:00Z', '2026-04-02T21:00:00Z')).toEqual([]);
});
