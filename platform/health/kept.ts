/**
 * What `ask` answers, asked again no sooner than so long after the last answer; who asks meanwhile, or while it is being asked, gets the same.
 * So a flood of questions asks once. A failure is not kept.
 */
export function kept<Answer>(ask: () => Promise<Answer>, millis: number, clock: () => Date): () => Promise<Answer> {
  let last: { answer: Answer; at: number } | null = null;
  let underWay: Promise<Answer> | null = null;
  const askNow = async () => {
    const answer = await ask();
    last = { answer, at: clock().getTime() };
    return answer;
  };
  return () => {
    // A clock that was set back makes nothing last.
    if (last && Math.abs(clock().getTime() - last.at) < millis) return Promise.resolve(last.answer);
    return (underWay ??= askNow().finally(() => (underWay = null)));
  };
}
