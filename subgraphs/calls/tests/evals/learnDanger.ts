import { signsOf } from '../../domain/dispatch/reading/learnedDanger';
import type { DangerWeights } from '../../domain/dispatch/reading/lexicon/weights';
import { wordsOf } from '../../domain/dispatch/reading/readMessage';

export const DANGER_GENERATED = 'subgraphs/calls/domain/dispatch/reading/lexicon/learnedDanger.generated.ts';
/** A sign of one text teaches nothing. */
const TEXTS_MIN = 2;
/** So little weight changes no decision. */
const WEIGHT_MIN = 0.1;
/** The log-odds of a text without any known sign: a danger is told by something, and a bare "yes" or a name is none. */
const BIAS = -3;
const EPOCHS = 200;
const RATE = 0.1;
const SHRINKAGE = 3e-4;

/** What is not said to be a danger is none. */
interface Example { text: string; life_safety?: boolean }

/**
 * Logistic regression by stochastic gradient descent with shrinkage over signs weighed by how one-sided they are (Wang and Manning 2012, "Baselines and bigrams"); the same texts give
 * the same weights.
 */
export function learnDanger(examples: readonly Example[]): DangerWeights {
  const all = examples.map(({ text, life_safety: isDanger }) => ({ signs: [...signsOf(wordsOf(text))], danger: isDanger ? 1 : 0 }));
  const strengths = oneSidedness(all);
  const names = [...strengths.keys()];
  const places = new Map(names.map((name, place) => [name, place]));
  const texts = all.map(({ signs, danger }) => ({ danger, places: signs.flatMap((sign) => places.get(sign) ?? []) }));
  const strength = [...strengths.values()];
  const weights = new Float64Array(names.length);
  const draw = drawer();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const rate = RATE / (1 + epoch * 0.2);
    for (let step = 0; step < texts.length; step++) {
      const text = texts[Math.floor(draw() * texts.length)]!;
      const logOdds = text.places.reduce((sum, place) => sum + weights[place]! * strength[place]!, BIAS);
      const error = (text.danger - 1 / (1 + Math.exp(-logOdds))) * rate;
      for (const place of text.places) weights[place] = weights[place]! * (1 - rate * SHRINKAGE) + error * strength[place]!;
    }
  }
  const round = (weight: number): number => Math.round(weight * 100) / 100;
  const kept = names.map((name, place): [string, number] => [name, round(weights[place]! * strength[place]!)]).filter(([, weight]) => Math.abs(weight) >= WEIGHT_MIN);
  return { bias: BIAS, words: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** For each sign of at least two texts: how far it speaks for danger or against it (the logarithm of the ratio of its shares, without its sign). */
function oneSidedness(texts: readonly { signs: readonly string[]; danger: number }[]): Map<string, number> {
  const counts = new Map<string, [harmless: number, dangerous: number]>();
  for (const { signs, danger } of texts) {
    for (const sign of signs) {
      const count = counts.get(sign) ?? counts.set(sign, [0, 0]).get(sign)!;
      count[danger === 1 ? 1 : 0]++;
    }
  }
  const dangers = texts.filter(({ danger }) => danger === 1).length;
  const often = [...counts].filter(([, [harmless, dangerous]]) => harmless + dangerous >= TEXTS_MIN);
  return new Map(often.map(([sign, [harmless, dangerous]]) => [sign, Math.abs(Math.log(((dangerous + 0.5) / (dangers + 1)) / ((harmless + 0.5) / (texts.length - dangers + 1))))]));
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
