import type { Transaction } from '../../platform/database/database';
import { appendEvent } from '../../platform/events/eventLog';
import { completing } from '../../platform/jobs/completing';
import { enqueueJob } from '../../platform/jobs/jobs';
import { businessOf, narrowedTo, tenantOf } from '../../platform/principal/principal';
import type { Caller, Foundation } from '../../platform/runtime/subgraphModule';
import type { Dispatcher } from './clients/dispatcher';
import type { Geocoder } from './clients/geocoder';
import type { Context, Work } from './context';
import { answerStore } from './store/answers';
import { appointmentStore } from './store/appointments';
import { businessStore } from './store/businesses';
import { callStore } from './store/calls';
import { conversationStore } from './store/conversations';
import { customerStore } from './store/customers';
import { leadStore } from './store/leads';
import { lineStore } from './store/lines';
import { createLists } from './store/lists';
import { createLoaders } from './store/loaders';
import { messageStore } from './store/messages';
import { workerStore } from './store/workers';

/** Builds the context of one operation, job or event. Dispatcher and geocoder are picked once, at start, by subgraph.ts. */
export function createContext(foundation: Foundation, vendors: { dispatcher: Dispatcher; geocoder: Geocoder }, caller: Caller): Context {
  const tenantId = tenantOf(caller.principal);
  const technician = narrowedTo(caller.principal);
  const { requestId } = caller;
  const workOn = (tx: Transaction): Work => {
    const workers = workerStore(tx);
    return {
      answers: answerStore(tx),
      appointments: appointmentStore(tx, technician),
      businesses: businessStore(tx),
      calls: callStore(tx),
      conversations: conversationStore(tx, technician),
      customers: customerStore(tx, technician),
      leads: leadStore(tx),
      lines: lineStore(tx),
      messages: messageStore(tx),
      workers,
      attempt: (part, isKept) => tx.attempt(part, isKept),
      say: (event) => appendEvent(tx, event, requestId),
      enqueue: (job) => enqueueJob(tx, { ...job, correlationId: requestId }),
    };
  };
  const { transaction, step } = completing(caller.run, (work) => foundation.database.transaction(tenantId, work));
  const reader = foundation.database.reader(tenantId);
  return {
    principal: caller.principal,
    requestId,
    now: foundation.clock,
    ...vendors,
    narrowed: technician !== null,
    loaders: createLoaders(reader, technician),
    lists: createLists(reader, technician),
    step: (work) => step((tx) => work(workOn(tx))),
    transaction: (work) => transaction((tx) => work(workOn(tx))),
    follow: (after) => foundation.live.subscribe(businessOf(caller.principal), after),
  };
}
