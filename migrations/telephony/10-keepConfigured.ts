import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/** Which version of a business's configuration its lines forward by: an older one may be heard of later. */
export class KeepConfigured1700000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [`create table telephony.businesses (tenant_id uuid primary key, version int not null)`, ...tenantTable('telephony.businesses')];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
