import type { Progress } from './callProgress';

/** A call as its webhooks tell it. */
export interface CarriedCall {
  callSid: string;
  lineId: string;
  /** As the carrier names the caller: a number, a short code, `anonymous`. */
  caller: string;
  called: string;
  screening: boolean;
  ownNumber: boolean;
  startedAt: Date;
  progress: Progress;
}
