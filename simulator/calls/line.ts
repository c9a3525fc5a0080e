import type { Carrier } from '../carrier';
import type { Params, Webhooks } from '../webhooks';
import type { ActiveCall } from './activeCall';

/** What calls and texts run on: what the carrier knows, and the way to its customers' servers. */
export interface Line {
  carrier: Carrier;
  webhooks: Webhooks;
}

/** Parameters every voice request of the caller's leg carries. */
export function callParams(call: ActiveCall): Params {
  return {
    CallSid: call.sid, AccountSid: call.accountSid, From: call.from, To: call.to, Caller: call.from, Called: call.to, CallStatus: call.status,
    Direction: 'inbound', ApiVersion: '2010-04-01', ...(call.forwardedFrom ? { ForwardedFrom: call.forwardedFrom } : {}), ...placesOf('From', 'To', 'Caller', 'Called'),
  };
}

/** Twilio sends the parties' places too; mostly empty, and an empty parameter is signed like any other. */
export function placesOf(...parties: string[]): Params {
  return Object.fromEntries(parties.flatMap((party) => [[`${party}City`, ''], [`${party}State`, ''], [`${party}Zip`, ''], [`${party}Country`, 'US']]));
}

/** A URL of TwiML, which may be relative to the document it stands in. */
export function absolute(url: string, base: string): string {
  try {
    return new URL(url || base, base).href;
  } catch {
    return url;
  }
}
