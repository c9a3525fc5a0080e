import { refuse } from '../errors/refusal';
import { isUuid } from '../values/uuid';

/** What a page holds where nothing is asked. */
export const firstDefault = 20;
/** The largest page. */
export const firstMax = 100;

/** A page of a list, newest first: `limit` is one more than asked, so that the next page shows itself. */
export interface Page {
  /** The list's own name: a cursor holds in its list alone. */
  list: string;
  first: number;
  limit: number;
  after: { at: string; id: string } | null;
}

/**
 * Reads Relay's arguments of a list, named as no other is (`calls`, `Customer.calls`). `first` is 1..100, 20 by default. VALIDATION_FAILED for
 * another `first`; INVALID_FORMAT for an `after` that is no cursor, or another list's.
 */
export function readPage(list: string, args: { first?: number | null; after?: string | null }): Page {
  const first = args.first ?? firstDefault;
  if (first < 1 || first > firstMax) refuse('VALIDATION_FAILED', `\`first\` is 1 to ${firstMax}.`, { field: 'first' });
  return { list, first, limit: first + 1, after: args.after == null ? null : decode(list, args.after) };
}

export interface Connection<Node> {
  nodes: Node[];
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: () => Promise<number>;
}

/** Relay's connection of the rows read for a page. `totalCount` is asked only where it is selected. */
export function toConnection<Node extends { id: string }>(page: Page, rows: Node[], sortKey: (node: Node) => Date, totalCount: () => Promise<number>): Connection<Node> {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: encode(page.list, sortKey(node), node.id), node }));
  return {
    nodes,
    edges,
    pageInfo: { hasNextPage: rows.length > page.first, hasPreviousPage: page.after !== null, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount,
  };
}

function encode(list: string, at: Date, id: string): string {
  return Buffer.from(`${list}|${at.toISOString()}|${id}`).toString('base64url');
}

function decode(list: string, cursor: string): { at: string; id: string } {
  const [of, at, id] = Buffer.from(cursor, 'base64url').toString().split('|');
  const valid = at && id && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at)) && isUuid(id);
  if (!valid) refuse('INVALID_FORMAT', '`after` is not a cursor.', { field: 'after' });
  if (of !== list) refuse('INVALID_FORMAT', '`after` is a cursor of another list.', { field: 'after' });
  return { at: at as string, id: id as string };
}
