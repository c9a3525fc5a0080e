import type { HandledEvent } from '../../../platform/runtime/subgraphModule';
import { optOutAsked } from '../../../schema/events/calls';
import type { Context } from '../context';
import { recordOptOut } from '../usecases/receiveText';

/** A customer asked, in plain words, for no more texts. */
export async function onOptOutAsked(event: HandledEvent, context: Context): Promise<void> {
  const asked = optOutAsked.payload.parse(event.payload);
  await context.transaction((tx) => recordOptOut(tx, asked.phone, 'WORDS', new Date(asked.at)));
}
