import type { MigrationInterface, QueryRunner } from 'typeorm';
import { applicationRole } from '../../platform/database/database';

/** Published to identity: nobody acts for a suspended business, from the moment on at which it is one. */
export class PublishSuspension1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create function tenancy.is_suspended(tenant uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
      select exists (select from tenancy.tenants t where t.tenant_id = tenant and t.status = 'SUSPENDED') $$`);
    await runner.query(`revoke execute on function tenancy.is_suspended(uuid) from public`);
    await runner.query(`grant execute on function tenancy.is_suspended(uuid) to ${applicationRole}`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
