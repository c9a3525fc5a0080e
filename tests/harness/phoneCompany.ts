import type { CalleeBehaviour } from '../../simulator/calls/activeCall';
import type { Message, Settings, WebhookRecord } from '../../simulator/carrier';
import { startSimulator } from '../../simulator/server';

export const accountSid = `AC${'7'.repeat(32)}`;
export const authToken = 'a-token-of-the-journeys';

export interface PlacedCall {
  sid: string;
  from: string;
  status: string;
  errors: string[];
}

/** The simulated carrier, as a test handles it. */
export interface PhoneCompany {
  url: string;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** Somebody calls; nobody takes it unless `callee` says otherwise. Answers at once, while it rings. */
  call(from: string, to: string, callee?: CalleeBehaviour): Promise<PlacedCall>;
  text(from: string, to: string, body: string): Promise<Message>;
  /** Every text of that phone, to it and from it, oldest first. */
  messagesOf(phone: string): Promise<Message[]>;
  /** What the carrier took from the application, oldest first. */
  outbox(to?: string): Promise<Message[]>;
  webhooks(): Promise<WebhookRecord[]>;
  /** Points a number at an application, as one would in Twilio's console. */
  connect(number: string, publicUrl: string): Promise<void>;
  close(): Promise<void>;
}

export async function startPhoneCompany(settings: Partial<Settings> = {}): Promise<PhoneCompany> {
  const simulator = await startSimulator({ port: 0, accountSid, authToken, listLagMs: 500, settings: { timeScale: 0.01, ...settings } });
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${simulator.url}/control${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} /control${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    url: simulator.url,
    control,
    call: (from, to, callee = 'busy') => control('POST', '/calls', { from, to, callee }),
    text: (from, to, body) => control('POST', '/texts', { from, to, body }),
    messagesOf: (phone) => control('GET', `/messages?phone=${encodeURIComponent(phone)}`),
    outbox: (to) => control('GET', `/outbox${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`),
    webhooks: () => control('GET', '/webhooks'),
    async connect(number, publicUrl) {
      const to = (path: string) => `${publicUrl}${path}#rc=5&rp=all`;
      await control('PUT', `/numbers/${encodeURIComponent(number)}`, {
        voiceUrl: to('/webhooks/twilio/call'),
        voiceFallbackUrl: to('/internal/webhooks/twilio'),
        statusCallback: to('/internal/webhooks/twilio/status'),
        smsUrl: to('/webhooks/twilio/sms'),
        smsFallbackUrl: to('/internal/webhooks/twilio'),
      });
    },
    close: () => simulator.close(),
  };
}
