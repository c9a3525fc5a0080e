import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from '../../platform/database/migrate';

/**
 * A customer can have several numbers, each with its own opt-out and reach, and customers found to be one are merged: the other's row stays, with its
 * number and consents as they were given, and names the one who remains. A conversation is held with the number last heard in it.
 */
export class KeepCustomerNumbers1700000000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      `create table calls.customer_numbers (
        tenant_id uuid not null, phone text not null, customer_id uuid not null, opted_out boolean not null default false,
        unreachable text check (unreachable in ('LANDLINE', 'INVALID')), unreachable_code int, created_at timestamptz(3) not null default clock_timestamp(),
        primary key (tenant_id, phone), foreign key (tenant_id, customer_id) references calls.customers)`,
      `create index customer_numbers_of_customer on calls.customer_numbers (tenant_id, customer_id)`,
      `insert into calls.customer_numbers (tenant_id, phone, customer_id, opted_out, unreachable, unreachable_code, created_at)
        select tenant_id, phone, id, opted_out, unreachable, unreachable_code, created_at from calls.customers`,
      ...tenantTable('calls.customer_numbers'),
      `alter table calls.customers drop column opted_out, drop column unreachable, drop column unreachable_code, add column merged_into uuid,
        add foreign key (tenant_id, merged_into) references calls.customers`,
      `create index customers_merged on calls.customers (tenant_id, merged_into) where merged_into is not null`,
      `alter table calls.conversations add column phone text`,
      `update calls.conversations v set phone = c.phone from calls.customers c where c.tenant_id = v.tenant_id and c.id = v.customer_id`,
      `alter table calls.conversations alter column phone set not null, add foreign key (tenant_id, phone) references calls.customer_numbers`,
      // A merge moves all leads of a customer.
      `create index leads_of_customer on calls.leads (tenant_id, customer_id)`,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
