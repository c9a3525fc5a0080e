import type { DispatchRequest, DispatchResult } from '../domain/dispatch/types';

/** Reads a customer's text and proposes the next move. Adapters: rulesDispatcher (always there), openaiDispatcher. */
export interface Dispatcher {
  process(request: DispatchRequest): Promise<DispatchResult>;
}
