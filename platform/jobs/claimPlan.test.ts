import { Client } from 'pg';
import { openQueue, type Queue } from '../../tests/harness/queue';
import { openDatabase } from '../database/database';

let queue: Queue;
beforeAll(async () => (queue = await openQueue()));
afterAll(() => queue.close());

test('a rush is claimed by the indexes, also where PostgreSQL has last seen the queue empty', async () => {
  const admin = new Client({ connectionString: queue.adminUrl });
  await admin.connect();
  const rush = (topic: string) => admin.query(`insert into platform.jobs (tenant_id, topic, priority, payload, serial_key) select gen_random_uuid(), $1, 1, '{}', $1 || ':' || n from generate_series(1, 3000) n`, [topic]);
  await rush('earlier');
  // On the last of its pages, so that PostgreSQL keeps them all, and takes each for empty.
  await admin.query(`insert into platform.jobs (tenant_id, topic, priority, payload) values (gen_random_uuid(), 'another', 1, '{}')`);
  await admin.query(`delete from platform.jobs where topic = 'earlier'`);
  await admin.query('vacuum analyze platform.jobs');
  const worker = await openDatabase({ url: queue.adminUrl, maxConnections: 1, applicationName: 'jobs test' });
  const claim = () => worker.statement<{ id: string | null }>('select * from platform.claim_jobs($1, $2, $3, $4, $5)', [['lane'], [8], ['lane'], ['rush'], 9]);
  // From here on it has a plan.
  expect(await claim()).toMatchObject([{ id: null }]);
  await rush('rush');
  const read = async () => {
    await worker.statement('select pg_stat_force_next_flush()');
    const { rows } = await admin.query<{ tuples: string }>(
      `select sum(idx_tup_read) + (select seq_tup_read from pg_stat_user_tables where schemaname = 'platform' and relname = 'jobs') as tuples from pg_stat_user_indexes where schemaname = 'platform' and relname = 'jobs'`,
    );
    return Number(rows[0]?.tuples);
  };
  const before = await read();
  expect((await claim()).filter(({ id }) => id !== null)).toHaveLength(8);
  expect((await read()) - before).toBeLessThan(500);
  await worker.close();
  await admin.end();
});
