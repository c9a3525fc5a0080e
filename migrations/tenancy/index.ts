import { CreateTenants1700000000003 } from './3-createTenants';
import { PublishSuspension1700000000004 } from './4-publishSuspension';

/** Tenancy's migrations, oldest first. */
export const migrations = [CreateTenants1700000000003, PublishSuspension1700000000004];
