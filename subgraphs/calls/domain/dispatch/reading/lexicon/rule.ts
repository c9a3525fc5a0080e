/** A sign of a job type: its code, how strongly it speaks (1 a hint, 3 enough alone, 6 and more beats other signs), and the words. Read on plainWords(). */
export type JobRule = readonly [code: string, weight: number, words: RegExp];
