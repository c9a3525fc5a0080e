import { wordsAndPairs } from '../../domain/dispatch/reading/learnedJobs';
import type { DangerWeights } from '../../domain/dispatch/reading/lexicon/weights';
import { wordsOf } from '../../domain/dispatch/reading/readMessage';

export const DANGER_GENERATED = 'subgraphs/calls/domain/dispatch/reading/lexicon/learnedDanger.generated.ts';
/** A word of one text teaches nothing. */
const TEXTS_MIN = 2;
/** So little weight changes no decision. */
const WEIGHT_MIN = 0.1;
const EPOCHS = 30;
const SHRINKAGE = 1e-3;

interface Example { text: string; life_safety: boolean }

/** Logistic regression by stochastic gradient descent with shrinkage; the same texts give the same weights. */
export function learnDanger(examples: readonly Example[]): DangerWeights {
  const texts = examples.map(({ text, life_safety: danger }) => ({ words: [...wordsAndPairs(wordsOf(text))], danger: danger ? 1 : 0 }));
  const counts = new Map<string, number>();
  for (const word of texts.flatMap(({ words }) => words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weights = new Map([...counts].filter(([, count]) => count >= TEXTS_MIN).map(([word]) => [word, 0]));
  const draw = drawer();
  let bias = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const rate = 0.3 / (1 + epoch * 0.2);
    for (let step = 0; step < texts.length; step++) {
      const { words, danger } = texts[Math.floor(draw() * texts.length)]!;
      const known = words.filter((word) => weights.has(word));
      const logOdds = known.reduce((sum, word) => sum + weights.get(word)!, bias);
      const error = (danger - 1 / (1 + Math.exp(-logOdds))) * rate;
      bias += error * 0.1;
      for (const word of known) weights.set(word, weights.get(word)! * (1 - rate * SHRINKAGE) + error);
    }
  }
  const round = (weight: number): number => Math.round(weight * 100) / 100;
  const kept = [...weights].filter(([, weight]) => Math.abs(weight) >= WEIGHT_MIN).map(([word, weight]): [string, number] => [word, round(weight)]);
  return { bias: round(bias), words: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Numbers in [0, 1) in a fixed order (Lehmer's generator, modulus 2^31 - 1). */
function drawer(): () => number {
  let state = 1;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** The file that the dispatcher reads. */
export function dangerSource(examples: readonly Example[]): string {
  const { bias, words } = learnDanger(examples);
  const lines = Object.entries(words).map(([word, weight]) => `${JSON.stringify(word)}:${weight}`).reduce<string[]>((rows, entry) => {
    if (rows.length > 0 && rows.at(-1)!.length + entry.length < 180) rows[rows.length - 1] += `,${entry}`;
    else rows.push(entry);
    return rows;
  }, []);
  return `import type { DangerWeights } from './weights';

/** Made by subgraphs/calls/tests/evals/learnDanger.ts from the labelled texts beside it. */
export const DANGER_WEIGHTS: DangerWeights = {
  bias: ${bias},
  words: {
${lines.map((line) => `    ${line},`).join('\n')}
  },
};
`;
}
