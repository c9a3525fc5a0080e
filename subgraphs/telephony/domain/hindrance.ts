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
} as const satisfies Record<string, { disprovenBy: Progress; quietSeconds: number }>;
export type Hindrance = keyof typeof hindrances;
const names = Object.keys(hindrances) as Hindrance[];
export const hindrance = z.enum(names);

/** A hindrance of a line's texts: of all of them where its region is ''. */
export interface LineHindrance {
  lineId: string;
  reason: Hindrance;
  region: string;
}

/** Which hindrance the reason of a failure is; null where the failure is about the one text or its recipient. */
export function hindranceOf(reason: string): Hindrance | null {
  return names.find((name) => name === reason) ?? null;
}

/** The part of the world that the hindrance is about; '' where it is about all texts of the number. */
export function regionHindered(hindrance: Hindrance, to: string): string {
  return hindrance === 'REGION_NOT_ENABLED' ? regionOf(to) : '';
}

/** The hindrances that a text disproves which has come that far. */
export function disprovenBy(progress: Progress): Hindrance[] {
  return names.filter((name) => progressRank[hindrances[name].disprovenBy] <= progressRank[progress]);
}

/** From when on a hindrance that was disproven is over, unless it is met again. */
export function overAt(hindrance: Hindrance, lastMetAt: Date): Date {
  return new Date(lastMetAt.getTime() + hindrances[hindrance].quietSeconds * 1_000);
}
