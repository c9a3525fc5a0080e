import type { Message, MessageStatus } from './carrier';
import { accountOfNumber, addMessage, background, pause } from './carrier';
import { newSid } from './ids';
import { countSegments, smartEncode } from './segments';
import { parseTwiml, TwimlError } from './twiml';
import { absolute, placesOf, type Line } from './calls/line';

export interface OutboundText {
  accountSid: string;
  from: string;
  to: string;
  body: string;
  mediaUrls: string[];
  statusCallback: string | null;
  messagingServiceSid: string | null;
  smartEncoded: boolean;
  validitySeconds?: number | null;
  direction: 'outbound-api' | 'outbound-reply';
}

/** Accepts a text and lets it run its way: queued, sent, then what the recipient's phone does; each with its callback. */
export function acceptText(line: Line, text: OutboundText): Message {
  const body = text.smartEncoded ? smartEncode(text.body) : text.body;
  const message = newMessage({ ...text, body, status: text.messagingServiceSid ? 'accepted' : 'queued' });
  addMessage(line.carrier, message);
  background(line.carrier, () => carry(line, message));
  return message;
}

/** Twilio's code for a text that could not be sent within its ValidityPeriod. */
const validityExpired = 30036;

async function carry(line: Line, message: Message): Promise<void> {
  const { carrier } = line;
  const profile = carrier.phones.get(message.to);
  const last = profile?.delivery ?? 'delivered';
  const validMs = (message.validitySeconds ?? Infinity) * 1_000;
  await pause(Math.min(carrier.settings.sentDelayMs, validMs));
  if (carrier.closed) return;
  if (carrier.settings.sentDelayMs > validMs) return moveTo(line, message, 'failed', validityExpired);
  if (last !== 'failed') {
    message.sentAt = Date.now();
    moveTo(line, message, 'sent', null);
    if (last === 'sent') return;
    await pause(carrier.settings.deliveredDelayMs);
    if (carrier.closed) return;
  }
  moveTo(line, message, last, last === 'delivered' ? null : (profile?.errorCode ?? 30008));
}

/** Callbacks are not awaited: a slow server must not hold the message back, and so they may overtake each other, as at Twilio. */
function moveTo(line: Line, message: Message, status: MessageStatus, errorCode: number | null): void {
  const { carrier } = line;
  message.status = status;
  message.errorCode = errorCode;
  message.updatedAt = Date.now();
  carrier.events.emit('event', { type: 'message', message });
  if (!message.statusCallback) return;
  void line.webhooks.deliver({
    kind: 'messageStatus', url: message.statusCallback, label: `${message.from}|${message.to}|${message.body}|${status}`,
    params: {
      MessageSid: message.sid, MessageStatus: status, SmsSid: message.sid, SmsStatus: status, AccountSid: message.accountSid, From: message.from, To: message.to,
      ApiVersion: '2010-04-01', ...(message.messagingServiceSid ? { MessagingServiceSid: message.messagingServiceSid } : {}),
      ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
    },
  });
}

/** Words the carrier itself understands, whole message, any case. Source: Twilio, "Support for opt-out keywords". */
const stopWords = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const startWords = new Set(['START', 'YES', 'UNSTOP']);
const helpWords = new Set(['HELP', 'INFO']);

/** A phone texts a number of ours: the carrier's own opt-out first, then the number's SmsUrl. Returns at once. */
export function deliverText(line: Line, text: { from: string; to: string; body: string; mediaUrls: string[] }): Message {
  const { carrier } = line;
  const message = newMessage({ ...text, accountSid: accountOfNumber(carrier, text.to), direction: 'inbound', status: 'received', statusCallback: null, messagingServiceSid: null });
  addMessage(carrier, message);
  const word = text.body.trim().toUpperCase();
  const pair = optOutKey(text.from, text.to);
  const wasOut = carrier.optOuts.has(pair);
  if (stopWords.has(word)) carrier.optOuts.add(pair);
  if (startWords.has(word)) carrier.optOuts.delete(pair);
  if (stopWords.has(word) !== wasOut) carrier.events.emit('changed');
  const reply = carrierReply(word, wasOut);
  if (reply && carrier.settings.carrierReplies) {
    addMessage(carrier, newMessage({ accountSid: message.accountSid, from: text.to, to: text.from, body: reply, mediaUrls: [], direction: 'outbound-reply', status: 'delivered', statusCallback: null, messagingServiceSid: null }));
  }
  background(carrier, () => callSmsUrl(line, message));
  return message;
}

