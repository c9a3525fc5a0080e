import { readMessage, type MessageReading } from '../../domain/dispatch/reading/readMessage';
import type { AddressParts, TradeType, Urgency } from '../../domain/dispatch/types';
import { fold } from '../../domain/dispatch/reading/words';

/** One labelled text; the labels are explained in the guide of the evaluation set. */
export interface Labelled {
  id: string; trade: string; text: string; job_type: string | null; urgency: Urgency; life_safety: boolean; wants_human: boolean; opt_out: boolean;
  address: AddressParts | null; preferred: string | null; language: string; tags: string[];
  /** Which danger it is, as the warnings name them; `any` where two fit. Only in later sets. */
  hazard?: string;
}

export interface Scores {
  jobType: number; urgency: number; lifeSafetyRecall: number; lifeSafetyPrecision: number; wantsHuman: number; optOut: number; addressParts: number; preferred: number; language: number; misses: string[];
}

/** Shares of right answers; preferred counts as right where the words overlap by half (Dice), articles and prepositions left out. */
export function scoreAll(records: readonly Labelled[]): Scores {
  const misses: string[] = [];
  const read = records.map((record) => ({ record, reading: readMessage(record.text, record.trade.toUpperCase() as TradeType) }));
  const share = (name: string, right: (record: Labelled, reading: MessageReading) => boolean, among = read): number => {
    const ok = among.filter(({ record, reading }) => {
      const good = right(record, reading);
      if (!good) misses.push(`${name} ${record.id}: ${describe(name, record, reading)} | ${record.text}`);
      return good;
    });
    return among.length === 0 ? 1 : ok.length / among.length;
  };
  return {
    jobType: share('job', (record, reading) => reading.jobType === record.job_type),
    urgency: share('urgency', (record, reading) => reading.urgency === record.urgency),
    lifeSafetyRecall: share('danger', (_record, reading) => reading.lifeSafety !== null, read.filter(({ record }) => record.life_safety)),
    lifeSafetyPrecision: share('alarm', (record) => record.life_safety, read.filter(({ reading }) => reading.lifeSafety !== null)),
    wantsHuman: share('human', (record, reading) => reading.wantsHuman === record.wants_human),
    optOut: share('optout', (record, reading) => reading.optOut === record.opt_out),
    addressParts: share('address', (record, reading) => (['street', 'city', 'state', 'zip'] as const).every((part) => same(record.address?.[part], reading.address?.[part]))),
    preferred: share('time', (record, reading) => overlap(record.preferred, reading.preferredText) >= 0.5),
    language: share('language', (record, reading) => record.language === 'mixed' || reading.language === record.language),
    misses,
  };
}

const same = (a: string | null | undefined, b: string | null | undefined): boolean => (a ?? '').toLowerCase() === (b ?? '').toLowerCase();
const SMALL = new Set('the a an in on at by for to of el la los las en de a por'.split(' '));
const content = (span: string): string[] => fold(span).split(/[^a-z0-9:]+/).filter((word) => word && !SMALL.has(word));

export function overlap(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 1 : 0;
  const [left, right] = [content(a), content(b)];
  if (left.length + right.length === 0) return 1;
  return (2 * left.filter((word) => right.includes(word)).length) / (left.length + right.length);
}

function describe(name: string, record: Labelled, reading: MessageReading): string {
  const pairs: Record<string, [unknown, unknown]> = {
    job: [record.job_type, `${reading.jobType} (${reading.jobConfidence.toFixed(2)})`], urgency: [record.urgency, `${reading.urgency} ${reading.lifeSafety ?? ''}`], danger: [true, null], alarm: [false, reading.lifeSafety],
    human: [record.wants_human, reading.wantsHuman], optout: [record.opt_out, reading.optOut], address: [JSON.stringify(record.address), JSON.stringify(reading.address)], time: [record.preferred, reading.preferredText], language: [record.language, reading.language],
  };
  return `want ${String(pairs[name]?.[0])}, got ${String(pairs[name]?.[1])}`;
}
