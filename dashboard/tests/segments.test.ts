import { wordsForSegments } from '../src/thread/wordsForSegments';

test.each([
  ['Hello', '1 segment'],
  ['It’s “fine” — really…'.repeat(6), '1 segment'],
  ['’'.repeat(161), '2 segments'],
  ['a'.repeat(160), '1 segment'],
  ['a'.repeat(161), '2 segments'],
  ['€'.repeat(81), '2 segments'],
  ['🙂'.repeat(36), '2 segments'],
  [`${'’'.repeat(70)}🙂`, '2 segments'],
])('%j is %s: as it is sent, with plain characters for costly ones where that makes it cheaper', (body, words) => expect(wordsForSegments(body)).toBe(words));
