import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/defineJob';

/** `since`: from when on the customer has waited, which tells whether they still do. */
const waiting = z.object({ conversationId: z.uuid(), since: z.iso.datetime() });

/** A turn of the AI is due. `refused`: the slots that the database refused to it so far. */
export const continueConversationJob = defineJob('calls.continueConversation', z.object({ conversationId: z.uuid(), refused: z.array(z.object({ start: z.string(), end: z.string() })).optional() }));
/** A human has been silent for as long as the business allows. */
export const remindHumanJob = defineJob('calls.remindHuman', waiting);
/** A human has been silent for so long that the AI gets the conversation back. */
export const handBackJob = defineJob('calls.handBack', waiting);
/** The slots held for the conversation have run out. */
export const letGoExpiredJob = defineJob('calls.letGoExpired', z.object({ conversationId: z.uuid() }));
