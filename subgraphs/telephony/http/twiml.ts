import twilio from 'twilio';
import type { Answer } from '../domain/webhook';

const voice = { voice: 'alice', language: 'en-US' } as const;
/** How long the callee has for the key. */
const keySecondsMax = 8;

export const screenPath = '/webhooks/twilio/call/screen';
export const statusPath = '/webhooks/twilio/call/status';

/** The TwiML of an answer, escaped by Twilio's own builder. */
export function toTwiml(answer: Answer): string {
  const twiml = new twilio.twiml.VoiceResponse();
  switch (answer.kind) {
    case 'forward': {
      const dial = twiml.dial({ timeout: answer.timeoutSeconds, answerOnBridge: true, action: `${statusPath}/${answer.callSid}`, method: 'POST' });
      for (const target of answer.targets) dial.number(answer.screening ? { url: screenOf(answer.called), method: 'POST' } : {}, target);
      break;
    }
    case 'goodbye':
      twiml.say(voice, 'Sorry, nobody can take your call right now. We will get back to you shortly. Goodbye.');
      twiml.hangup();
      break;
    case 'reject':
      twiml.reject({ reason: 'rejected' });
      break;
    case 'askForKey': {
      const gather = twiml.gather({ numDigits: 1, timeout: keySecondsMax, action: screenOf(answer.called), method: 'POST' });
      gather.say(voice, 'A customer is calling. Press any key to take the call.');
      // Without it the call would be bridged to whatever picked up (twilio.md 3).
      twiml.hangup();
      break;
    }
    case 'hangUp':
      twiml.hangup();
      break;
    case 'nothing':
      break;
  }
  return twiml.toString();
}

/** The callee's leg names the callee, not the number of ours that was called: the URL says it. */
function screenOf(called: string | null): string {
  return called === null ? screenPath : `${screenPath}?${new URLSearchParams({ called })}`;
}
