import { ELECTRICAL } from './lexicon/electrical';
import { GARAGE_DOOR } from './lexicon/garageDoor';
import { HVAC } from './lexicon/hvac';
import { LOCKSMITH } from './lexicon/locksmith';
import { NO_TRADE } from './lexicon/otherTrades';
import { PLUMBING } from './lexicon/plumbing';
import type { JobRule } from './lexicon/rule';
import { tieBreak } from './tieBreaks';
import type { TradeType } from './types';

const RULES: Readonly<Record<TradeType, readonly JobRule[]>> = { PLUMBING, ELECTRICAL, HVAC, LOCKSMITH, GARAGE_DOOR };
/** Below this a text names no job of the trade. */
const ENOUGH = 2;

export interface JobReading {
  jobType: string | null;
  /** Real work, but of another trade or of none. */
  outOfScope: boolean;
  /** 0..1, how far ahead of the next reading. */
  confidence: number;
}

/** The job a text asks for, of the business's trade, by the signs in it. Takes text from plainWords(). Source: contract/jobs.yaml, eval/GUIDE.md. */
export function readJob(words: string, trade: TradeType): JobReading {
  const own = signs(unnegated(words), trade);
  const [first, second] = own;
  const others = (Object.keys(RULES) as TradeType[]).filter((other) => other !== trade).map((other) => ({ other, best: signs(words, other)[0] }));
  const foreign = Math.max(0, ...others.map(({ other, best }) => (best && namesTrade(words, other) ? best.score : 0)));
  if (!first || first.score < ENOUGH) return { jobType: null, outOfScope: foreign >= 4 || NO_TRADE.test(words), confidence: foreign >= 4 || NO_TRADE.test(words) ? 0.8 : 0.6 };
  if ((foreign >= first.score && first.score < 5 || foreign > first.score + 4) && !namesTrade(words, trade)) return { jobType: null, outOfScope: true, confidence: 0.7 };
  if (NO_TRADE.test(words) && first.score < 5 && !namesTrade(words, trade)) return { jobType: null, outOfScope: true, confidence: 0.7 };
  const code = tieBreak(trade, words, first.code, own.map((sign) => sign.code));
  const lead = first.score / (first.score + (second?.score ?? 0));
  return { jobType: code, outOfScope: false, confidence: Math.min(0.97, 0.5 + lead * 0.45 + Math.min(first.score, 10) * 0.005) };
}

interface Sign { code: string; score: number; at: number }

/** Every job type with a sign in the text, strongest first; of equals the one named first (eval/GUIDE.md, rule 2). */
function signs(words: string, trade: TradeType): Sign[] {
  const found = new Map<string, Sign>();
  for (const [code, weight, rule] of RULES[trade]) {
    const match = rule.exec(words);
    if (!match) continue;
    const sign = found.get(code) ?? { code, score: 0, at: match.index };
    sign.score += weight;
    sign.at = Math.min(sign.at, match.index);
    found.set(code, sign);
  }
  return [...found.values()].sort((a, b) => b.score - a.score || a.at - b.at);
}

/** "Not locked out. The knob is loose": what is denied is no sign, unless nothing else is left. */
function unnegated(words: string): string {
  return words.replace(/\b(?:not|isn't|no longer|wasn't|never|aren't|instead of|no esta) (?:actually |really |a |the |any )?(?:locked out|leaking|a leak|clogged|flooding|burst|broken|a lockout|the (?:breaker|toilet|motor|opener|spring|springs|thermostat|remote|remotes|sensors?|battery|batteries)|breaker|(?:spring|springs)\b)/g, (denied) => (words.length - denied.length > 45 && !/next time/.test(words) ? '~' : denied));
}

const NAMES: Readonly<Record<TradeType, RegExp>> = {
  PLUMBING: /\b(plumb\w*|toilets?|faucets?|sinks?|drains?|pipes?|sewer|water heater|shower|tub|inodoro|plomer[oi]a?|fregadero|tuberia|drenaje|lavabo|calentador|sump|garbage disposal|septic)\b/,
  ELECTRICAL: /\b(electric\w*|breakers?|outlets?|wiring|ceiling fan|lights?|light switch|circuit|rewire|enchufe|apagador|ev charger|chandelier|luz|gfci)\b/,
  HVAC: /\b(ac|hvac|furnace|air ?condition\w*|thermostat|heat ?pump|heater|boiler|mini ?split|ducts?|freon|aire acondicionado|calefaccion|clima|air handler|duct\w*)\b/,
  LOCKSMITH: /\b(locksmith|lock(?:ed|s)?(?: out)?|rekey\w*|deadbolt|keys?|fob|chapas?|cerraduras?|cerrajer\w*|llaves|lockout)\b/,
  GARAGE_DOOR: /\b(garage (?:door|opener|spring|remote)s?|garage|opener|overhead door|puerta (?:del|de la|de) (?:garage|garaje|cochera)|torsion spring|cochera|porton)\b/,
};

/** Whether a text uses the trade's own words; a stray "drain" or "motor" alone does not make work another trade's. */
function namesTrade(words: string, trade: TradeType): boolean {
  return NAMES[trade].test(words);
}
