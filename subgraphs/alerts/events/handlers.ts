import { doorsOf, mayLag } from '../../../platform/runtime/callers';
import type { Caller, RunningSubgraph } from '../../../platform/runtime/subgraphModule';
import { appointmentChanged, conversationChanged, humanArrived, humanNeeded } from '../../../schema/events/calls';
import { lineChanged, optOutChanged, sendingHindered, sendingResumed } from '../../../schema/events/telephony';
import { businessConfigured } from '../../../schema/events/tenancy';
import type { Context } from '../context';
import { needOf, noLine } from '../domain/hindrance';
import { noteArrival } from '../usecases/noteArrival';
import { noteOptIn, noteResumption } from '../usecases/noteResumption';
import { raiseAlert } from '../usecases/raiseAlert';

/** What this subgraph does when something has happened: parse, one use case. */
export function eventHandlers(contextOf: (caller: Caller) => Context): NonNullable<RunningSubgraph['on']> {
  const { onEvent: on } = doorsOf(contextOf);
  return {
    // Opens an alert, or opens one of danger again.
    ...on(humanNeeded, (context, need) => raiseAlert(context, { ...need, at: new Date(need.at) })),
    // So that a text to the owner knows the business's name and phones.
    ...on(businessConfigured, (context, { version, businessName, alertPhones }) => context.transaction(({ businesses }) => businesses.save(version, { name: businessName, alertPhones }))),
    ...mayLag({
      // Opens a task for what keeps a number of the business from sending as it should.
      ...on(sendingHindered, (context, hindrance) => raiseAlert(context, needOf({ ...hindrance, at: new Date(hindrance.at) }))),
      // Ends that task: the number sends again.
      ...on(sendingResumed, (context, resumed) => noteResumption(context, { ...resumed, at: new Date(resumed.at) })),
      // Ends the task of a business that had no number to send from.
      ...on(lineChanged, (context, _line, at) => noteResumption(context, { ...noLine, at }), { when: { status: 'ACTIVE' } }),
      // Ends the tasks that are there only because the customer wanted no texts.
      ...on(optOutChanged, (context, { phone, changedAt }) => noteOptIn(context, phone, new Date(changedAt)), { when: { optedOut: false } }),
      // Ends or acknowledges the alerts of the conversation.
      ...on(humanArrived, (context, { conversationId, userId, at, resolved }) => noteArrival(context, { conversationId, by: userId, at: new Date(at), resolved })),
      // So that a technician sees the alerts of an own appointment's conversation. A slot that is held or let go is nobody's appointment.
      ...on(appointmentChanged, (context, { appointmentId, conversationId, workerUserId, isVisit, at }) =>
        context.transaction(async ({ appointments }) => {
          if (conversationId === null || !isVisit) return;
          await appointments.save({ id: appointmentId, conversationId, userId: workerUserId ?? null, changedAt: new Date(at) });
        }),
      ),
      // So that a filter by a conversation tells one without alerts from one that does not exist.
      ...on(conversationChanged, (context, { conversationId }) => context.transaction(({ conversations }) => conversations.add(conversationId)), { when: { opened: true } }),
    }),
  };
}
