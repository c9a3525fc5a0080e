import { readPage, toConnection } from '../../../../platform/graphql/pagination';
import type { Context } from '../../context';
import type { QueryOptOutsArgs } from '../types.generated';

export async function optOuts(_parent: unknown, args: QueryOptOutsArgs, context: Context) {
  const page = readPage('optOuts', args);
  const rows = await context.stores.optOuts.page(page);
  return toConnection(page, rows, (row) => row.optedOutAt, () => context.stores.optOuts.count());
}
