import { CreateTenants1700000000003 } from './3-createTenants';

/** Tenancy's migrations, oldest first. */
export const migrations = [CreateTenants1700000000003];
