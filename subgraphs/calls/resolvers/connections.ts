import { type Connection, type Page, readPage, toConnection } from '../../../platform/graphql/pagination';
import { notFound } from '../../../platform/errors/refusal';
import { isId } from '../../../platform/graphql/pagination';

interface Listed<Row, Filter> {
  page(filter: Filter, page: Page): Promise<Row[]>;
  count(filter: Filter): Promise<number>;
}

/** Answers a list's root field: its arguments read, a page fetched by keyset, the count left until asked. */
export async function listConnection<Row extends { id: string }, Filter extends object>(
  list: Listed<Row, Filter>,
  args: { filter?: Filter | null; first?: number | null; after?: string | null },
  sortKey: (row: Row) => Date,
): Promise<Connection<Row>> {
  const page = readPage(args);
  const filter = args.filter ?? ({} as Filter);
  return toConnection(page, await list.page(filter, page), sortKey, () => list.count(filter));
}

/** A filter by a malformed id is a filter by an unknown one. */
export function checkFilterIds(filter: Record<string, unknown> | null | undefined, fields: readonly string[]): void {
  for (const field of fields) {
    const id = filter?.[field];
    if (typeof id === 'string' && !isId(id)) notFound(field.replace(/Id$/, ''));
  }
}
