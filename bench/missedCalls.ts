import { atRate, cpuMeter, percentile, printFigures, type Figures } from './load';
import { control, whenWorkedOff, type World } from './world';

export interface MissedCallsOptions {
  numbers: number;
  rate: number;
  seconds: number;
}

/**
 * Nobody picks up, so many times a second, each time another number and another caller. Measured from the moment the carrier sends the
 * webhook that ends the call (its Dial's action, or the leg's end where that comes first) to the moment it takes the text (`acceptedAt`): what waits
 * before our door is counted too. Beside it, from the moment that our server has taken the call for missed (`missed_at`). All clocks are this machine's.
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
  const endedAt = await endsOfCalls(world, since);
  const delaysFrom = (begins: ReadonlyMap<string, number>) => outbox.flatMap((text) => (begins.has(text.to) ? [text.acceptedAt - (begins.get(text.to) as number)] : []));
  const [delays, ownDelays] = [delaysFrom(endedAt), delaysFrom(missedAt)];
  const figures = {
    'calls/s asked': options.rate, 'calls/s placed': calls / askedFor, numbers: options.numbers, calls, missed: rows.length, texts: outbox.length, measured: delays.length,
    'twice texted': outbox.length - new Set(outbox.map((text) => text.to)).size, 'p50 ms': percentile(delays, 0.5), 'p95 ms': percentile(delays, 0.95), 'max ms': percentile(delays, 1),
    'from missed_at: p50 ms': percentile(ownDelays, 0.5), 'p95 ms of it': percentile(ownDelays, 0.95), 'CPU ms/call': cpuMillis / calls,
  };
  printFigures('webhook that ends a missed call sent → text accepted by the carrier', [figures]);
  return figures;
}

const callerOf = (index: number) => `+1406${String(2_000_000 + index)}`;

/** By caller: when the carrier sent the first webhook that says how the call ended. */
async function endsOfCalls(world: World, since: number): Promise<Map<string, number>> {
  const webhooks = await control<{ kind: string; sentAt: number; params: { From?: string } }[]>(world.simulatorUrl, 'GET', `/webhooks?since=${since}`);
  const ends = new Map<string, number>();
  for (const { kind, sentAt, params } of webhooks) {
    if ((kind !== 'dialAction' && kind !== 'callStatus') || params.From === undefined) continue;
    ends.set(params.From, Math.min(sentAt, ends.get(params.From) ?? sentAt));
  }
  return ends;
}

/** All texts out, or no new one for 10 s. */
async function whenTexted(world: World, since: number, calls: number): Promise<void> {
  for (let [count, still] = [0, 0]; count < calls && still < 20; still += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { length } = await control<unknown[]>(world.simulatorUrl, 'GET', `/outbox?since=${since}`);
    if (length !== count) still = 0;
    count = length;
  }
}
