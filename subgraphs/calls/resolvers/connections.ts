import { type Connection, type Page, readPage, toConnection } from '../../../platform/graphql/pagination';
import { notFound } from '../../../platform/errors/refusal';

interface Listed<Row, Filter> {
  page(filter: Filter, page: Page): Promise<Row[]>;
  count(filter: Filter): Promise<number>;
}

/** Answers a list's root field, by its name: its arguments read, a page fetched by keyset, the count left until asked. */
export async function listConnection<Row extends { id: string }, Filter extends object>(
  name: string,
  list: Listed<Row, Filter>,
  args: { filter?: Filter | null; first?: number | null; after?: string | null },
  sortKey: (row: Row) => Date,
): Promise<Connection<Row>> {
  const page = readPage(name, args);
  const filter = args.filter ?? ({} as Filter);
  return toConnection(page, await list.page(filter, page), sortKey, () => list.count(filter));
}

/** The id that a filter names, as it is now; null where it names none. One that is not the tenant's is RESOURCE_NOT_FOUND (roots.graphql, "Errors"), a malformed one like an unknown one. */
export async function filterId(what: string, id: string | null | undefined, known: { load(id: string): Promise<{ id: string } | null> }): Promise<string | null> {
  return id == null ? null : ((await known.load(id)) ?? notFound(what)).id;
}
