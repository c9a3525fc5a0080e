import type { HandledEvent } from '../../../platform/runtime/subgraphModule';
import { messageQueued } from '../../../schema/events/calls';
import type { Context } from '../context';
import { queueText } from '../usecases/queueText';

/** A conversation has a text for its customer. */
export async function onMessageQueued(event: HandledEvent, context: Context): Promise<void> {
  const { messageId, ...text } = messageQueued.payload.parse(event.payload);
  await queueText(context, { id: messageId, ...text, queuedAt: new Date(event.occurredAt) });
}
