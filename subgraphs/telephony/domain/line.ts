import type { SealedAccount } from './account';
import type { Forwarding } from './forwarding';

/** One of our numbers as a webhook needs it: whose it is, and where its calls go. */
export interface CalledLine extends Forwarding {
  tenantId: string;
  lineId: string;
  number: string;
  label: string | null;
  /** The account that carries it; null: the environment's. */
  account: SealedAccount | null;
}

/** What sending needs to know of a line. */
export interface SendingLine {
  number: string;
  /** Through which it sends; null: the environment's. */
  account: SealedAccount | null;
  segmentsPerSecond: number;
  nextSendAt: Date;
  blockedUntil: Date | null;
  blockedCode: number | null;
}

export type LineStatus = 'PROVISIONING' | 'ACTIVE' | 'SUSPENDED' | 'RELEASED';

/** A number of the business. */
export interface Line {
  id: string;
  number: string;
  label: string | null;
  status: LineStatus;
  capabilities: ('VOICE' | 'SMS' | 'MMS')[];
  createdAt: Date;
}

export interface OptOut {
  id: string;
  phone: string;
  optedOutAt: Date;
}
