import type { Transaction } from '../../../platform/database/database';
import { appendEvent } from '../../../platform/events/eventLog';
import { enqueueJob } from '../../../platform/jobs/jobs';
import type { Work } from '../context';
import { callStore } from './calls';
import { lineStore } from './lines';
import { messageStore } from './messages';
import { optOutStore } from './optOuts';
import { receiptStore } from './receipts';

/** All stores on one transaction. */
export function openWork(tx: Transaction, again: (at: Date) => Promise<void>, correlationId: string | null): Work {
  return {
    lines: lineStore(tx),
    calls: callStore(tx),
    messages: messageStore(tx),
    optOuts: optOutStore(tx),
    receipts: receiptStore(tx),
    say: (event) => appendEvent(tx, event, correlationId),
    enqueue: (job) => enqueueJob(tx, job),
    again,
  };
}
