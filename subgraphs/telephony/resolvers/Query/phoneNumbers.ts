import { readPage, toConnection } from '../../../../platform/graphql/pagination';
import type { Context } from '../../context';
import type { QueryPhoneNumbersArgs } from '../types.generated';
import { toLine } from '../toLine';

export async function phoneNumbers(_parent: unknown, args: QueryPhoneNumbersArgs, context: Context) {
  const page = readPage('phoneNumbers', args);
  const filter = { status: args.filter?.status ?? null, search: args.filter?.search || null };
  const lines = await context.stores.lines.page(page, filter);
  const created = new Map(lines.map((line) => [line.id, line.createdAt]));
  const nodes = lines.map((line) => toLine(line, context));
  return toConnection(page, nodes, (line) => created.get(line.id) as Date, () => context.stores.lines.count(filter));
}
