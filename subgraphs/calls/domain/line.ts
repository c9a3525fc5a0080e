/** One of the business's numbers, as telephony tells of it. While it is blocked the carrier takes no text from it for want of a registration. */
export interface Line {
  id: string;
  number: string;
  blockedCode: number | null;
  blockedUntil: Date | null;
}
