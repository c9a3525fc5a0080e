import { DEFAULT_MULTIPLIERS } from '../../domain/dispatch/pricing/price';
import type { DispatchRequest } from '../../domain/dispatch/types';
import { createZipTable } from '../zipTable/zipTable';
import { createRulesDispatcher } from './rulesDispatcher';

const sample: DispatchRequest = {
  callerPhone: '+12085550100',
  calledNumber: '+12085550199',
  tradeType: 'PLUMBING',
  businessName: 'Warm-up',
  currentMessage: 'water heater leaking in the garage, 4120 W Emerald St Boise 83704, tomorrow after 3',
  conversationHistory: [],
  businessHours: { timeZone: 'America/Boise', weekly: { monday: [{ opens: '08:00', closes: '17:00' }], thursday: [{ opens: '08:00', closes: '17:00' }] }, holidays: [], emergency247: true },
  businessAddress: { street: '100 N 9th St', city: 'Boise', state: 'ID', zip: '83702', latitude: 43.6, longitude: -116.2 },
  jobEstimates: [],
  businessSettings: {
    serviceRadiusMiles: 25, serviceZips: [], bufferMinutes: 15, leadTimeMinutes: 60, slotCapacity: 1,
    emergencyMultipliers: DEFAULT_MULTIPLIERS, language: 'auto', tone: 'friendly',
  },
  existingCalendar: [],
};

/** Reads one text for nobody: the first reading builds the rules' patterns and the ZIP table, near half a second in which no webhook would be answered. */
export async function warmUp(): Promise<void> {
  await createRulesDispatcher({ geocoder: createZipTable(), clock: () => new Date() }).process(sample);
}
