import { parseArgs } from 'node:util';
import { federation } from './federation';
import { missedCalls } from './missedCalls';
import { reply } from './reply';
import { start } from './start';
import { webhooks } from './webhooks';
import { startWorld, type World } from './world';

interface Settings {
  numbers: number;
  rate: number;
  seconds: number;
}

const benchmarks: Record<string, { run: (world: World, settings: Settings) => Promise<unknown>; defaults: Settings }> = {
  missedCalls: { run: missedCalls, defaults: { numbers: 1_000, rate: 50, seconds: 20 } },
  webhooks: { run: webhooks, defaults: { numbers: 1_000, rate: 100, seconds: 30 } },
  reply: { run: reply, defaults: { numbers: 1_000, rate: 5, seconds: 20 } },
  federation: { run: federation, defaults: { numbers: 1, rate: 32, seconds: 30 } },
};

void main();

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { numbers: { type: 'string' }, rate: { type: 'string' }, seconds: { type: 'string' } } });
  const name = positionals[0] ?? '';
  // What is started is the measure: it needs no world of ours.
  if (name === 'start') return start();
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (!benchmark) {
    console.error(`usage: npm run bench -- ${Object.keys(benchmarks).join(' | ')} | start [--numbers N] [--rate N] [--seconds N]`);
    process.exitCode = 1;
    return;
  }
  const { defaults } = benchmark;
  const settings = { numbers: Number(values.numbers ?? defaults.numbers), rate: Number(values.rate ?? defaults.rate), seconds: Number(values.seconds ?? defaults.seconds) };
  const world = await startWorld();
  let failed = false;
  try {
    await benchmark.run(world, settings);
  } catch (error) {
    failed = true;
    console.error(error);
  } finally {
    await world.close();
  }
  process.exit(failed ? 1 : 0);
}
