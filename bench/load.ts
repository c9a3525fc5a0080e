/** Runs `work` for 0 … count-1, so many at a time; answers in their order. */
export async function inParallel<T>(width: number, count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (next < count) {
        const index = next++;
        results[index] = await work(index);
      }
    }),
  );
  return results;
}

/**
 * Open loop: starts `rate` pieces of work a second for so many seconds, whether or not those before are done, so that a slow
 * answer does not slow the asking. Resolves when all are done.
 */
export async function atRate<T>(rate: number, seconds: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const started = performance.now();
  const total = Math.round(rate * seconds);
  const under: Promise<T>[] = [];
  while (under.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate) + 1);
    while (under.length < due) under.push(work(under.length));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return Promise.all(under);
}

/** The value below which that share lies; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** CPU milliseconds of this process (which serves and asks) from now on; steadier than times on a shared machine. */
export function cpuMeter(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}

export type Figures = Record<string, string | number>;

export function printFigures(title: string, rows: readonly Figures[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => (typeof row[column] === 'number' ? round(row[column]) : String(row[column] ?? ''))));
  const widths = columns.map((column, index) => Math.max(column.length, ...cells.map((line) => line[index]?.length ?? 0)));
  const line = (values: string[]) => `| ${values.map((value, index) => value.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  console.log(`\n${title}\n${line(columns)}\n|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|\n${cells.map(line).join('\n')}`);
}

function round(value: number): string {
  return Math.abs(value) >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(2);
}
