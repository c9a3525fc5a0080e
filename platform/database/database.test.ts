import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../postgres/testServer';
import { type Database, isSqlState, openDatabase } from './database';
import { migrate, type MigrationSet, tenantTable } from './migrate';

class CreateNotes1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of ['create table notes.notes (tenant_id uuid not null, id int not null, primary key (tenant_id, id))', ...tenantTable('notes.notes')]) await runner.query(statement);
  }
  down(): Promise<void> {
    return Promise.resolve();
  }
}

const sets: MigrationSet[] = [{ schema: 'notes', migrations: [CreateNotes1700000000001] }];
const [ours, theirs] = [randomUUID(), randomUUID()];
let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase('empty');
  // Three processes that start at once: one migrates, the others find it done.
  const ran = await Promise.all([1, 2, 3].map(() => migrate(testDatabase.url, sets)));
  expect(ran.sort()).toEqual([0, 0, 1]);
  database = await openDatabase({ url: testDatabase.url, maxConnections: 4, applicationName: 'database test' });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const add = (tenant: string | null, id: number, as = tenant) => database.transaction(as, (tx) => tx.query('insert into notes.notes values ($1, $2)', [tenant, id]));
const read = (tenant: string | null) => database.transaction(tenant, (tx) => tx.query<{ id: number }>('select id from notes.notes order by id')).then((rows) => rows.map((row) => row.id));

test('a transaction sees and writes the rows of its tenant alone', async () => {
  await add(ours, 1);
  await add(theirs, 2);
  expect([await read(ours), await read(theirs), await read(null)]).toEqual([[1], [2], []]);
  await expect(add(theirs, 3, ours)).rejects.toMatchObject({ code: '42501' });
  await expect(add(ours, 3, null)).rejects.toMatchObject({ code: '42501' });
  expect(await database.transaction(ours, (tx) => tx.query('delete from notes.notes where id = 2 returning id'))).toEqual([]);
});

test('connections that would not act as the application’s role are refused before anything is read', async () => {
  // What a pooler does that ignores startup options: ours do not arrive.
  const url = new URL(testDatabase.url);
  url.searchParams.set('options', '-c statement_timeout=0');
  await expect(openDatabase({ url: url.href, maxConnections: 2, applicationName: 'database test' })).rejects.toThrow(/act as postgres, not as nmc_app: a pooler/);
});

test('connections come back clean: a tenant does not outlive its transaction, also when many share few connections', async () => {
  const seen = await Promise.all(Array.from({ length: 40 }, (_, n) => read([ours, theirs, null][n % 3] as string | null)));
  seen.forEach((rows, n) => expect(rows).toEqual([[1], [2], []][n % 3]));
});

