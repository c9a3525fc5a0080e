import type { z } from 'zod';

/** What happened as subscribers know it: EventType of the contract, and the ids of the things whose present state the event shows. */
export interface LiveEvent {
  type: string;
  callId?: string;
  conversationId?: string;
  messageId?: string;
  leadId?: string;
  appointmentId?: string;
  alertId?: string;
  tenantId?: string;
  userId?: string;
}

/** One kind of event: `<subgraph>.<pastTense>`, its payload, and what subscribers hear of it (nothing, where `live` is absent). */
export interface EventDefinition<Payload> {
  type: string;
  payload: z.ZodType<Payload>;
  live?: (payload: Payload) => LiveEvent | null;
}

/** An event about to be appended. */
export interface NewEvent<Payload = unknown> {
  definition: EventDefinition<Payload>;
  payload: Payload;
}

export function defineEvent<Payload>(type: string, payload: z.ZodType<Payload>, live?: (payload: Payload) => LiveEvent | null) {
  const definition: EventDefinition<Payload> = { type, payload, live };
  return Object.assign((value: Payload): NewEvent<Payload> => ({ definition, payload: value }), definition);
}
