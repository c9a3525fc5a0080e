import { createHash, randomBytes } from 'node:crypto';

/** Prefixes of the resources the simulator hands out, as Twilio's. */
export type SidPrefix = 'SM' | 'MM' | 'CA' | 'PN' | 'ME' | 'AC';

/** A fresh sid: two letters and 32 hexadecimal digits. */
export function newSid(prefix: SidPrefix): string {
  return prefix + randomBytes(16).toString('hex');
}

/** The same sid for the same text every time, so that a number keeps its PN… over restarts. */
export function stableSid(prefix: SidPrefix, text: string): string {
  return prefix + createHash('md5').update(text).digest('hex');
}
