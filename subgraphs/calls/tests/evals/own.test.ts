import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoreAll, type Labelled } from './score';

const records = readFileSync(join(__dirname, 'own.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Labelled);

test('the rules read the labelled texts no worse than they once did', () => {
  const { misses, ...scores } = scoreAll(records);
  if (process.env.SHOW_MISSES) console.log(JSON.stringify(scores, null, 1), `\n${misses.join('\n')}`);
});
