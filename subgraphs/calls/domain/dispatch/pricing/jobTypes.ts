import type { TradeType } from '../types';

/** A kind of job a customer can ask for. Source: contract/jobs.yaml; a tenant can change minutes, prices and which it offers. */
export interface JobType {
  readonly code: string;
  /** Usual length of the visit. */
  readonly minutes: number;
  /** Usual price in whole US dollars, before any multiplier: low, high. */
  readonly price: readonly [number, number];
  /** What customers mean by it. */
  readonly means: string;
}

export const JOB_TYPES: Readonly<Record<TradeType, readonly JobType[]>> = {
  PLUMBING: [
    { code: 'leak_repair', minutes: 90, price: [150, 450], means: 'dripping or leaking pipe, faucet joint, ceiling stain' },
    { code: 'burst_pipe', minutes: 120, price: [250, 900], means: 'burst or broken pipe, water spraying or flooding' },
    { code: 'drain_cleaning', minutes: 90, price: [125, 350], means: 'slow or clogged sink, tub, shower or floor drain' },
    { code: 'sewer_backup', minutes: 150, price: [300, 1200], means: 'sewage coming up, several drains backing up, main line' },
    { code: 'toilet_repair', minutes: 60, price: [120, 350], means: 'running, overflowing, clogged, rocking or broken toilet' },
    { code: 'faucet_fixture', minutes: 75, price: [120, 400], means: 'replace or install a faucet, sink, shower head, garbage disposal' },
    { code: 'water_heater_repair', minutes: 90, price: [150, 600], means: 'no or little hot water, pilot light, tank leaking' },
    { code: 'water_heater_install', minutes: 240, price: [1200, 4500], means: 'new or replacement water heater, tankless' },
    { code: 'gas_line', minutes: 120, price: [250, 1000], means: 'gas smell, gas pipe, gas appliance hook-up' },
    { code: 'water_pressure', minutes: 75, price: [120, 400], means: 'low or no water pressure, no water' },
    { code: 'repipe_remodel', minutes: 240, price: [800, 9000], means: 'bathroom or kitchen remodel, repipe, rough-in' },
    { code: 'sump_pump', minutes: 120, price: [250, 1200], means: 'sump pump failing or wanted, basement water' },
  ],
  ELECTRICAL: [
    { code: 'outage_partial', minutes: 90, price: [150, 500], means: 'part or all of the home without power, not the utility\'s outage' },
    { code: 'breaker_panel', minutes: 120, price: [175, 900], means: 'breaker trips, panel buzzing or hot' },
    { code: 'panel_upgrade', minutes: 480, price: [1800, 5000], means: 'bigger or new panel, 200 amp service' },
    { code: 'outlet_switch', minutes: 60, price: [120, 350], means: 'dead, loose, sparking or new outlet or switch, GFCI' },
    { code: 'lighting', minutes: 90, price: [130, 700], means: 'light fixtures, recessed, outdoor or flickering lights' },
    { code: 'ceiling_fan', minutes: 90, price: [130, 450], means: 'install, replace or fix a ceiling fan' },
    { code: 'ev_charger', minutes: 240, price: [600, 2500], means: 'electric-vehicle charger' },
    { code: 'wiring_repair', minutes: 150, price: [200, 2500], means: 'burning smell, exposed, chewed, old or damaged wiring, rewiring' },
    { code: 'generator', minutes: 300, price: [500, 9000], means: 'standby or portable generator, transfer switch' },
    { code: 'smoke_detector', minutes: 60, price: [100, 350], means: 'hard-wired smoke or carbon-monoxide detectors' },
    { code: 'electrical_inspection', minutes: 90, price: [150, 400], means: 'safety inspection, home-sale report, permit' },
  ],
  HVAC: [
    { code: 'no_cooling', minutes: 90, price: [120, 650], means: 'air conditioning not cooling or not starting' },
    { code: 'no_heat', minutes: 90, price: [120, 650], means: 'furnace, boiler or heat pump not heating' },
    { code: 'carbon_monoxide', minutes: 60, price: [150, 500], means: 'carbon-monoxide alarm, exhaust or gas smell from the furnace' },
    { code: 'refrigerant_leak', minutes: 120, price: [250, 1500], means: 'low refrigerant, ice on the coil, hissing line' },
    { code: 'water_leak_unit', minutes: 75, price: [120, 450], means: 'water around or dripping from the indoor unit, condensate drain' },
    { code: 'thermostat', minutes: 60, price: [120, 500], means: 'thermostat dead, wrong, or a smart one wanted' },
    { code: 'maintenance', minutes: 75, price: [89, 250], means: 'tune-up, seasonal check, filter, cleaning the unit' },
    { code: 'system_install', minutes: 480, price: [4500, 16000], means: 'new or replacement AC, furnace, heat pump; quote' },
    { code: 'mini_split', minutes: 360, price: [2500, 9000], means: 'ductless unit, install or repair' },
    { code: 'ductwork', minutes: 180, price: [250, 4000], means: 'duct repair, sealing, cleaning, weak airflow in some rooms' },
    { code: 'noise_smell', minutes: 75, price: [120, 500], means: 'banging, squealing, musty or burning-dust smell from the system' },
  ],
  LOCKSMITH: [
    { code: 'home_lockout', minutes: 45, price: [95, 250], means: 'locked out of house or apartment' },
    { code: 'car_lockout', minutes: 45, price: [85, 220], means: 'locked out of a car, keys inside' },
    { code: 'business_lockout', minutes: 45, price: [110, 300], means: 'locked out of an office or shop' },
    { code: 'rekey', minutes: 60, price: [100, 350], means: 'new keys for existing locks: moved in, lost keys, ex-tenant' },
    { code: 'lock_repair', minutes: 60, price: [90, 300], means: 'stuck, jammed or broken lock, door will not lock, key broken off' },
    { code: 'lock_install', minutes: 90, price: [120, 450], means: 'new lock, deadbolt, smart lock' },
    { code: 'car_key', minutes: 75, price: [120, 500], means: 'replace or program a car key or fob, ignition' },
    { code: 'break_in_repair', minutes: 90, price: [150, 700], means: 'secure a door after a break-in' },
    { code: 'safe', minutes: 90, price: [150, 600], means: 'open, repair or install a safe' },
    { code: 'access_control', minutes: 240, price: [500, 5000], means: 'master keys, keypads, cards for a business' },
  ],
  GARAGE_DOOR: [
    { code: 'spring', minutes: 90, price: [200, 500], means: 'broken spring, loud bang, door very heavy' },
    { code: 'wont_open_close', minutes: 75, price: [120, 400], means: 'door stuck open or shut, reverses, stops half way' },
    { code: 'off_track', minutes: 90, price: [150, 450], means: 'door off its track, crooked, hanging' },
    { code: 'cable_roller', minutes: 75, price: [130, 350], means: 'cable snapped or loose, rollers, hinges' },
    { code: 'opener_repair', minutes: 75, price: [120, 350], means: 'opener motor runs or hums but no movement, dead opener' },
    { code: 'opener_install', minutes: 150, price: [350, 900], means: 'new or smart opener' },
    { code: 'sensor_remote', minutes: 45, price: [85, 220], means: 'safety sensors, remotes, keypad, wall button' },
    { code: 'panel_replacement', minutes: 120, price: [250, 1200], means: 'dented or broken panel or section, hit by a car' },
    { code: 'new_door', minutes: 300, price: [900, 4500], means: 'new or replacement garage door, quote' },
    { code: 'maintenance', minutes: 60, price: [89, 200], means: 'tune-up, noisy door, lubrication, balance' },
  ],
};

/** The job type of a trade by its code, or undefined where the trade has none of that name. */
export function jobTypeOf(trade: TradeType, code: string): JobType | undefined {
  return JOB_TYPES[trade].find((job) => job.code === code);
}
