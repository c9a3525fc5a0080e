import { readLifeSafety } from '../reading/readLifeSafety';
import { readMessage } from '../reading/readMessage';

test.each([
  ['HVAC', 'furnace blowing cold air', 'no_heat'],
  ['HVAC', 'furnace not blowing', 'no_heat'],
  ['HVAC', 'my heater is blowing cold air, its a gas furnace', 'no_heat'],
  ['HVAC', 'pilot keeps blowing out', 'no_heat'],
  ['HVAC', 'furnace whistling noise', 'noise_smell'],
  ['ELECTRICAL', 'dryer keeps blowing the fuse', 'breaker_panel'],
  ['ELECTRICAL', 'range hood fan not blowing', 'ceiling_fan'],
  ['PLUMBING', 'water heater pilot keeps blowing out', 'water_heater_repair'],
] as const)('air, fuses and pilot lights that are blown are no gas that escapes (%s: %s)', (trade, text, jobType) => {
  expect(readMessage(text, trade)).toMatchObject({ lifeSafety: null, jobType });
});

test.each([
  ['PLUMBING', 'gas line is hissing'], ['PLUMBING', 'gas line is blowing gas'], ['PLUMBING', 'the gas meter is whistling'], ['HVAC', 'stove is hissing'], ['HVAC', 'furnace is blowing gas'],
  ['HVAC', 'furnace hissing sound by the gas valve'], ['HVAC', 'gas line behind the furnace whistling'], ['PLUMBING', 'mower clipped the meter and it is roaring'],
  ['HVAC', 'furnace blowing cold air and I smell gas'],
] as const)('gas that escapes is a danger however it sounds (%s: %s)', (trade, text) => {
  expect(readLifeSafety(text, trade)).toBe('gas');
});

test.each(['faucet still leaking', 'the toilet is still leaking', 'pipe under the sink still leaking'])('a leak that is still there grows no worse (%s)', (text) => {
  expect(readMessage(text, 'PLUMBING').urgency).toBe('NORMAL');
});

test.each([
  'I shut the valve but it is still leaking', 'toilet still leaking onto the floor', 'still leaking through the ceiling',
  'my basement is filling with water', 'basement is filling up, sump pump dead', 'water is filling the crawl space',
])('water that cannot be stopped, spreads or fills a room is an emergency (%s)', (text) => {
  expect(readMessage(text, 'PLUMBING')).toMatchObject({ urgency: 'EMERGENCY', lifeSafety: null });
});

test('a tank that fills is no room that does', () => {
  expect(readMessage('toilet tank keeps filling up', 'PLUMBING').urgency).toBe('NORMAL');
});

test.each([
  ['se ronpio la tuberia del vaño, bengan rapido urjente', 'burst_pipe'], ['se rebento la tuveria', 'burst_pipe'], ['el vaño esta tapado', 'toilet_repair'],
])('Spanish as it is often misspelt is read as it is meant (%s)', (text, jobType) => {
  expect(readMessage(text, 'PLUMBING')).toMatchObject({ jobType, lifeSafety: null });
});

test('the words of a long harmless text do not add up to a danger', () => {
  const text = 'Hi so basically what happened is I came home from work and I noticed that there was this weird smell in the hallway bathroom, kind of musty, and the floor near the tub felt soft, and my husband thinks the drain under the tub is leaking into the crawl space.';
  expect(readLifeSafety(text, 'PLUMBING')).toBeNull();
});

test.each([
  'Hi, you were at our place last spring for the tub and my neighbor said to text you again. The sink is live when I rinse dishes, it bites my hand. Also could somebody quote the other bathroom sometime next month',
  'hi so basically I came home from work and the kids were home already and I made dinner for everybody, then grandpa slumped over in his chair and his lips are blue, and my husband told me to write to you guys',
])('a danger in the midst of a long text is heard (%s)', (text) => {
  expect(readLifeSafety(text, 'PLUMBING')).not.toBeNull();
});
