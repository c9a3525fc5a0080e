import { randomUUID } from 'node:crypto';
import { countSegmentsSent } from '../../../platform/values/smartEncoding';
import { messageAdded, messageQueued } from '../../../schema/events/calls';
import type { Work } from '../context';
import type { Conversation } from '../domain/conversation';

/** A text to a customer. After `validitySeconds` the carrier gives up. */
export interface OutboundMessage {
  conversation: Conversation;
  body: string;
  sender: 'AI' | 'HUMAN' | 'SYSTEM';
  /** A SAFETY warning, MISSED_CALL, an AI's REPLY (dropped under a newer turn), a HUMAN's text, or a NOTICE that holds whatever the customer says meanwhile. */
  purpose: 'SAFETY' | 'MISSED_CALL' | 'REPLY' | 'HUMAN' | 'NOTICE';
  authorId?: string;
  callId?: string;
  offeredSlots?: string[];
  /** After so many seconds the carrier gives up; for the text after a missed call 300 (domain.md). */
  validitySeconds?: number;
}

/** Puts a text into the thread and hands it to telephony, in the caller's transaction. It carries the conversation's ownership and turn of now. */
export async function queueMessage({ messages, say }: Work, text: OutboundMessage, now: Date): Promise<string> {
  const { conversation } = text;
  const id = randomUUID();
  messages.put({
    id,
    conversationId: conversation.id,
    callId: text.callId ?? null,
    direction: 'OUTBOUND',
    sender: text.sender,
    authorId: text.authorId ?? null,
    body: text.body,
    segments: countSegmentsSent(text.body),
    status: 'QUEUED',
    purpose: text.purpose,
    ownership: conversation.ownership,
    turn: conversation.turn,
    offeredSlots: text.offeredSlots ?? [],
  });
  await say(messageAdded({ messageId: id, conversationId: conversation.id, sender: text.sender, at: now.toISOString(), isReply: false }));
  await say(
    messageQueued({
      messageId: id,
      conversationId: conversation.id,
      lineId: conversation.lineId,
      to: conversation.phone,
      body: text.body,
      purpose: text.purpose,
      ownership: conversation.ownership,
      validitySeconds: text.validitySeconds ?? null,
    }),
  );
  return id;
}
