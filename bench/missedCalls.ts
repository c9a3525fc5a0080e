import { atRate, cpuMeter, percentile, printFigures, type Figures } from './load';
import { control, whenWorkedOff, type World } from './world';

export interface MissedCallsOptions {
  numbers: number;
  rate: number;
  seconds: number;
}

/**
 * Nobody picks up, so many times a second, each time another number and another caller. Measured from the moment our server hears that
 * the call was missed (`missed_at`) to the moment the carrier takes the text (`acceptedAt`): both clocks are this machine's.
 */
export async function missedCalls(world: World, options: MissedCallsOptions): Promise<Figures> {
  const businesses = await world.businesses(options.numbers);
  await control(world.simulatorUrl, 'PUT', '/settings', { timeScale: 0 });
  const since = Date.now();
  const cpu = cpuMeter();
  const started = performance.now();
  await atRate(options.rate, options.seconds, (index) =>
    control(world.simulatorUrl, 'POST', '/calls', { from: callerOf(index), to: businesses[index % businesses.length]?.number, callee: 'no-answer', timeScale: 0 }),
  );
  const askedFor = (performance.now() - started) / 1000;
  const calls = Math.round(options.rate * options.seconds);
  await whenTexted(world, since, calls);
  await whenWorkedOff(world.sql);
  const cpuMillis = cpu();

  const outbox = await control<{ to: string; acceptedAt: number }[]>(world.simulatorUrl, 'GET', `/outbox?since=${since}`);
  const { rows } = await world.sql.query<{ from: string; missed_at: Date }>(`select "from", missed_at from calls.calls where missed_at is not null`);
  const missedAt = new Map(rows.map((row) => [row.from, row.missed_at.getTime()]));
  const delays = outbox.flatMap((text) => (missedAt.has(text.to) ? [text.acceptedAt - (missedAt.get(text.to) as number)] : []));
  const figures = {
    'calls/s asked': options.rate, 'calls/s placed': calls / askedFor, numbers: options.numbers, calls, missed: rows.length, texts: delays.length,
    'twice texted': outbox.length - new Set(outbox.map((text) => text.to)).size, 'p50 ms': percentile(delays, 0.5), 'p95 ms': percentile(delays, 0.95), 'max ms': percentile(delays, 1), 'CPU ms/call': cpuMillis / calls,
  };
  printFigures('missed call → text accepted by the carrier', [figures]);
  return figures;
}

const callerOf = (index: number) => `+1406${String(2_000_000 + index)}`;

/** All texts out, or no new one for 10 s. */
async function whenTexted(world: World, since: number, calls: number): Promise<void> {
  for (let [count, still] = [0, 0]; count < calls && still < 20; still += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { length } = await control<unknown[]>(world.simulatorUrl, 'GET', `/outbox?since=${since}`);
    if (length !== count) still = 0;
    count = length;
  }
}
