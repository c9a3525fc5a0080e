import { createHash } from 'node:crypto';

/** Shares are 0–1; of the send faults at most one happens to a request, tried in the order written here. */
export interface Faults {
  seed: number;
  sends: {
    /** Refused with 429 and Retry-After; not processed. */
    rate429: number;
    /** Answered 500; not processed. */
    rate500: number;
    /** Answered 500, yet processed. */
    rate500ButSent: number;
    /** Never answered: the connection is cut after `timeoutMs`; not processed. */
    rateTimeout: number;
    /** Never answered, yet processed. */
    rateSentWithoutAnswer: number;
  };
  /** Retry-After of a 429: seconds, or a date as it stands in the header. */
  retryAfter: number | string;
  /** Of questions after texts and calls (GET). */
  lookUps: {
    /** Answered 500. */
    rate500: number;
  };
  /** Real milliseconds an unanswered request is held before its connection is cut. */
  timeoutMs: number;
  webhooks: {
    /** Delivered twice, with the same idempotency token. */
    duplicateRate: number;
    /** Held back by `reorderDelayMs`, so that later ones overtake it. */
    reorderRate: number;
    reorderDelayMs: number;
    /** Never delivered. */
    dropRate: number;
    /** Kinds the three apply to; unset: duplicates all, held back statuses and texts, dropped statuses only. */
    kinds?: string[];
  };
}

export type SendFault = keyof Faults['sends'];
/** Every kind of fault that can strike: of sends, of look-ups, and of webhooks. */
export type FaultKind = SendFault | 'lookUpFailed' | 'webhookDropped' | 'webhookDuplicated' | 'webhookDelayed';
/** How often each kind has struck since faults were last set. */
export type StruckFaults = Record<FaultKind, number>;

export function nothingStruck(): StruckFaults {
  return { rate429: 0, rate500: 0, rate500ButSent: 0, rateTimeout: 0, rateSentWithoutAnswer: 0, lookUpFailed: 0, webhookDropped: 0, webhookDuplicated: 0, webhookDelayed: 0 };
}

export function noFaults(): Faults {
  return {
    seed: 1,
    sends: { rate429: 0, rate500: 0, rate500ButSent: 0, rateTimeout: 0, rateSentWithoutAnswer: 0 },
    retryAfter: 1,
    lookUps: { rate500: 0 },
    timeoutMs: 2_000,
    webhooks: { duplicateRate: 0, reorderRate: 0, reorderDelayMs: 200, dropRate: 0 },
  };
}

const orders: SendFault[] = ['rate429', 'rate500', 'rate500ButSent', 'rateTimeout', 'rateSentWithoutAnswer'];
const seenMax = 200_000;

/**
 * Decides from the seed, what the request says and how often it was seen; not from the order of arrival, which differs
 * from run to run when requests are concurrent.
 */
export function drawsFor(faults: () => Faults): { draw(label: string): number; forget(): void } {
  const seen = new Map<string, number>();
  return {
    draw(label) {
      const count = (seen.get(label) ?? 0) + 1;
      seen.set(label, count);
      if (seen.size > seenMax) seen.delete(seen.keys().next().value!);
      return createHash('sha1').update(`${faults().seed}|${label}|${count}`).digest().readUInt32BE(0) / 2 ** 32;
    },
    forget: () => seen.clear(),
  };
}

export type Draws = ReturnType<typeof drawsFor>;

/** The fault that befalls this send, or null. */
export function sendFaultFor(faults: Faults, draws: Draws, label: string): SendFault | null {
  const total = orders.reduce((sum, name) => sum + faults.sends[name], 0);
  if (total === 0) return null;
  let point = draws.draw(`send|${label}`);
  for (const name of orders) {
    if (point < faults.sends[name]) return name;
    point -= faults.sends[name];
  }
  return null;
}

export interface WebhookFate {
  drop: boolean;
  duplicate: boolean;
  delayMs: number;
}

const statuses = ['messageStatus', 'callStatus', 'dialStatus'];
const holdable = [...statuses, 'sms'];

export function webhookFateFor(faults: Faults, draws: Draws, kind: string, label: string): WebhookFate {
  const { duplicateRate, reorderRate, reorderDelayMs, dropRate, kinds } = faults.webhooks;
  const applies = (otherwise: boolean) => (kinds ? kinds.includes(kind) : otherwise);
  const hit = (rate: number, name: string) => rate > 0 && draws.draw(`${name}|${kind}|${label}`) < rate;
  return {
    drop: applies(statuses.includes(kind)) && hit(dropRate, 'drop'),
    duplicate: applies(true) && hit(duplicateRate, 'duplicate'),
    delayMs: applies(holdable.includes(kind)) && hit(reorderRate, 'reorder') ? reorderDelayMs : 0,
  };
}
