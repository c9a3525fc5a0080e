import { atRate, percentile, printFigures, type Figures } from './load';
import { control, whenWorkedOff, type World } from './world';

/** The dispatcher waits so long for the customer to go on writing (`ai.silenceSeconds` of the seeded businesses). */
const silenceMillis = 2_000;

/** A customer nobody knows writes: from the text's arrival at the carrier to the carrier taking our answer, less the silence. */
export async function reply(world: World, options: { numbers: number; rate: number; seconds: number }): Promise<Figures> {
  const businesses = await world.businesses(options.numbers);
  const since = Date.now();
  const sentAt = new Map<string, number>();
  await atRate(options.rate, options.seconds, async (index) => {
    const from = `+1406${String(4_000_000 + index)}`;
    sentAt.set(from, Date.now());
    await control(world.simulatorUrl, 'POST', '/texts', { from, to: businesses[index % businesses.length]?.number, body: 'My kitchen sink is leaking, can someone come to 1015 W Main St, Boise 83702?' });
  });
  await new Promise((resolve) => setTimeout(resolve, silenceMillis + 1_000));
  await whenWorkedOff(world.sql);
  const outbox = await control<{ to: string; acceptedAt: number }[]>(world.simulatorUrl, 'GET', `/outbox?since=${since}`);
  const first = new Map<string, number>();
  for (const text of outbox) if (!first.has(text.to)) first.set(text.to, text.acceptedAt);
  const delays = [...sentAt].flatMap(([from, at]) => (first.has(from) ? [(first.get(from) as number) - at - silenceMillis] : []));
  const figures = { 'texts/s': options.rate, texts: sentAt.size, answered: delays.length, 'p50 ms': percentile(delays, 0.5), 'p95 ms': percentile(delays, 0.95), 'max ms': percentile(delays, 1) };
  printFigures('text in → AI reply accepted by the carrier, beyond 2 s of silence', [figures]);
  return figures;
}
