import { z } from 'zod';
import { defineEvent } from './event';

/** A session ended: its tokens are worth nothing from now on, its sockets are closed. */
export const sessionEnded = defineEvent('identity.sessionEnded', z.object({ sessionId: z.uuid(), userId: z.uuid(), at: z.iso.datetime() }));
