import type { TradeCode } from './tenant';

/** A kind of work of one business. Prices in whole US dollars, before any multiplier. */
export interface JobType {
  trade: TradeCode;
  code: string;
  /** Usual length of the visit. */
  minutes: number;
  priceLow: number;
  priceHigh: number;
  /** Whether the business takes this work. */
  offered: boolean;
}

/** What a new business starts with: all kinds of work of its trades, at the usual durations and prices. */
export function defaultJobTypes(trades: readonly TradeCode[]): JobType[] {
  return trades.flatMap((trade) => usual[trade].map(([code, minutes, priceLow, priceHigh]) => ({ trade, code, minutes, priceLow, priceHigh, offered: true })));
}

/** The name to show of a code: leak_repair is "Leak repair". */
export function jobTypeName(code: string): string {
  const words = code.replaceAll('_', ' ');
  return names[code] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const names: Record<string, string> = {
  ev_charger: 'EV charger',
  faucet_fixture: 'Faucet or fixture',
  breaker_panel: 'Breaker or panel',
  outlet_switch: 'Outlet or switch',
  repipe_remodel: 'Repipe or remodel',
  noise_smell: 'Noise or smell',
  wont_open_close: 'Will not open or close',
  cable_roller: 'Cable or roller',
  sensor_remote: 'Sensor or remote',
  water_leak_unit: 'Water leak at the unit',
  outage_partial: 'Partial outage',
};

/** Code, minutes, lowest and highest price. Source: jobs.yaml of the contract. */
const usual: Record<TradeCode, readonly (readonly [code: string, minutes: number, priceLow: number, priceHigh: number])[]> = {
  PLUMBING: [
    ['leak_repair', 90, 150, 450],
    ['burst_pipe', 120, 250, 900],
    ['drain_cleaning', 90, 125, 350],
    ['sewer_backup', 150, 300, 1200],
    ['toilet_repair', 60, 120, 350],
    ['faucet_fixture', 75, 120, 400],
    ['water_heater_repair', 90, 150, 600],
    ['water_heater_install', 240, 1200, 4500],
    ['gas_line', 120, 250, 1000],
    ['water_pressure', 75, 120, 400],
    ['repipe_remodel', 240, 800, 9000],
    ['sump_pump', 120, 250, 1200],
  ],
  ELECTRICAL: [
    ['outage_partial', 90, 150, 500],
    ['breaker_panel', 120, 175, 900],
    ['panel_upgrade', 480, 1800, 5000],
    ['outlet_switch', 60, 120, 350],
    ['lighting', 90, 130, 700],
    ['ceiling_fan', 90, 130, 450],
    ['ev_charger', 240, 600, 2500],
    ['wiring_repair', 150, 200, 2500],
    ['generator', 300, 500, 9000],
    ['smoke_detector', 60, 100, 350],
    ['electrical_inspection', 90, 150, 400],
  ],
  HVAC: [
    ['no_cooling', 90, 120, 650],
    ['no_heat', 90, 120, 650],
    ['carbon_monoxide', 60, 150, 500],
    ['refrigerant_leak', 120, 250, 1500],
    ['water_leak_unit', 75, 120, 450],
    ['thermostat', 60, 120, 500],
    ['maintenance', 75, 89, 250],
    ['system_install', 480, 4500, 16000],
    ['mini_split', 360, 2500, 9000],
    ['ductwork', 180, 250, 4000],
    ['noise_smell', 75, 120, 500],
  ],
  LOCKSMITH: [
    ['home_lockout', 45, 95, 250],
    ['car_lockout', 45, 85, 220],
    ['business_lockout', 45, 110, 300],
    ['rekey', 60, 100, 350],
    ['lock_repair', 60, 90, 300],
    ['lock_install', 90, 120, 450],
    ['car_key', 75, 120, 500],
    ['break_in_repair', 90, 150, 700],
    ['safe', 90, 150, 600],
    ['access_control', 240, 500, 5000],
  ],
  GARAGE_DOOR: [
    ['spring', 90, 200, 500],
    ['wont_open_close', 75, 120, 400],
    ['off_track', 90, 150, 450],
    ['cable_roller', 75, 130, 350],
    ['opener_repair', 75, 120, 350],
    ['opener_install', 150, 350, 900],
    ['sensor_remote', 45, 85, 220],
    ['panel_replacement', 120, 250, 1200],
    ['new_door', 300, 900, 4500],
    ['maintenance', 60, 89, 200],
  ],
};