test('a throw rolls back and sends no wake; a commit sends each wake once, after it', async () => {
  const heard: string[] = [];
  database.wakes.on('jobs', () => heard.push('jobs'));
  await expect(
    database.transaction(ours, async (tx) => {
      await tx.query('insert into notes.notes values ($1, 9)', [ours]);
      tx.wakes('jobs');
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect([await read(ours), heard]).toEqual([[1], []]);
  await database.transaction(ours, async (tx) => {
    tx.wakes('jobs');
    tx.wakes('jobs');
    await tx.query('select 1 as one');
    expect(heard).toEqual([]);
  });
  expect(heard).toEqual(['jobs']);
});

test('works on as a plain member of its role, and names a violation by its state', async () => {
  const [row] = await database.transaction(null, (tx) => tx.query<{ name: string }>('select current_user as name'));
  expect(row?.name).toBe('nmc_app');
  const doubled = await add(ours, 1).catch((error: unknown) => error);
  expect([isSqlState(doubled, '23505'), isSqlState(doubled, '40001'), isSqlState(null, '23505')]).toEqual([true, false, false]);
});

test('a text that PostgreSQL cannot keep is the sender’s to mend, wherever it stands', async () => {
  for (const [type, text] of [['text', 'a\u0000'], ['jsonb', JSON.stringify('a\u0000')], ['jsonb', JSON.stringify('a\ud800')]] as const) {
    await expect(database.transaction(ours, (tx) => tx.query(`select $1::${type} as kept`, [text]))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(database.reader(ours).query(`select $1::${type} as kept`, [text])).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  }
  await expect(database.reader(ours).query(`select $1::jsonb as kept`, ['{'])).rejects.toMatchObject({ code: '22P02' });
});

test('a connection that the server cuts costs one transaction, not the pool', async () => {
  const admin = new Client({ connectionString: testDatabase.url });
  await admin.connect();
  let cut: Promise<unknown> = Promise.resolve();
  const broken = database.transaction(ours, async (tx) => {
    const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    cut = admin.query('select pg_terminate_backend($1, 5000)', [row?.pid]);
    await cut;
    return tx.query('select 1 as one');
  });
  await expect(broken).rejects.toThrow();
  const ended = once(admin, 'end');
  await admin.end();
  await ended;
  expect(await read(ours)).toEqual([1]);
});

const insert = 'insert into notes.notes values ($1, $2)';

test('a write that nobody waits for fails the transaction with its own error, at the next query or at the commit, and nothing stays', async () => {
  const heard: string[] = [];
  database.wakes.on('events', () => heard.push('events'));
  const failing = (asksAgain: boolean) =>
    database.transaction(ours, async (tx) => {
      tx.execute(insert, [ours, 20]);
      tx.execute(insert, [theirs, 21]);
      tx.execute(insert, [ours, 22]);
      tx.wakes('events');
      if (asksAgain) await tx.query('select 1 as one');
    });
  await expect(failing(false)).rejects.toMatchObject({ code: '42501' });
  await expect(failing(true)).rejects.toMatchObject({ code: '42501' });
  expect(heard).toEqual([]);
  expect((await read(ours)).filter((id) => id >= 20)).toEqual([]);
});

test('writes that nobody waits for stand in the order of the calls, before what is asked after them', async () => {
  const seen = await database.transaction(ours, async (tx) => {
    tx.execute(insert, [ours, 30]);
    tx.execute('update notes.notes set id = id + 1 where id = 30');
    const rows = await tx.query<{ id: number }>('select id from notes.notes where id >= 30');
    tx.execute('delete from notes.notes where id = 31');
    return rows;
  });
  expect(seen).toEqual([{ id: 31 }]);
  expect((await read(ours)).filter((id) => id >= 30)).toEqual([]);
});

test('queries asked without waiting for one another go in one trip, in the order of the calls; the first failure is told to all of them', async () => {
  const trips = await countTrips();
  const { writes } = trips;
  const asked = await trips.database.transaction(ours, async (tx) => {
    tx.execute(insert, [ours, 35]);
    return Promise.all([tx.query('update notes.notes set id = 36 where id = 35 returning id'), tx.query('delete from notes.notes where id >= 35 returning id')]);
  });
  expect([asked, writes()]).toEqual([[[{ id: 36 }], [{ id: 36 }]], 2]);
  const failed = await trips.database.transaction(ours, async (tx) => {
    const both = await Promise.allSettled([tx.query('select 1 / 0'), tx.query('select 1 as one')]);
    expect(both.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code)).toEqual(['22012', '22012']);
    throw new Error('no');
  }).catch(String);
  expect(failed).toBe('Error: no');
  expect((await read(ours)).filter((id) => id >= 35)).toEqual([]);
  await trips.close();
});

test('a failure passed over does not commit in silence', async () => {
  await expect(
    database.transaction(ours, async (tx) => {
      await tx.query(insert, [ours, 40]);
      await tx.query('select 1 / 0').catch(() => undefined);
    }),
  ).rejects.toThrow();
  expect((await read(ours)).filter((id) => id >= 40)).toEqual([]);
});

test('an attempt that is not kept is undone, also one that PostgreSQL refused and one within another; what stands around it stays', async () => {
  const kept = (answer: string) => answer === 'kept';
  const answers = await database.transaction(ours, async (tx) => {
    await tx.query(insert, [ours, 41]);
    const refused = await tx.attempt(() => tx.query(insert, [ours, 41]).then(() => 'kept', (error: unknown) => (isSqlState(error, '23505') ? 'taken' : Promise.reject(error as Error))), kept);
    const outer = await tx.attempt(async () => {
      tx.execute(insert, [ours, 42]);
      await tx.attempt(() => Promise.resolve(tx.execute(insert, [ours, 43])).then(() => 'undone'), kept);
      return tx.attempt(() => Promise.resolve(tx.execute(insert, [ours, 44])).then(() => 'kept'), kept);
    }, kept);
    const undone = await tx.attempt(async () => {
      await tx.attempt(() => Promise.resolve(tx.execute(insert, [ours, 45])).then(() => 'kept'), kept);
      return 'undone';
    }, kept);
    tx.execute(insert, [ours, 46]);
    return [refused, outer, undone];
  });
  expect(answers).toEqual(['taken', 'kept', 'undone']);
  expect((await read(ours)).filter((id) => id >= 40)).toEqual([41, 42, 44, 46]);
  await expect(database.transaction(ours, (tx) => tx.attempt(() => Promise.resolve(tx.execute(insert, [ours, 47])).then(() => Promise.reject(new Error('no'))), () => true))).rejects.toThrow('no');
  expect(await read(ours)).not.toContain(47);
});

test('reads of one turn share a transaction of their tenant, and one that fails costs no other its answer', async () => {
  const [mine, another] = [database.reader(ours), database.reader(theirs)];
  const transactionOf = `select now()::text || pg_backend_pid() as id, current_setting('app.tenant_id') as tenant`;
  const ask = async (reader: typeof mine) => (await reader.query<{ id: string; tenant: string }>(transactionOf))[0];
  const asked = await Promise.all([ask(mine), ask(another), ask(mine)]);
  expect(asked.map((row) => row?.tenant)).toEqual([ours, theirs, ours]);
  expect([asked[0]?.id === asked[2]?.id, asked[0]?.id === asked[1]?.id]).toEqual([true, false]);
  const divide = async (by: number) => (await mine.query<{ n: number }>('select 12 / $1::int as n', [by]))[0]?.n;
  // The second and the fifth fail; what stands behind them, also of texts first prepared behind a failure, is answered.
  const settled = await Promise.allSettled([divide(1), divide(0), divide(2), mine.query('select 7 as n'), divide(0), divide(3), mine.query('select 7 as n')]);
  expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code: string }).code))).toEqual([12, '22012', 6, [{ n: 7 }], '22012', 4, [{ n: 7 }]]);
});

