import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/defineJob';
import { hindrance } from '../domain/hindrance';

const call = z.object({ callSid: z.string() });

/** A text waits for its turn, its answer, or its look-up. */
export const sendTextJob = defineJob('telephony.sendText', z.object({ messageId: z.uuid() }));
/** What hindered a line's texts is over by then, unless it is met again. */
export const resumeSendingJob = defineJob('telephony.resumeSending', z.object({ lineId: z.uuid(), reason: hindrance, region: z.string() }));
/** A while after the key. */
export const confirmTalkJob = defineJob('telephony.confirmTalk', call);
/** A moment after the caller's leg has ended. */
export const settleCallJob = defineJob('telephony.settleCall', call.extend({ durationSeconds: z.number().int().nonnegative() }));
/** A moment after Dial has ended, and nobody has been proven yet. */
export const settleUnprovenJob = defineJob('telephony.settleUnproven', call);
/** A call of which the end should have been heard by then. */
export const checkCallJob = defineJob('telephony.checkCall', call);
