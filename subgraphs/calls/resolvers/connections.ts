import { type Connection, type Page, readPage, toConnection } from '../../../platform/graphql/pagination';
import { notFound, refuse } from '../../../platform/errors/refusal';

const rangeDaysMax = 400;

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

/** A filter by an id that is not the tenant's is RESOURCE_NOT_FOUND (roots.graphql, "Errors"), a malformed one like an unknown one. */
export async function checkFilterId(what: string, id: string | null | undefined, known: { load(id: string): Promise<object | null> }): Promise<void> {
  if (id != null && !(await known.load(id))) notFound(what);
}

/** A period begins before it ends and lasts at most 400 days (types.graphql, DateRange). VALIDATION_FAILED names the field. */
export function checkRange(range: { start: Date; end: Date } | null | undefined): void {
  if (!range) return;
  const days = (range.end.getTime() - range.start.getTime()) / 86_400_000;
  if (!(days > 0 && days <= rangeDaysMax)) refuse('VALIDATION_FAILED', `\`range\` begins before it ends, and lasts at most ${rangeDaysMax} days.`, { field: 'filter.range' });
}
