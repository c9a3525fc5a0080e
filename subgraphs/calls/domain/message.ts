/** A text of a conversation. `ownership` is the conversation's number when it was written, `segments` what the carrier counts and charges. */
export interface Message {
  id: string;
  conversationId: string;
  callId: string | null;
  direction: 'INBOUND' | 'OUTBOUND';
  sender: 'CUSTOMER' | 'AI' | 'HUMAN' | 'SYSTEM';
  authorId: string | null;
  body: string;
  media: { url: string; contentType: string }[];
  segments: number;
  status: string;
  errorCode: number | null;
  purpose: string | null;
  ownership: number;
  turn: number;
  offeredSlots: string[];
  createdAt: Date;
  /** When the carrier brought it: earlier than it was kept, where the database was away. Null of ours. */
  receivedAt: Date | null;
}
