import type { MigrationSet } from '../platform/database/migrate';
import { readPublishedFunctions } from '../schema/publishedFunctions';
import { migrations as alerts } from './alerts';
import { migrations as analytics } from './analytics';
import { migrations as calls } from './calls';
import { migrations as identity } from './identity';
import { migrations as infra } from './infra';
import { migrations as platform } from './platform';
import { migrations as telephony } from './telephony';
import { migrations as tenancy } from './tenancy';

/** Every schema's migrations with the functions that it publishes, the platform's first; tenancy before identity, which calls a function of it. */
export const migrationSets: MigrationSet[] = Object.entries({ platform, tenancy, identity, telephony, calls, analytics, alerts, infra }).map(([schema, migrations]) => ({
  schema,
  migrations,
  published: readPublishedFunctions(schema),
}));
