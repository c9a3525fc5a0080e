import { doorsOf } from '../../../platform/runtime/callers';
import type { Caller, RunningSubgraph } from '../../../platform/runtime/subgraphModule';
import { noticeRequested } from '../../../schema/events/alerts';
import { messageQueued, optOutAsked } from '../../../schema/events/calls';
import { lineChanged } from '../../../schema/events/telephony';
import { businessConfigured } from '../../../schema/events/tenancy';
import type { Context } from '../context';
import { forwardLines } from '../usecases/forwardLines';
import { giveUpNotice, giveUpQueueing } from '../usecases/giveUpText';
import { queueText } from '../usecases/queueText';
import { recordOptOut } from '../usecases/recordOptOut';

/** What this subgraph does when something has happened: parse, one use case. `linesChanged` lets the mirror look at once. */
export function eventHandlers(contextOf: (caller: Caller) => Context, linesChanged: () => void): NonNullable<RunningSubgraph['on']> {
  const { onEvent: on } = doorsOf(contextOf);
  return {
    // A conversation has a text for its customer.
    ...on(messageQueued, (context, { messageId, ...text }, queuedAt) => queueText(context, { id: messageId, ...text, queuedAt }), { onDead: giveUpQueueing }),
    // The business's own people are to be told of a danger: from its oldest line, claimed by nobody.
    ...on(
      noticeRequested,
      (context, { noticeId, to, body, isRepeat }, queuedAt) =>
        queueText(context, { id: noticeId, to, body, queuedAt, purpose: isRepeat ? 'ALERT_REPEAT' : 'ALERT', conversationId: null, lineId: null, ownership: null, validitySeconds: null }),
      { onDead: giveUpNotice },
    ),
    // A customer asked, in plain words, for no more texts.
    ...on(optOutAsked, (context, { phone, at }) => context.transaction((tx) => recordOptOut(tx, phone, 'WORDS', new Date(at)))),
    // A business was made or changed its configuration: its lines forward as that says.
    ...on(businessConfigured, async (context, settings) => {
      await forwardLines(context, settings.version, { targets: settings.forwardTargets, timeoutSeconds: settings.forwardTimeoutSeconds, screening: settings.screening });
      linesChanged();
    }),
    ...on(lineChanged, async () => linesChanged()),
  };
}
