import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A customer's visits, and a technician's own ones, are found without reading all. */
export class IndexAppointments1700000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index appointments_of_customer on calls.appointments (tenant_id, customer_id)`);
    await runner.query(`create index appointments_of_worker on calls.appointments (tenant_id, worker_id)`);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only.');
  }
}
