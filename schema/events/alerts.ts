import { z } from 'zod';
import { defineEvent } from './event';

/** An alert was opened, or changed state. `conversationId`: that which it is about, where there is one. */
export const alertChanged = defineEvent(
  'alerts.alertChanged',
  z.object({ alertId: z.uuid(), conversationId: z.uuid().nullable(), status: z.string(), kind: z.string(), at: z.iso.datetime() }),
  (event) => ({ type: 'ALERT_CHANGED', alertId: event.alertId, ...(event.conversationId !== null && { conversationId: event.conversationId }) }),
);
/** The business's own people are to be texted, of one alert or of that one and others. Sent from one of the business's lines; never doubled for one `noticeId`. `isRepeat`: they were texted about it before, and customers' texts go first. */
export const noticeRequested = defineEvent('alerts.noticeRequested', z.object({ noticeId: z.uuid(), alertId: z.uuid(), to: z.string(), body: z.string(), isRepeat: z.boolean().optional() }));
