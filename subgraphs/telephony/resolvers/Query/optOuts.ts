import { readPage, toConnection } from '../../../../platform/graphql/pagination';
import type { Context } from '../../context';
import { lazyCount } from '../lazyCount';
import type { QueryOptOutsArgs } from '../types.generated';

export async function optOuts(_parent: unknown, args: QueryOptOutsArgs, context: Context) {
  const page = readPage(args);
  const rows = await context.transaction((tx) => tx.optOuts.page(page));
  return lazyCount(toConnection(page, rows, (row) => row.optedOutAt, () => context.transaction((tx) => tx.optOuts.count())));
}
