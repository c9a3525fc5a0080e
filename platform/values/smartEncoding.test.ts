import { countSegmentsSent, isSameText, smartEncode } from './smartEncoding';

test('a text of lookalikes is sent in GSM-7', () => {
  expect(smartEncode('We’re “on it” — really… 1½\u00a0h\u200b')).toBe('We\'re "on it" - really... 11/2 h');
  expect(smartEncode('Ｗｅ！')).toBe('We!');
});

test('a text that stays UCS-2 whatever is replaced is sent as it is', () => expect(smartEncode('We’re on it 🙂')).toBe('We’re on it 🙂'));

test.each([
  ['’'.repeat(160), 1],
  ['’'.repeat(161), 2],
  [`${'’'.repeat(70)}🙂`, 2],
  ['…'.repeat(60), 2],
  // Neither half of a pair stands in a segment of its own.
  [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
  [`${'a'.repeat(151)}€${'a'.repeat(153)}`, 2],
  [`${'Ж'.repeat(66)}🙂${'Ж'.repeat(66)}`, 3],
  [`${'Ж'.repeat(65)}🙂${'Ж'.repeat(67)}`, 2],
])('segments are those of what is sent (%#)', (text, segments) => expect(countSegmentsSent(text)).toBe(segments));

test.each(['We’re “on it” — really…', 'Mañana a las 3½\u00a0h', 'Ｗｅ！', 'ok 🙂 – “yes”', 'Grüße', 'A\tb'])('%j is known again however its lookalikes were written', (ours) => {
  const inPlain = ours.replace(/[“”]/g, '"').replace(/[’]/g, "'").replace(/[—–]/g, '-').replace('…', '...').replace('½', '1/2').replace(/[\u00a0\t]/g, '  ').replace('Ｗｅ！', 'We!');
  for (const sent of [ours, smartEncode(ours), inPlain]) expect(isSameText(sent, ours)).toBe(true);
});

test.each([['Slot 1', 'Slot 2'], ['ok 🙂', 'ok 🙁'], ['ja', 'nein']])('%j is not %j', (sent, ours) => expect(isSameText(sent, ours)).toBe(false));
