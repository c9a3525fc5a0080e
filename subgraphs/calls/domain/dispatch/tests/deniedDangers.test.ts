import { readMessage } from '../reading/readMessage';
import type { LifeSafety, TradeType } from '../types';

/** Faults that are told by what is not so, what may join them to what follows, and dangers of every hazard that follow. */
const TOLD = {
  en: {
    faults: ['no hot water', 'no heat', 'no power', 'furnace not working', 'doesnt work', 'nothing works', 'not urgent', 'not sure', 'no one is hurt', 'nobody home', 'isnt on', 'the ac wont turn on', 'havent had heat all week', 'I dont know what happened', 'cant turn it off', 'never had this before', 'without hot water since monday'],
    links: [' and ', ' but ', ', ', '. ', ' also ', ' & ', ' - '],
    dangers: {
      gas: ['I smell gas', 'it smells like gas', 'smells like rotten eggs', 'the gas line is hissing'], fire: ['the outlet is on fire', 'something is burning', 'there is smoke coming out of the panel'], electric_shock: ['the outlet is sparking', 'I got shocked touching it', 'a power line is down in the yard'],
      water_near_power: ['water is dripping on the breaker box', 'the basement is flooding near the panel'], carbon_monoxide: ['the co alarm is going off', 'we all have headaches and feel dizzy'], person_trapped: ['my baby is locked in the car', 'my son is trapped under the door'], medical: ['my dad passed out', 'she is bleeding'],
    },
  },
  es: {
    faults: ['no hay agua caliente', 'no tengo luz', 'no sirve', 'no prende el calentador', 'no funciona nada', 'no es urgente', 'no se que pasa', 'sin luz', 'nadie esta herido', 'no hay nadie en casa'],
    links: [' y ', ' pero ', ', ', '. '],
    dangers: {
      gas: ['huele a gas', 'hay olor a gas', 'hay una fuga de gas', 'huele a huevo podrido'], fire: ['algo se quema', 'huele a quemado', 'sale humo del contacto'], electric_shock: ['el enchufe echa chispas', 'me dio un toque'],
      water_near_power: ['cae agua en la caja de breakers'], carbon_monoxide: ['suena la alarma de monoxido', 'estamos mareados'], person_trapped: ['mi bebe se quedo encerrado en el carro'], medical: ['mi mama se desmayo'],
    },
  },
} as const satisfies Record<string, { faults: readonly string[]; links: readonly string[]; dangers: Record<LifeSafety, readonly string[]> }>;

const TRADE: Record<LifeSafety, TradeType> = { gas: 'PLUMBING', fire: 'ELECTRICAL', electric_shock: 'ELECTRICAL', water_near_power: 'PLUMBING', carbon_monoxide: 'HVAC', person_trapped: 'LOCKSMITH', medical: 'HVAC' };

const unheard = (texts: readonly string[], trade: TradeType): string[] => texts.filter((text) => readMessage(text, trade).lifeSafety === null);

test.each((['en', 'es'] as const).flatMap((language) => (Object.keys(TRADE) as LifeSafety[]).map((hazard) => [hazard, language] as const)))('%s is heard behind every fault that is told by a denial (%s)', (hazard, language) => {
  const { faults, links, dangers } = TOLD[language];
  const texts = faults.flatMap((fault) => links.flatMap((link) => dangers[hazard].map((danger) => `${fault}${link}${danger}`)));
  expect(unheard(texts, TRADE[hazard])).toEqual([]);
});

test('a danger is heard though a denial stands before it without word or comma, or speaks of something else', () => {
  const gas = [
    'no hot water smell of gas', 'no heat smell gas', 'not working smells like gas', 'no idea why it smells like gas', 'dont know if i smell gas', 'no se si huele a gas', 'isnt that gas smell dangerous', 'i dont like the gas smell in here',
    'didnt smell gas until today', 'it never smelled like gas before', 'dont smell gas but my wife does', 'no smoke but I smell gas', 'not only smells like gas it hisses',
  ];
  expect(unheard(gas, 'PLUMBING')).toEqual([]);
  const others = ['not sure if thats smoke in the outlet', 'cant stop the sparks from the panel', 'no flames yet but lots of smoke', 'no tengo luz sale humo del breaker', 'smoke alarm didnt go off but theres smoke in the kitchen from the outlet'];
  expect(unheard(others, 'ELECTRICAL')).toEqual([]);
});

test.each(['gaz smell', 'auxilio gas', 'detecto gas', 'guele a gas', 'help gas', 'gas!! help'])('gas is heard in few words (%s)', (text) => {
  expect(readMessage(text, 'PLUMBING').lifeSafety).toBe('gas');
});

/** What is denied, and the job that is left. */
test.each([
  ['PLUMBING', 'no gas smell', null],
  ['PLUMBING', "I don't smell gas", null],
  ['PLUMBING', 'no huele a gas', null],
  ['PLUMBING', 'no smell of gas, just no hot water', 'water_heater_repair'],
  ['PLUMBING', 'no gas smell, just no hot water', 'water_heater_repair'],
  ['PLUMBING', 'no gas smell just clogged toilet', 'toilet_repair'],
  ['PLUMBING', 'el calentador no prende, no huele a gas ni nada, solo no hay agua caliente', 'water_heater_repair'],
  ['HVAC', "don't smell any gas or smoke", null],
  ['HVAC', 'no burning smell no smoke, heat just quits', 'no_heat'],
  ['HVAC', 'no gas, smoke or burning smell, just no heat', 'no_heat'],
  ['HVAC', 'no heat or hot water', 'no_heat'],
  ['HVAC', 'carbon monoxide detector is not going off, just no heat', 'no_heat'],
  ['ELECTRICAL', 'there is no fire', null],
  ['ELECTRICAL', 'no, nothing is burning', null],
  ['ELECTRICAL', 'no sparks no smoke just dead outlet in bedroom', 'outlet_switch'],
  ['ELECTRICAL', 'no smoke detectors in the house, need them', 'smoke_detector'],
  ['LOCKSMITH', 'locked out no kids or pets inside', 'home_lockout'],
] as const)('a denied danger is none, and does not name the job (%s: %s)', (trade, text, jobType) => {
  expect(readMessage(text, trade)).toMatchObject({ lifeSafety: null, jobType });
});

// A list that can be read in two ways at each word would take longer than the world has stood.
test.each(['no any ', 'no smoke or ', 'no gas, fire, ', 'no smell any burning gas, smoke, ', 'not hot, warm, flames or ', 'nada '])('a long text of nothing but denials is read to its end (%s)', (unit) => {
  expect(readMessage(unit.repeat(Math.ceil(1600 / unit.length)), 'HVAC')).toMatchObject({ optOut: false });
});
