import type { HandledEvent } from '../../../platform/runtime/subgraphModule';
import { noticeRequested } from '../../../schema/events/alerts';
import type { Context } from '../context';
import { queueText } from '../usecases/queueText';

/** The business's own people are to be texted: from its oldest line, claimed by nobody. */
export async function onNoticeRequested(event: HandledEvent, context: Context): Promise<void> {
  const notice = noticeRequested.payload.parse(event.payload);
  await queueText(context, {
    id: notice.noticeId,
    conversationId: null,
    lineId: null,
    to: notice.to,
    body: notice.body,
    purpose: 'ALERT',
    ownership: null,
    validitySeconds: null,
    queuedAt: new Date(event.occurredAt),
  });
}
