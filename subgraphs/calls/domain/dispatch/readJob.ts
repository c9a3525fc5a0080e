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
/** What a strong sign gains by being the first: customers begin with what matters. */
const FIRST_NAMED = 1.5;

export interface JobReading {
  jobType: string | null;
  /** Real work, but of another trade or of none. */
  outOfScope: boolean;
  /** Whose work it is, where it is another trade's. */
  foreign: { trade: TradeType; code: string } | null;
  /** 0..1, how far ahead of the next reading. */
  confidence: number;
}

/** The job a text asks for, of the business's trade, by the signs in it. Takes text from plainWords(). Source: contract/jobs.yaml, eval/GUIDE.md. */
export function readJob(words: string, trade: TradeType): JobReading {
  const own = signs(unnegated(words), trade);
  const [first, second] = own;
  const others = (Object.keys(RULES) as TradeType[]).filter((other) => other !== trade).map((other) => ({ other, best: signs(words, other)[0] }));
  const named = others.flatMap(({ other, best }) => (best && namesTrade(words, other) ? [{ trade: other, code: best.code, score: best.score }] : [])).sort((a, b) => b.score - a.score)[0];
  const foreign = named?.score ?? 0;
  const elsewhere = { jobType: null, outOfScope: true, foreign: named ? { trade: named.trade, code: named.code } : null };
  if (!first || first.score < ENOUGH) return foreign >= 4 || NO_TRADE.test(words) ? { ...elsewhere, confidence: 0.8 } : { jobType: null, outOfScope: false, foreign: null, confidence: 0.6 };
  if ((foreign >= first.score && first.score < 5 || foreign > first.score + 4) && !namesTrade(words, trade)) return { ...elsewhere, confidence: 0.7 };
  if (NO_TRADE.test(words) && first.score < 5 && !namesTrade(words, trade)) return { ...elsewhere, confidence: 0.7 };
  const code = tieBreak(trade, words, first.code, own.map((sign) => sign.code));
  const lead = first.score / (first.score + (second?.score ?? 0));
  return { jobType: code, outOfScope: false, foreign: null, confidence: Math.min(0.97, 0.5 + lead * 0.45 + Math.min(first.score, 10) * 0.005) };
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
  const earliest = [...found.values()].filter((sign) => sign.score >= 5).sort((a, b) => a.at - b.at)[0];
  if (earliest) earliest.score += FIRST_NAMED;
  return [...found.values()].sort((a, b) => b.score - a.score || a.at - b.at);
}

/** "Not locked out. The knob is loose": what is denied is no sign, unless nothing else is left. */
export function unnegated(words: string): string {
  return words
    .replace(/\b(?:the )?breakers? (?:all )?(?:look|looks|are|seems?|is|were|appear)(?: to be)? (?:all )?(?:ok|okay|fine|good|on|normal)\b|\b(?:checked|reset|flipped|tried) (?:\w+ )?(?:the|all the|every|my|all) breakers?\b|\b(?:no|none of the) (?:\w+ )?breakers? (?:is |are |was |were )?(?:tripped|off)\b|\bbreakers? (?:isn't|aren't|not|didn't|wasn't) trip\w*|\bthermostat(?: still| only| now)? (?:reads|says|shows|is set|set|at|is at|reading|set to)\b/g, '~')
    .replace(/\b(?:not|isn't|no longer|wasn't|never|aren't|instead of|no esta) (?:actually |really |a |the |any )?(?:locked out|leaking|a leak|clogged|flooding|burst|broken|a lockout|the (?:breaker|toilet|motor|opener|spring|springs|thermostat|remote|remotes|sensors?|battery|batteries)|breaker|(?:spring|springs)\b)/g, (denied) => (words.length - denied.length > 45 && !/next time/.test(words) ? '~' : denied));
}

const NAMES: Readonly<Record<TradeType, RegExp>> = {
  PLUMBING: /\b(plumb\w*|leak\w*|clog\w*|bathroom|gotea|fuga de agua|toilets?|faucets?|sinks?|drains?|pipes?|sewer|water heater|shower|tub|inodoro|plomer[oi]a?|fregadero|tuberia|drenaje|lavabo|calentador|sump|garbage disposal|septic)\b/,
  ELECTRICAL: /\b(electric\w*|breakers?|outlets?|wiring|ceiling fan|lights?|light switch|circuit|rewire|enchufe|apagador|ev charger|chandelier|luz|gfci)\b/,
  HVAC: /\b(ac|hvac|furnace|air ?condition\w*|thermostat|heat ?pump|heater|boiler|mini ?split|ducts?|freon|aire acondicionado|calefaccion|clima|air handler|duct\w*)\b/,
  LOCKSMITH: /\b(locksmith|lock(?:ed|s)?(?: out)?|rekey\w*|deadbolt|keys?|fob|chapas?|cerraduras?|cerrajer\w*|llaves|lockout)\b/,
  GARAGE_DOOR: /\b(garage (?:door|opener|spring|remote)s?|garage|opener|overhead door|puerta (?:del|de la|de) (?:garage|garaje|cochera)|torsion spring|cochera|porton)\b/,
};

/** Whether a text uses the trade's own words; a stray "drain" or "motor" alone does not make work another trade's. */
function namesTrade(words: string, trade: TradeType): boolean {
  return NAMES[trade].test(words);
}
