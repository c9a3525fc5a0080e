import type { FoundCall } from '../domain/call';
import type { SendResult, SentText } from '../domain/message';

/** One account with the phone company as we wish it were: it says what it knows of a send, and what it does not. */
export interface Carrier {
  /** Hands a text over. Never throws. */
  sendText(text: OutboundText): Promise<SendResult>;
  /** Texts that the carrier took from us for that number, newest first, at least back to `since`. Throws while the carrier cannot be asked. */
  findTexts(sent: { from: string; to: string; since: Date }): Promise<SentText[]>;
  /** What became of a call; null where the carrier does not know it. Throws while the carrier cannot be asked. */
  findCall(callSid: string): Promise<FoundCall | null>;
  /** Throws, with a reason fit for an operator, when the carrier is out of reach or refuses our credentials. */
  ping(): Promise<void>;
}

export interface OutboundText {
  from: string;
  to: string;
  body: string;
  statusCallback: string;
  /** The carrier drops it when it cannot be delivered within so many seconds; null: no limit of ours. */
  validitySeconds: number | null;
}
