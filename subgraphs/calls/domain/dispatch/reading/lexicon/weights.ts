/** How often words were seen in the labelled texts of a trade; a text without a job is counted under "". */
export interface WordCounts {
  /** Texts of each job. */
  readonly texts: Readonly<Record<string, number>>;
  /** For a word or pair of words: in how many texts of each job it stood. */
  readonly seen: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Logistic regression over the words and neighbouring pairs of a text: natural log-odds that it tells of a danger to life. */
export interface DangerWeights { readonly bias: number; readonly words: Readonly<Record<string, number>> }
