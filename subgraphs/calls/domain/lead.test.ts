import type { DispatchResult } from './dispatch/types';
import { leadAfter, leadInDanger, type Lead, type LeadStanding } from './lead';

const place = { street: '1207 N 8th St', city: 'Boise', state: 'ID', zip: '83702' };
const whose = { conversationId: 'conversation', customerId: 'customer' };
const lead = (standing: LeadStanding, change: Partial<Lead> = {}): Lead =>
  ({ ...whose, id: 'lead', trade: 'PLUMBING', jobType: 'leak_repair', urgency: 'NORMAL', address: null, estimate: null, createdAt: new Date(0), updatedAt: new Date(0), ...change, ...standing }) as Lead;
const lost = (lostReason: 'OUT_OF_AREA' | 'WITHDRAWN' | 'OPTED_OUT'): LeadStanding => ({ status: 'LOST', lostReason });
const live = (status: 'NEW' | 'QUALIFIED' | 'BOOKED'): LeadStanding => ({ status, lostReason: null });

const turn = { ...whose, trade: 'PLUMBING', place: null, isBooked: false, isWithdrawn: false };
function proposal(inServiceArea: boolean | null, type: DispatchResult['nextAction']['type'], jobType: string | null = 'leak_repair'): DispatchResult {
  return {
    extractedInfo: { jobType, urgency: 'NORMAL', lifeSafety: null, wantsHuman: false, optOut: type === 'OPT_OUT', customerName: null, callbackPhone: null, address: null, preferredTime: null, chosenSlot: null, language: 'en' },
    confidenceScores: { jobType: 0.9, urgency: 0.9, address: 0.9, preferredTime: 0.9, overall: 0.9 },
    validation: { addressValid: true, latitude: null, longitude: null, distanceMiles: null, inServiceArea, withinBusinessHours: null, hasCapacity: null, problems: [] },
    needsGeocoding: false,
    conversationStage: type === 'CLOSE' || type === 'OPT_OUT' ? 'CLOSED' : 'COLLECTING_ADDRESS',
    nextAction: { type, message: '' },
    proposedSlot: null,
    alternativeSlots: [],
    priceEstimate: null,
    engine: 'rules',
  };
}

test.each([
  ['a job alone is new', null, proposal(null, 'ASK_ADDRESS'), null, live('NEW')],
  ['a job and a place that we serve are qualified', live('NEW'), proposal(true, 'PROPOSE_SLOT'), place, live('QUALIFIED')],
  ['and stay so while a new address is looked for', live('QUALIFIED'), proposal(null, 'ASK_ADDRESS'), null, live('QUALIFIED')],
  ['a ZIP code that we serve is no place yet', live('NEW'), proposal(true, 'ASK_ADDRESS'), null, live('NEW')],
  ['a place that we do not serve is lost', live('NEW'), proposal(false, 'EXPLAIN_OUT_OF_AREA'), place, lost('OUT_OF_AREA')],
  ['until a place that we serve is named', lost('OUT_OF_AREA'), proposal(null, 'ASK_ADDRESS'), null, lost('OUT_OF_AREA')],
  ['which qualifies', lost('OUT_OF_AREA'), proposal(true, 'PROPOSE_SLOT'), place, live('QUALIFIED')],
  ['as by an opt-out', live('QUALIFIED'), proposal(true, 'OPT_OUT'), place, lost('OPTED_OUT')],
  ['who comes back has it again', lost('WITHDRAWN'), proposal(true, 'PROPOSE_SLOT'), place, live('QUALIFIED')],
  ['as far as it is known', lost('OPTED_OUT'), proposal(null, 'ASK_ADDRESS'), null, live('NEW')],
])('%s', (_what, before, proposed, visited, standing) => {
  expect(leadAfter(before && lead(before), { ...turn, place: visited }, proposed)).toMatchObject(standing);
});

test.each([live('NEW'), live('QUALIFIED'), lost('OUT_OF_AREA'), lost('WITHDRAWN')])('a good-bye leaves it as it was (%j), a withdrawal loses it', (before) => {
  expect(leadAfter(lead(before), turn, proposal(null, 'CLOSE'))).toBeNull();
  expect(leadAfter(lead(before), { ...turn, isWithdrawn: true }, proposal(null, 'CLOSE'))).toMatchObject(lost('WITHDRAWN'));
});

test('another job takes its trade with it, and leaves the estimate behind', () => {
  const estimate = { low: 150, high: 450, multiplier: 1 };
  const before = lead(live('QUALIFIED'), { estimate });
  expect(leadAfter(before, { ...turn, trade: 'HVAC' }, proposal(null, 'ASK_ADDRESS', 'no_heat'))).toMatchObject({ trade: 'HVAC', jobType: 'no_heat', estimate: null });
  expect(leadAfter(before, { ...turn, trade: 'HVAC' }, proposal(null, 'ASK_ADDRESS', null))).toMatchObject({ trade: 'PLUMBING', jobType: 'leak_repair', estimate });
});

test('without a job there is none', () => {
  expect(leadAfter(null, turn, proposal(true, 'ASK_JOB', null))).toBeNull();
});

test('what is booked stays as it was booked', () => {
  expect(leadAfter(lead(live('BOOKED')), turn, proposal(true, 'CLOSE', 'faucet_fixture'))).toBeNull();
  expect(leadInDanger(lead(live('BOOKED')), null, whose)).toBeNull();
});

test('a danger makes it an emergency, and of what was given up a lead again', () => {
  expect(leadInDanger(lead(lost('WITHDRAWN')), null, whose)).toMatchObject({ ...live('NEW'), jobType: 'leak_repair', urgency: 'EMERGENCY' });
  expect(leadInDanger(null, { trade: 'HVAC', jobType: 'no_heat' }, whose)).toMatchObject({ ...live('NEW'), trade: 'HVAC', jobType: 'no_heat', urgency: 'EMERGENCY' });
  expect(leadInDanger(null, null, whose)).toBeNull();
});
