import { isId } from '../../../platform/graphql/pagination';
import type { Context } from '../context';
import { toLine } from './toLine';

export const PhoneNumberLine = {
  async __resolveReference({ id }: { id: string }, context: Context) {
    const line = isId(id) ? await context.loaders.line.load(id) : null;
    return line && toLine(line, context);
  },
};