export function optOutKey(recipient: string, sender: string): string {
  return `${recipient}|${sender}`;
}

function carrierReply(word: string, wasOut: boolean): string | null {
  if (stopWords.has(word)) return wasOut ? null : 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.';
  if (startWords.has(word)) return wasOut ? 'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.' : null;
  return helpWords.has(word) ? 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.' : null;
}

async function callSmsUrl(line: Line, message: Message): Promise<void> {
  const { carrier } = line;
  const number = carrier.numbers.get(message.to);
  if (!number?.smsUrl) return;
  const media = message.mediaUrls.flatMap((url, index) => [[`MediaUrl${index}`, url], [`MediaContentType${index}`, contentTypeOf(url)]]);
  const answer = await line.webhooks.deliver({
    kind: 'sms', url: number.smsUrl, fallbackUrl: number.smsFallbackUrl || undefined, label: `${message.from}|${message.to}|${message.body}`,
    params: {
      MessageSid: message.sid, SmsSid: message.sid, SmsMessageSid: message.sid, AccountSid: message.accountSid, From: message.from, To: message.to, Body: message.body,
      NumMedia: String(message.mediaUrls.length), NumSegments: String(message.numSegments), SmsStatus: 'received', ApiVersion: '2010-04-01',
      ...placesOf('From', 'To'), ...Object.fromEntries(media),
    },
  });
  if (answer.errorCode === null) sendReplies(line, message, answer.body, answer.contentType, answer.url);
}

/** Message verbs of the answer are texts too. */
function sendReplies(line: Line, message: Message, body: string, contentType: string, base: string): void {
  try {
    for (const verb of parseTwiml(body, contentType)) {
      if (verb.name !== 'Message' && verb.name !== 'Sms') continue;
      const text = (verb.children.find((child) => child.name === 'Body') ?? verb).text.trim();
      const statusCallback = verb.attributes.action ?? verb.attributes.statusCallback;
      acceptText(line, {
        accountSid: message.accountSid, from: verb.attributes.from ?? message.to, to: verb.attributes.to ?? message.from, body: text, messagingServiceSid: null, smartEncoded: false, direction: 'outbound-reply',
        mediaUrls: verb.children.filter((child) => child.name === 'Media').map((child) => absolute(child.text.trim(), base)), statusCallback: statusCallback ? absolute(statusCallback, base) : null,
      });
    }
  } catch (error) {
    // Twilio only writes it in its debugger: the text has arrived, nothing more is due.
    if (!(error instanceof TwimlError)) throw error;
    message.errorCode = error.code;
  }
}

function newMessage(text: Pick<Message, 'accountSid' | 'from' | 'to' | 'body' | 'mediaUrls' | 'direction' | 'status' | 'statusCallback' | 'messagingServiceSid'> & { validitySeconds?: number | null }): Message {
  const now = Date.now();
  return {
    sid: newSid(text.mediaUrls.length > 0 ? 'MM' : 'SM'), accountSid: text.accountSid, direction: text.direction, from: text.from, to: text.to, body: text.body, mediaUrls: text.mediaUrls, status: text.status,
    statusCallback: text.statusCallback, messagingServiceSid: text.messagingServiceSid, validitySeconds: text.validitySeconds ?? null, numSegments: countSegments(text.body), errorCode: null, acceptedAt: now,
    sentAt: text.status === 'received' || text.status === 'delivered' ? now : null, updatedAt: now,
  };
}

function contentTypeOf(url: string): string {
  const ending = /\.(\w+)(?:[?#]|$)/.exec(url.slice(url.lastIndexOf('/')))?.[1]?.toLowerCase();
  return ({ png: 'image/png', gif: 'image/gif', mp4: 'video/mp4', pdf: 'application/pdf', webp: 'image/webp' } as Record<string, string>)[ending ?? ''] ?? 'image/jpeg';
}
