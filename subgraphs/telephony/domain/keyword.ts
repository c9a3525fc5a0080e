export type Keyword = 'STOP' | 'START' | 'HELP';

const stop = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const start = new Set(['START', 'UNSTOP']);
const help = new Set(['HELP', 'INFO']);

/**
 * What a whole text means to the carrier, in any case (domain.md, "The text after a missed call"). YES is START only to somebody who is
 * opted out: from anybody else it is an answer. A full stop or exclamation mark after STOP is forgiven, since a missed opt-out is the worse mistake.
 */
export function readKeyword(body: string, optedOut: boolean): Keyword | null {
  const word = body.trim().toUpperCase();
  if (stop.has(word.replace(/[.!]+$/, ''))) return 'STOP';
  if (start.has(word) || (word === 'YES' && optedOut)) return 'START';
  return help.has(word) ? 'HELP' : null;
}
