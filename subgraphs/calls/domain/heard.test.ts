import { hazardIn, warningText } from './heard';

test.each(['olor a gas', 'huele a gas', 'huele a huevo podrido', 'huele a podrido', 'guele a gas', 'auxilio gas', 'humo', 'fuego', 'chispas en el enchufe', 'fuga de gas'])('the warning is Spanish where few words tell the danger in Spanish (%s)', (text) => {
  const hazard = hazardIn(text, ['PLUMBING', 'ELECTRICAL']);
  expect(hazard && warningText(hazard, [text], 'auto')).toMatch(/^PELIGRO/);
});

test.each(['gas smell', 'gaz smell', 'smoke', 'fire!!', 'smells like rotten eggs', 'sparks'])('and English where they tell it in English, though Spanish was written before (%s)', (text) => {
  const hazard = hazardIn(text, ['PLUMBING', 'ELECTRICAL']);
  expect(hazard && warningText(hazard, [text, 'hola, no sirve el calentador'], 'auto')).toMatch(/^DANGER/);
});

test('a danger told in no language is answered in the one last written', () => {
  expect(warningText('gas', ['gas', 'hola, no sirve el calentador'], 'auto')).toMatch(/^PELIGRO/);
  expect(warningText('gas', ['gas'], 'auto')).toMatch(/^DANGER/);
});
