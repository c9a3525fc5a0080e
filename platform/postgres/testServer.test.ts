import { Client } from 'pg';
import { createTestDatabase, testServer } from './testServer';

test('a database cloned from a template has its tables, is alone, and the template is made once', async () => {
  let prepared = 0;
  const prepare = async (url: string) => {
    prepared += 1;
    await run(url, Array.from({ length: 80 }, (_, n) => `create table t${n} (id int primary key, name text);`).join(''));
  };
  const name = `eighty tables ${performance.timeOrigin}`;
  const [first, second] = [await createTestDatabase(name, prepare), await createTestDatabase(name, prepare)];
  await run(first.url, 'insert into t0 values (1)');
  expect(await run(second.url, 'select * from t0')).toEqual([]);
  expect(prepared).toBe(1);
  await Promise.all([first.drop(), second.drop()]);
});

test('all files of a worker use one server', async () => {
  expect(await testServer()).toBe(await testServer());
});

async function run(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
