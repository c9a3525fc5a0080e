import { isUuid } from '../../../platform/values/uuid';
import type { Context } from '../context';
import { toLine } from './toLine';

export const PhoneNumberLine = {
  async __resolveReference({ id }: { id: string }, context: Context) {
    const line = isUuid(id) ? await context.loaders.line.load(id) : null;
    return line && toLine(line, context);
  },
};
