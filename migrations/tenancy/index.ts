import { CreateTenants1700000000003 } from './3-createTenants';

export const migrations = [CreateTenants1700000000003];
