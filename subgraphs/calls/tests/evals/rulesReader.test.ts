import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibratedJob, CONFIDENCE, overallConfidence } from '../../domain/dispatch/reading/confidence';
import { readLifeSafety } from '../../domain/dispatch/reading/readLifeSafety';
import { readMessage } from '../../domain/dispatch/reading/readMessage';
import { conversation, GREETED } from '../../domain/dispatch/tests/sample';
import type { TradeType } from '../../domain/dispatch/types';
import { LOW_CONFIDENCE } from '../../domain/dispatch/understand';
import { GENERATED, HELD_OUT, learnedDangerSource, learnedSource, PLAIN_HELD_OUT, readSet, SETS } from './learn';
import { DANGER_GENERATED } from './learnDanger';
import { scoreAll, type Scores } from './score';

const PERFECT = { lifeSafetyRecall: 1, lifeSafetyPrecision: 1, language: 1 };
/** Floors a little below what is reached; raise them with the rules. Hazards may never be missed again once known. */
const FLOORS: Record<(typeof SETS)[number], Omit<Scores, 'misses'>> = {
  'dev.jsonl': { ...PERFECT, jobType: 0.99, urgency: 0.99, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.99 },
  'composed.jsonl': { ...PERFECT, jobType: 0.98, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.99 },
  'first.jsonl': { ...PERFECT, jobType: 0.98, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.98 },
  'second.jsonl': { ...PERFECT, jobType: 0.99, urgency: 0.99, wantsHuman: 0.99, optOut: 1, addressParts: 1, preferred: 0.96 },
  'third.jsonl': { ...PERFECT, jobType: 0.97, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.97 },
  'sixth.jsonl': { ...PERFECT, jobType: 0.98, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.98 },
  'fifth.jsonl': { ...PERFECT, jobType: 0.91, urgency: 0.97, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.97 },
  'seventh.jsonl': { ...PERFECT, jobType: 0.97, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 0.98, preferred: 0.98 },
  'eighth.jsonl': { ...PERFECT, lifeSafetyPrecision: 0.94, jobType: 0.95, urgency: 0.95, wantsHuman: 1, optOut: 1, addressParts: 0.98, preferred: 0.96 },
  'ninth.jsonl': { ...PERFECT, jobType: 0.96, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 1 },
  'tenth.jsonl': { ...PERFECT, jobType: 1, urgency: 1, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 1 },
  'eleventh.jsonl': { ...PERFECT, jobType: 1, urgency: 0.98, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 1 },
  'twelfth.jsonl': { ...PERFECT, jobType: 1, urgency: 1, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.98 },
  'thirteenth.jsonl': { ...PERFECT, jobType: 0.87, urgency: 0.95, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.98 },
  'fourteenth.jsonl': { ...PERFECT, jobType: 1, urgency: 0.94, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.97 },
  'fifteenth.jsonl': { ...PERFECT, lifeSafetyPrecision: 0.95, jobType: 0.77, urgency: 0.88, wantsHuman: 1, optOut: 1, addressParts: 1, preferred: 0.97 },
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

test('dangers told without the usual words are heard, and harmless words that sound like them rarely', () => {
  const texts = readSet('indirect.jsonl').map((record) => ({ ...record, isHeard: readLifeSafety(record.text, record.trade.toUpperCase() as TradeType) !== null }));
  const missed = texts.filter(({ life_safety: isDanger, isHeard }) => isDanger && !isHeard);
  const falseAlarms = texts.filter(({ life_safety: isDanger, isHeard }) => !isDanger && isHeard);
  const harmless = texts.filter(({ life_safety: isDanger }) => !isDanger);
  expect({ missed: missed.map(({ text }) => text), isGood: missed.length / (texts.length - harmless.length) <= 0.005 }).toMatchObject({ isGood: true });
  expect({ falseAlarms: falseAlarms.map(({ text }) => text), isGood: falseAlarms.length / harmless.length <= 0.06 }).toMatchObject({ isGood: true });
});

test('plain requests, answers and names are no danger to life', () => {
  const alarms = (file: string) => readSet(file).filter(({ text, trade }) => readMessage(text, trade.toUpperCase() as TradeType).lifeSafety !== null);
  expect(alarms('plain.jsonl').map(({ text }) => text)).toEqual([]);
  // Told without the texts, so that nothing is fitted to them.
  expect(alarms(PLAIN_HELD_OUT).length).toBeLessThanOrEqual(1);
});

test('texts that nothing was made from fare no worse than they did: the figures are told without the texts, so that nothing is fitted to them', () => {
  const { lifeSafetyRecall, lifeSafetyPrecision, urgency, addressParts, wantsHuman, optOut } = scoreAll(readSet(HELD_OUT));
  const reached = { lifeSafetyRecall, lifeSafetyPrecision, urgency, addressParts, wantsHuman, optOut };
  const floors: typeof reached = { lifeSafetyRecall: 0.83, lifeSafetyPrecision: 0.9, urgency: 0.81, addressParts: 1, wantsHuman: 1, optOut: 1 };
  expect(Object.entries(reached).filter(([name, share]) => share < floors[name as keyof typeof floors])).toEqual([]);
});

test('harmless words before or after a danger do not take it back', () => {
  const aside = 'Also I would like a quote for some other work next week, no rush at all, you did a great job last year. Thanks!';
  const dangers = SETS.flatMap(readSet).filter(({ life_safety: isDanger }) => isDanger);
  const lost = dangers.flatMap(({ text, trade }) => [`${text.replace(/[.!?]?$/, '.')} ${aside}`, `${aside} ${text}`].filter((longer) => readLifeSafety(longer, trade.toUpperCase() as TradeType) === null));
  expect({ lost, isGood: lost.length / (2 * dangers.length) <= 0.02 }).toMatchObject({ isGood: true });
});

test.each(['yes', '2', 'ok thanks', 'Maria Lopez', 'tomorrow after 3', '1450 Quarry St, Akron OH 44306', 'si, esta bien', 'how much', 'who is this'])('a bare answer is no danger (%s)', (text) => {
  for (const trade of ['PLUMBING', 'ELECTRICAL', 'HVAC', 'LOCKSMITH', 'GARAGE_DOOR'] as const) expect(readLifeSafety(text, trade)).toBeNull();
});

test('the warning is that of the danger that is told', () => {
  const told = readSet('thirteenth.jsonl').filter(({ hazard }) => hazard !== undefined && hazard !== 'any');
  const others = told.filter(({ text, trade, hazard }) => readLifeSafety(text, trade.toUpperCase() as TradeType) !== hazard);
  expect({ texts: others.map(({ text }) => text), isGood: others.length / told.length <= 0.05 }).toMatchObject({ isGood: true });
});

test('short, plain requests are read as what they ask for', () => {
  const phrases = readSet('phrases.jsonl');
  const wrong = phrases.filter(({ text, trade, job_type: job, urgency }) => {
    const reading = readMessage(text, trade.toUpperCase() as TradeType);
    return job !== undefined && reading.jobType !== job || urgency !== undefined && reading.urgency !== urgency;
  });
  expect({ texts: wrong.map(({ text }) => text), isGood: wrong.length / phrases.length <= 0.01 }).toMatchObject({ isGood: true });
});

test('what is learned is learned from the labelled texts', () => {
  expect(readFileSync(GENERATED, 'utf8')).toBe(learnedSource());
  expect(readFileSync(DANGER_GENERATED, 'utf8')).toBe(learnedDangerSource());
});

/**
 * How the rules did on the fourth, fifth, seventh, eighth, fifteenth and sixteenth set when they first saw them: [texts, right] by what the confidence rests on: the kinds of CONFIDENCE, or for a job the
 * least lead of its step. A record: nothing is fitted to a text before it stands here, and it is not made anew by today's rules. Of danger to life: how many were told, how many of these were heard, and how many alarms were raised.
 */
const FIRST_SIGHT = JSON.parse(readFileSync(join(__dirname, 'firstSight.json'), 'utf8')) as Record<'jobType' | 'urgency', Record<string, [texts: number, right: number]>>;
const confidenceOf = (ground: string): number => (ground in CONFIDENCE ? CONFIDENCE[ground as keyof typeof CONFIDENCE] : calibratedJob(Number(ground)));

test.each(['jobType', 'urgency'] as const)('on texts never seen before, the confidence of %s is the share of right answers', (field) => {
  const table = Object.entries(FIRST_SIGHT[field]).map(([ground, [texts, right]]) => ({ ground, confidence: confidenceOf(ground), texts, share: right / texts }));
  const all = table.reduce((sum, { texts }) => sum + texts, 0);
  const error = table.reduce((sum, { confidence, texts, share }) => sum + (texts / all) * Math.abs(confidence - share), 0);
  expect({ table, error, isCalibrated: error <= 0.05 }).toMatchObject({ isCalibrated: true });
});

test('a greater lead never means less confidence, and each lies between 0 and 1', () => {
  const confidences = Array.from({ length: 101 }, (_, hundredths) => calibratedJob(hundredths / 100));
  expect(confidences).toEqual([...confidences].sort((a, b) => a - b));
  for (const confidence of [...confidences, ...Object.values(CONFIDENCE)]) expect(confidence > 0 && confidence < 1).toBe(true);
});

test('two guesses in a row go to a person', async () => {
  const guess = SETS.flatMap(readSet).find(({ text, trade }) => {
    const reading = readMessage(text, trade.toUpperCase() as TradeType);
    return reading.jobType !== null && overallConfidence(reading) < LOW_CONFIDENCE && !reading.lifeSafety && !reading.wantsHuman;
  });
  const customer = conversation({ tradeType: guess!.trade.toUpperCase() as TradeType, conversationHistory: GREETED });
  const proceeds = await customer.says(guess!.text);
  expect(proceeds.confidenceScores.overall).toBeLessThan(LOW_CONFIDENCE);
  expect(proceeds.nextAction.type).not.toBe('ESCALATE');
  expect(await customer.says(guess!.text)).toMatchObject({ conversationStage: 'ESCALATED', nextAction: { type: 'ESCALATE' } });
});
