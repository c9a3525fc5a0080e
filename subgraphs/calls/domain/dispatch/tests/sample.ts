import { createRulesDispatcher } from '../../../clients/rulesDispatcher/rulesDispatcher';
import { createZipTable } from '../../../clients/zipTable/zipTable';
import { DEFAULT_MULTIPLIERS } from '../pricing/price';
import type { DispatchRequest, DispatchResult, HistoryEntry } from '../types';

/** Friday, 20 November 2026, 08:04 in Boise. */
export const NOW = '2026-11-20T15:04:00Z';

const weekday = [{ opens: '08:00', closes: '17:00' }];

export function request(over: Partial<DispatchRequest> = {}): DispatchRequest {
  return {
    callerPhone: '+12085550100', calledNumber: '+12085550199', tradeType: 'PLUMBING', businessName: 'Boise Pipe & Drain', currentMessage: 'hello', conversationHistory: [], now: NOW,
    businessHours: { timeZone: 'America/Boise', weekly: { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday }, holidays: ['2026-11-26'], emergency247: true },
    businessAddress: { street: '100 Main St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.615, longitude: -116.202 },
    jobEstimates: [],
    businessSettings: { serviceRadiusMiles: 25, serviceZips: [], bufferMinutes: 15, leadTimeMinutes: 60, slotCapacity: 1, emergencyMultipliers: DEFAULT_MULTIPLIERS, language: 'auto', tone: 'friendly' },
    existingCalendar: [],
    ...over,
  };
}

export const GREETED: HistoryEntry[] = [{ role: 'assistant', content: 'Hi, this is the automated assistant of Boise Pipe & Drain. Sorry we missed your call! How can we help?', timestamp: '2026-11-20T15:03:00Z' }];

/** A conversation turn by turn: each `says` sends a text, at the given instant, and remembers the answer as the caller would. */
export function conversation(over: Partial<DispatchRequest> = {}): { says: (text: string, at?: string) => Promise<DispatchResult> } {
  const dispatcher = createRulesDispatcher({ geocoder: createZipTable(), clock: () => new Date(NOW) });
  const history: HistoryEntry[] = [...(over.conversationHistory ?? [])];
  return {
    async says(text, at = over.now ?? NOW) {
      const result = await dispatcher.process(request({ ...over, now: at, currentMessage: text, conversationHistory: [...history] }));
      const offeredSlots = [result.proposedSlot, ...result.alternativeSlots].flatMap((slot) => (slot ? [slot.start] : []));
      history.push({ role: 'customer', content: text, timestamp: at });
      history.push({ role: 'assistant', content: result.nextAction.message, timestamp: at, ...(result.conversationStage !== 'BOOKED' && offeredSlots.length > 0 ? { offeredSlots } : {}) });
      return result;
    },
  };
}
