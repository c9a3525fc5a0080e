import type { Connection } from '../../../platform/graphql/pagination';

/** A connection as the generated types want it: its totalCount is a function, which GraphQL calls only where the field is selected. */
export function lazyCount<Node>(connection: Connection<Node>): Omit<Connection<Node>, 'totalCount'> & { totalCount: number } {
  return connection as unknown as Omit<Connection<Node>, 'totalCount'> & { totalCount: number };
}
