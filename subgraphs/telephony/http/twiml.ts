import twilio from 'twilio';
import { moreRetries, type Answer } from '../domain/webhook';

const voice = { voice: 'alice', language: 'en-US' } as const;
/** How long the callee has for the key. */
const keySecondsMax = 8;

export const screenPath = '/webhooks/twilio/call/screen';
/** Twilio posts what detection heard to this and the SID of the caller's leg. */
export const detectionPath = '/webhooks/twilio/call/machine';
export const statusPath = '/webhooks/twilio/call/status';

/** The TwiML of an answer, escaped by Twilio's own builder. `publicUrl` without a slash at its end. */
export function toTwiml(answer: Answer, publicUrl: string): string {
  const twiml = new twilio.twiml.VoiceResponse();
  switch (answer.kind) {
    case 'forward': {
      const dial = twiml.dial({ timeout: answer.timeoutSeconds, answerOnBridge: true, action: `${statusPath}/${answer.callSid}${moreRetries}`, method: 'POST' });
      for (const target of answer.targets) dial.number(screeningOf(answer, publicUrl), target);
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

function screeningOf(answer: Extract<Answer, { kind: 'forward' }>, publicUrl: string) {
  switch (answer.screening) {
    case 'OFF':
      return {};
    case 'PRESS_KEY':
      return { url: screenOf(answer.called), method: 'POST' };
    case 'ANSWERING_MACHINE_DETECTION': {
      // Whole, since Twilio documents a relative URL for `url` and not for this. The report names neither the caller's leg nor any number.
      const amdStatusCallback = `${publicUrl}${detectionPath}/${answer.callSid}?${new URLSearchParams({ called: answer.called, from: answer.caller })}${moreRetries}`;
      return { machineDetection: 'Enable', amdStatusCallback, amdStatusCallbackMethod: 'POST' };
    }
  }
}

/** The callee's leg names the callee, not the number of ours that was called: the URL says it. */
function screenOf(called: string | null): string {
  return `${screenPath}${called === null ? '' : `?${new URLSearchParams({ called })}`}${moreRetries}`;
}
