import { isUuid } from '../../../../platform/values/uuid';
import type { Context } from '../../context';
import type { QueryPhoneNumberArgs } from '../types.generated';
import { toLine } from '../toLine';

export async function phoneNumber(_parent: unknown, { id }: QueryPhoneNumberArgs, context: Context) {
  const line = isUuid(id) ? await context.loaders.line.load(id) : null;
  return line && toLine(line, context);
}
