import { compare, hash } from 'bcrypt';
import { refuse } from '../../../platform/errors/refusal';
import type { Passwords } from '../context';

/** A hash takes a quarter of a second of one core: two at once leave the others to calls and texts. */
const concurrentMax = 2;
/** More than this would wait longer than a browser does. */
const waitingMax = 60;
/** Of a random password that nobody has, at cost 12. */
const nobodysHash = '$2b$12$sRGsO8aHEIaTOpAAt1va/ubw7sQc8.qgHAovypfIJgH4xYbsTpUCG';

/** bcrypt at the given cost (12 outside tests), never more than two hashes at once in this process. */
export function bcryptPasswords(cost = 12): Passwords {
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    matches: (password, known) => inTurn(async () => (await compare(password, known ?? nobodysHash)) && known !== null),
  };
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= waitingMax) refuse('RATE_LIMIT_EXCEEDED', 'Too many people are logging in at the moment. Try again in a few seconds.');
  // The turn is handed over by the one who leaves, so nobody can slip in between.
  if (running >= concurrentMax) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
