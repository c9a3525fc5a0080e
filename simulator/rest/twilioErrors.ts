/** What the API refuses, in Twilio's words. Source: https://www.twilio.com/docs/api/errors */
const known = {
  20001: [400, 'Unknown parameter'],
  20003: [401, 'Authenticate'],
  20004: [405, 'Method not allowed'],
  20404: [404, 'The requested resource was not found'],
  20429: [429, 'Too Many Requests'],
  20500: [500, 'An internal server error has occurred'],
  21211: [400, "Invalid 'To' Phone Number"],
  21212: [400, "Invalid 'From' Phone Number"],
  21266: [400, "'To' and 'From' number cannot be the same"],
  21408: [400, 'Permission to send an SMS has not been enabled for the region indicated by the \'To\' number'],
  21421: [400, 'PhoneNumber is invalid'],
  21422: [400, 'PhoneNumber is not available'],
  21502: [400, 'Invalid Url'],
  21602: [400, 'Message body is required.'],
  21603: [400, "A 'From' or 'MessagingServiceSid' parameter is required to send a message."],
  21604: [400, "A 'To' phone number is required."],
  21606: [400, 'The From phone number is not a valid, SMS-capable inbound phone number or short code for your account.'],
  21609: [400, "The 'StatusCallback' URL is not a valid URL."],
  21610: [400, 'Attempt to send to unsubscribed recipient'],
  21611: [429, "This 'From' number has exceeded the maximum number of queued messages"],
  21612: [400, "The 'To' phone number is not currently reachable using the 'From' phone number"],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit.'],
  21620: [400, 'Invalid media URL(s)'],
  21635: [400, "'To' number cannot be a landline"],
  21660: [400, "Mismatch between the 'From' number and the account"],
  21701: [404, 'The Messaging Service does not exist.'],
} as const satisfies Record<number, readonly [number, string]>;

export type TwilioErrorCode = keyof typeof known;

/** A refusal of the API; the error handler writes it as Twilio does. */
export class TwilioError extends Error {
  readonly status: number;

  constructor(readonly code: number, detail?: string) {
    const [status, message] = (known as Record<number, readonly [number, string]>)[code] ?? [400, 'The request was refused'];
    super(detail ? `${message}: ${detail}` : message);
    this.status = status;
  }

  body() {
    return { code: this.code, message: this.message, more_info: `https://www.twilio.com/docs/errors/${this.code}`, status: this.status };
  }
}

/** @throws TwilioError; for use where a value is needed: `value ?? refuse(21604)` */
export function refuse(code: TwilioErrorCode, detail?: string): never {
  throw new TwilioError(code, detail);
}
