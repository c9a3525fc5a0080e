import type { MigrationSet } from '../platform/database/migrate';
import { migrations as alerts } from './alerts';
import { migrations as analytics } from './analytics';
import { migrations as calls } from './calls';
import { migrations as identity } from './identity';
import { migrations as infra } from './infra';
import { migrations as platform } from './platform';
import { migrations as telephony } from './telephony';
import { migrations as tenancy } from './tenancy';

/** Every schema's migrations, the platform's first. */
export const migrationSets: MigrationSet[] = [
  { schema: 'platform', migrations: platform },
  { schema: 'identity', migrations: identity },
  { schema: 'tenancy', migrations: tenancy },
  { schema: 'telephony', migrations: telephony },
  { schema: 'calls', migrations: calls },
  { schema: 'analytics', migrations: analytics },
  { schema: 'alerts', migrations: alerts },
  { schema: 'infra', migrations: infra },
];
