import { parseArgs } from 'node:util';
import { startSimulator } from './server';

/**
 * Runs the simulator by itself: `node simulator/main.js --port 4010 --number +12085550100`. Options win over
 * SIMULATOR_PORT, SIMULATOR_HOST, SIMULATOR_ACCOUNT_SID, SIMULATOR_AUTH_TOKEN, SIMULATOR_NUMBERS (comma-separated),
 * SIMULATOR_STATE_FILE, SIMULATOR_LIST_LAG_MS.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' }, host: { type: 'string' }, 'account-sid': { type: 'string' }, 'auth-token': { type: 'string' }, number: { type: 'string', multiple: true },
      'state-file': { type: 'string' }, 'list-lag-ms': { type: 'string' },
    },
  });
  const { env } = process;
  const numbers = values.number ?? env.SIMULATOR_NUMBERS?.split(',').map((number) => number.trim()).filter(Boolean) ?? [];
  const lag = values['list-lag-ms'] ?? env.SIMULATOR_LIST_LAG_MS;
  const simulator = await startSimulator({
    port: Number(values.port ?? env.SIMULATOR_PORT ?? 4010),
    host: values.host ?? env.SIMULATOR_HOST,
    accountSid: values['account-sid'] ?? env.SIMULATOR_ACCOUNT_SID ?? `AC${'0'.repeat(32)}`,
    authToken: values['auth-token'] ?? env.SIMULATOR_AUTH_TOKEN ?? 'simulator-auth-token',
    stateFile: values['state-file'] ?? env.SIMULATOR_STATE_FILE,
    listLagMs: lag === undefined ? undefined : Number(lag),
    numbers: numbers.map((e164) => ({ e164 })),
  });
  console.log(`phone simulator: ${simulator.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
