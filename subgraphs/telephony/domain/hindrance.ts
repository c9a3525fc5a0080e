import { z } from 'zod';
import { regionOf } from '../../../platform/values/phoneNumber';

/** How far a text has come with the carrier. */
export type Progress = 'ACCEPTED' | 'SENT' | 'DELIVERED';
const progressRank: Record<Progress, number> = { ACCEPTED: 1, SENT: 2, DELIVERED: 3 };

/**
 * What keeps one of the business's own numbers from sending as it should, whoever the text is to: somebody has something to set right. A later text
 * disproves it that comes as far as `disprovenBy`; it is over once it has then not been met for `quietSeconds`, since one text that passes a queue or
 * a filter says little of the next.
 */
const hindrances = {
  QUEUE_FULL: { disprovenBy: 'SENT', quietSeconds: 300 },
  REGION_NOT_ENABLED: { disprovenBy: 'ACCEPTED', quietSeconds: 0 },
  FILTERED: { disprovenBy: 'DELIVERED', quietSeconds: 86_400 },
  NOT_REGISTERED: { disprovenBy: 'DELIVERED', quietSeconds: 0 },
  NOT_AUTHENTICATED: { disprovenBy: 'ACCEPTED', quietSeconds: 0 },
  // Of one phone of the business's own people: it was not told of a danger.
  WARNING_UNDELIVERED: { disprovenBy: 'DELIVERED', quietSeconds: 0 },
} as const satisfies Record<string, { disprovenBy: Progress; quietSeconds: number }>;
export type Hindrance = keyof typeof hindrances;
const names = Object.keys(hindrances) as Hindrance[];
export const hindrance = z.enum(names);

/** A hindrance of a line's texts: of all of them where its region is '', of those to one phone where it is that number. */
export interface LineHindrance {
  lineId: string;
  reason: Hindrance;
  region: string;
}

/** Which hindrance the reason of a failure is; null where the failure is about the one text or its recipient. */
export function hindranceOf(reason: string): Hindrance | null {
  return names.find((name) => name === reason) ?? null;
}

/** The part of the world, or the phone, that the hindrance is about; '' where it is about all texts of the number. */
export function regionHindered(hindrance: Hindrance, to: string): string {
  if (hindrance === 'WARNING_UNDELIVERED') return to;
  return hindrance === 'REGION_NOT_ENABLED' ? regionOf(to) : '';
}

/** What a text to that number can disprove: hindrances of everywhere, of its country, of its own. */
export function regionsOf(to: string): string[] {
  return ['', regionOf(to), to];
}

/** The phone that the hindrance is about; undefined where it is about more than one. */
export function phoneHindered({ reason, region }: LineHindrance): string | undefined {
  return reason === 'WARNING_UNDELIVERED' ? region : undefined;
}

/** The hindrances that a text disproves which has come that far. */
export function disprovenBy(progress: Progress): Hindrance[] {
  return names.filter((name) => progressRank[hindrances[name].disprovenBy] <= progressRank[progress]);
}

/** From when on a hindrance that was disproven is over, unless it is met again. */
export function overAt(hindrance: Hindrance, lastMetAt: Date): Date {
  return new Date(lastMetAt.getTime() + hindrances[hindrance].quietSeconds * 1_000);
}
