import fc from 'fast-check';
import { readPage, toConnection } from './pagination';

interface Row {
  id: string;
  at: Date;
}
const newestFirst = (a: Row, b: Row) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);

/** The same keyset rule that the stores write in SQL. */
function pageOf(rows: Row[], args: { first: number; after: string | null }) {
  const page = readPage('rows', args);
  const rest = rows.filter((row) => !page.after || row.at.toISOString() < page.after.at || (row.at.toISOString() === page.after.at && row.id < page.after.id));
  return toConnection(page, rest.slice(0, page.limit), (row) => row.at, () => Promise.resolve(rows.length));
}

test('walking the pages gives every row once, in order, whatever the page size and however many share an instant', () => {
  const row = fc.record({ id: fc.uuid(), at: fc.date({ min: new Date('2026-01-01'), max: new Date('2026-01-01T00:00:00.005Z'), noInvalidDate: true }) });
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (unsorted, first) => {
      const rows = [...unsorted].sort(newestFirst);
      const seen: Row[] = [];
      let after: string | null = null;
      for (;;) {
        const connection = pageOf(rows, { first, after });
        seen.push(...connection.nodes);
        if (!connection.pageInfo.hasNextPage) break;
        after = connection.pageInfo.endCursor;
      }
      expect(seen).toEqual(rows);
    }),
  );
});

test.each([0, -1, 101])('a page of %d is refused with the field named', (first) => {
  expect(() => readPage('rows', { first })).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', details: { field: 'first' } }));
});

test('what is no cursor is refused as INVALID_FORMAT', () => {
  expect(() => readPage('rows', { after: 'bm90IG91cnM' })).toThrow(expect.objectContaining({ code: 'INVALID_FORMAT', details: { field: 'after' } }));
});

test('a cursor holds in its own list; in another it is refused with the field named', () => {
  const row = { id: '00000000-0000-4000-8000-000000000001', at: new Date('2026-01-01T00:00:00.001Z') };
  const after = toConnection(readPage('rows', {}), [row], ({ at }) => at, () => Promise.resolve(1)).edges[0]?.cursor as string;
  expect(readPage('rows', { after }).after).toEqual({ at: row.at.toISOString(), id: row.id });
  for (const list of ['columns', 'row', 'rows ', 'Table.rows']) expect(() => readPage(list, { after })).toThrow(expect.objectContaining({ code: 'INVALID_FORMAT', details: { field: 'after' } }));
});

test('a page has 20 rows where nobody says how many, and at most 100', () => {
  for (const args of [{}, { first: null }, { first: undefined }]) expect(readPage('rows', args)).toMatchObject({ first: 20, limit: 21 });
  expect(readPage('rows', { first: 100 })).toMatchObject({ first: 100, limit: 101 });
});