test('a reader sees its tenant alone, writes nothing, and leaves its connection clean after a failure', async () => {
  const count = async (tenant: string | null) => Number((await database.reader(tenant).query<{ count: string }>('select count(*) as count from notes.notes'))[0]?.count);
  expect([await count(ours), await count(theirs), await count(null)]).toEqual([(await read(ours)).length, (await read(theirs)).length, 0]);
  await expect(database.reader(ours).query(insert, [ours, 50])).rejects.toMatchObject({ code: '25006' });
  await Promise.all(Array.from({ length: 12 }, () => expect(database.reader(ours).query('select 1 / 0')).rejects.toMatchObject({ code: '22012' })));
  expect(await Promise.all(Array.from({ length: 12 }, () => count(theirs)))).toEqual(Array.from({ length: 12 }, () => 1));
  expect(() => database.reader(ours).execute(insert, [ours, 51])).toThrow('a reader does not write');
});

/** The database behind a door that counts how often the application writes to it. */
async function countTrips(): Promise<{ database: Database; writes(): number; close(): Promise<void> }> {
  const url = new URL(testDatabase.url);
  const folder = url.searchParams.get('host');
  const server = folder === null ? { host: url.hostname, port: Number(url.port) } : { path: `${folder}/.s.PGSQL.${url.port}` };
  let writes = 0;
  const door = createServer((near) => {
    const far = connect(server);
    near.on('data', (data) => {
      writes += 1;
      far.write(data);
    });
    far.pipe(near);
    near.on('close', () => far.destroy());
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  url.searchParams.delete('host');
  url.host = `127.0.0.1:${(door.address() as AddressInfo).port}`;
  const counted = await openDatabase({ url: url.href, maxConnections: 1, applicationName: 'database test' });
  let before = writes;
  return {
    database: counted,
    writes: () => {
      const since = writes - before;
      before = writes;
      return since;
    },
    async close() {
      await counted.close();
      door.close();
    },
  };
}
