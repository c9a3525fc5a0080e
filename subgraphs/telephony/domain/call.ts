import type { Progress } from './callProgress';
import type { Screening } from './forwarding';

/** A call as its webhooks tell it. */
export interface CarriedCall {
  callSid: string;
  lineId: string;
  /** As the carrier names the caller: a number, a short code, `anonymous`. */
  caller: string;
  called: string;
  screening: Screening;
  ownNumber: boolean;
  startedAt: Date;
  progress: Progress;
}

/** What the carrier says of a call when it is asked. */
export interface FoundCall {
  ended: boolean;
  /** When it ended; null where the carrier does not say. */
  endedAt: Date | null;
  durationSeconds: number;
}
