import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLifeSafety } from '../../domain/dispatch/readLifeSafety';
import type { TradeType } from '../../domain/dispatch/types';
import { GENERATED, learnedSource, readSet, SETS } from './learn';
import { scoreAll, type Scores } from './score';

const PERFECT = { lifeSafetyRecall: 1, lifeSafetyPrecision: 1, language: 1 };
/** Floors a little below what is reached; raise them with the rules. Hazards may never be missed again once known. */
const FLOORS: Record<(typeof SETS)[number], Omit<Scores, 'misses'>> = {
  'dev.jsonl': { ...PERFECT, jobType: 0.99, urgency: 0.97, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.99 },
  'composed.jsonl': { ...PERFECT, jobType: 0.98, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.99 },
  'first.jsonl': { ...PERFECT, jobType: 0.98, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.98 },
  'second.jsonl': { ...PERFECT, jobType: 0.97, urgency: 0.97, wantsHuman: 0.99, optOut: 1, addressParts: 1, preferred: 0.96 },
  'third.jsonl': { ...PERFECT, jobType: 0.95, urgency: 0.96, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.97 },
  'fourth.jsonl': { ...PERFECT, jobType: 0.96, urgency: 0.95, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.96 },
};

test.each(SETS)('the rules read %s no worse than they once did', (file) => {
  const { misses, ...scores } = scoreAll(readSet(file));
  const below = Object.entries(FLOORS[file]).filter(([name, floor]) => scores[name as keyof typeof scores] < floor).map(([name, floor]) => `${name} ${scores[name as keyof typeof scores]} < ${floor}`);
  expect({ below, misses: below.length > 0 ? misses : [] }).toEqual({ below: [], misses: [] });
});

test('every known danger is heard, and none where there is none', () => {
  const wrong = readSet('hazards.jsonl').filter(({ text, trade, life_safety: danger }) => (readLifeSafety(text, trade.toUpperCase() as TradeType) !== null) !== danger);
  expect(wrong.map(({ text }) => text)).toEqual([]);
});

test('the learned word counts are those of the labelled texts', () => {
  expect(readFileSync(GENERATED, 'utf8')).toBe(learnedSource());
});

/** How the rules did on texts when they first saw them: [confidence, right] of each answer. Nothing is fitted to a text after it stands here. */
const FIRST_SIGHT = JSON.parse(readFileSync(join(__dirname, 'firstSight.json'), 'utf8')) as Record<'jobType' | 'urgency', [confidence: number, right: boolean][]>;

test.each(['jobType', 'urgency'] as const)('on texts never seen before, a confidence of %s is the share of right answers', (field) => {
  const answers = FIRST_SIGHT[field];
  const bins = new Map<number, [number, boolean][]>();
  for (const answer of answers) bins.set(answer[0], [...(bins.get(answer[0]) ?? []), answer]);
  const table = [...bins].map(([confidence, list]) => ({ confidence, texts: list.length, right: list.filter(([, right]) => right).length / list.length })).sort((a, b) => a.confidence - b.confidence);
  const error = table.reduce((sum, { confidence, texts, right }) => sum + (texts / answers.length) * Math.abs(confidence - right), 0);
  expect({ error, table }).toMatchObject({ error: expect.toSatisfy((value: number) => value <= 0.07) as number });
});
