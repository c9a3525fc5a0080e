import type { JobHandler } from '../../../platform/jobs/jobs';
import { doorsOf } from '../../../platform/runtime/callers';
import type { Caller } from '../../../platform/runtime/subgraphModule';
import type { Context } from '../context';
import { confirmTalk } from '../usecases/acceptCall';
import { checkCall } from '../usecases/checkCall';
import { giveUpSending } from '../usecases/giveUpText';
import { checkCallJob, confirmTalkJob, resumeSendingJob, sendTextJob, settleCallJob, settleUnprovenJob } from '../usecases/ownJobs';
import { settleCall } from '../usecases/recordCallEnd';
import { settleUnproven } from '../usecases/recordDialResult';
import { resumeSending } from '../usecases/recordHindrance';
import { sendText } from '../usecases/sendText';

/** How this subgraph's own jobs are worked off: parse, one use case. */
export function jobHandlers(contextOf: (caller: Caller) => Context): Record<string, JobHandler> {
  const { onJob: on } = doorsOf(contextOf);
  return {
    ...on(
      sendTextJob,
      (context, { messageId }) => sendText(context, messageId),
      (context, { messageId }) => giveUpSending(context, messageId),
    ),
    ...on(resumeSendingJob, resumeSending),
    ...on(confirmTalkJob, (context, { callSid }) => confirmTalk(context, callSid)),
    ...on(settleCallJob, settleCall),
    ...on(settleUnprovenJob, (context, { callSid }) => settleUnproven(context, callSid)),
    ...on(checkCallJob, (context, { callSid }) => checkCall(context, callSid)),
  };
}
