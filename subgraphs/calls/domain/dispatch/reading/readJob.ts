import type { TradeType } from '../types';
import { CONFIDENCE, calibratedJob } from './confidence';
import { learnedJobs } from './learnedJobs';
import { ELECTRICAL } from './lexicon/electrical';
import { GARAGE_DOOR } from './lexicon/garageDoor';
import { HVAC } from './lexicon/hvac';
import { LOCKSMITH } from './lexicon/locksmith';
import { NO_TRADE } from './lexicon/otherTrades';
import { PLUMBING } from './lexicon/plumbing';
import type { JobRule } from './lexicon/rule';
import { readUrgency } from './readUrgency';
import { tieBreak } from './tieBreaks';
import { plainWords } from './words';

const RULES: Readonly<Record<TradeType, readonly JobRule[]>> = { PLUMBING, ELECTRICAL, HVAC, LOCKSMITH, GARAGE_DOOR };
/** Below this a text names no job of the trade. */
const ENOUGH = 2;
/** From here on a sign needs no other to be believed. */
const ENOUGH_ALONE = 4;
/** From here on a sign of another trade, whose thing is named beyond doubt, is work of that trade. */
const ENOUGH_ELSEWHERE = 5;
/** What a further sign of the same job adds, beside the strongest: two rules often see the same word. */
const REPEATED = 0.4;
/** What a strong sign gains by being the first: customers begin with what matters. */
const FIRST_NAMED = 1.5;

/** "Do you guys do roofing?" */
const ASKS_FOR_OTHER = /\b(?:do|can|could|would|will) (?:you|yall|y'all|ya'll)(?: guys| all| folks)? (?:also |even |ever |happen to )?(?:do|fix|repair|offer|handle|work on|service|clean|pump|remove|haul|come fix)\b|\b(?:hacen|arreglan|reparan|trabajan)\b/;

/** A roof that leaks is a roofer's, a back-flow test a certified tester's, though they read like a plumber's. */
const NONE_OF_OURS = /\b(?:roofs?|skylights?|gutters?|chimney)(?: (?:is|are|has|have|started|keeps?|was|began|still|got|over|above|in|on|of) ?(?:\w+ ){0,3}?)? ?(?:leak\w*|dripp\w*)\b|\bleak\w* (?:in|on|from|through|around) (?:the |my |our |a )?(?:roof|skylight|gutter|chimney)s?\b|\bback ?flow (?:prevent\w+ )?(?:test\w*|inspection|cert\w*)\b|\btest\w* (?:\w+ ){0,3}back ?flow\b|\bgoteras? (?:en|del) (?:el )?tejado\b/;
/** Things of the trades that may stand behind such a leak. */
const FIXTURES = /\b(?:pipes?|toilets?|faucets?|showers?|tubs?|sinks?|bathroom|water heater|vent (?:pipe|stack|boot)|plumb\w*|ac|a\/c|air ?condition\w*|unit|condens\w*|furnace|hvac|drains?|water line|swamp cooler)\b/;

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
  const own = signs(withoutAside(unnegated(words), trade), trade);
  const [first, second] = own;
  const others = (Object.keys(RULES) as TradeType[]).filter((other) => other !== trade).map((other) => ({ other, best: signs(words, other)[0] }));
  const named = others.flatMap(({ other, best }) => (best && namesTrade(words, other) ? [{ trade: other, code: best.code, score: best.score }] : [])).sort((a, b) => b.score - a.score)[0];
  const foreign = named?.score ?? 0;
  const elsewhere = { jobType: null, outOfScope: true, foreign: named ? { trade: named.trade, code: named.code } : null };
  if (trade === 'PLUMBING' && NONE_OF_OURS.test(words) && !FIXTURES.test(words)) return { ...elsewhere, confidence: CONFIDENCE.elsewhere };
  if (ASKS_FOR_OTHER.test(words) && NO_TRADE.test(words)) return { ...elsewhere, confidence: CONFIDENCE.elsewhere };
  if (named && foreign >= ENOUGH_ELSEWHERE && UNMISTAKABLE[named.trade].test(words) && !namesTrade(words, trade)) return { ...elsewhere, confidence: CONFIDENCE.elsewhere };
  if (!first || first.score < ENOUGH) return foreign >= 4 || NO_TRADE.test(words) ? { ...elsewhere, confidence: CONFIDENCE.elsewhere } : guessed(words, trade);
  if ((foreign >= first.score && first.score < 5 || foreign > first.score + 4) && !namesTrade(words, trade)) return { ...elsewhere, confidence: CONFIDENCE.elsewhere };
  if (NO_TRADE.test(words) && first.score < 5 && !namesTrade(words, trade)) return { ...elsewhere, confidence: CONFIDENCE.elsewhere };
  const code = tieBreak(trade, words, first.code, own.map((sign) => sign.code));
  const lead = first.score / (first.score + (second?.score ?? 0));
  return { jobType: code, outOfScope: false, foreign: null, confidence: calibratedJob(Math.min(0.97, 0.5 + lead * 0.45 + Math.min(first.score, 10) * 0.005)) };
}

/** How much likelier than the next and than no job at all (natural logarithm) a job must be by its words alone. */
const LEAD_MIN = 3;
const WORDS_MIN = 5;

/** Where no rule knows the text: the job its words speak for, if they do so clearly. */
function guessed(words: string, trade: TradeType): JobReading {
  const jobType = likeliest(words, trade);
  return { jobType, outOfScope: false, foreign: null, confidence: jobType ? CONFIDENCE.guess : CONFIDENCE.none };
}

function likeliest(words: string, trade: TradeType): string | null {
  if (words.split(' ').length < WORDS_MIN) return null;
  const [best, next] = [...learnedJobs(words, trade)].sort((a, b) => b[1] - a[1]);
  return best && next && best[0] !== '' && best[1] - next[1] >= LEAD_MIN ? best[0] : null;
}

interface Sign { code: string; score: number; at: number }

const ASIDE = /\b(?:and )?(?:also|separately|while (?:you're|you are|your|u r|ur) (?:here|there|at it|out)|(?:whenever|when|once) you (?:come|get here|are here)|oh and|one more thing|another thing|on top of that|tambien|ademas|de paso|ya que)\b(?! (?:out|off|dead|down|gone|no )\b)[^.!?]*/;
const RANK = { NORMAL: 0, URGENT: 1, EMERGENCY: 2 } as const;

/** Of two jobs the more urgent comes first, of equals the first named (eval/GUIDE.md, rule 2): "also", with what follows, is left out unless it is the more urgent or the only one. */
function withoutAside(words: string, trade: TradeType): string {
  const aside = ASIDE.exec(words)?.[0];
  if (aside === undefined) return words;
  const rest = words.replace(aside, '~');
  const [main, other] = [signs(rest, trade)[0], signs(aside, trade)[0]];
  if (!main || main.score < ENOUGH_ALONE || !other) return words;
  const rank = (part: string, sign: Sign): number => RANK[readUrgency(part, trade, sign.code, null, false).urgency];
  return rank(aside, other) > rank(rest, main) ? words : rest;
}

/** Begins to speak of another problem: "also …", "oh and …". */
export const startsAside = (folded: string): boolean => /^\W*(?:ok\W+|yes\W+)?(?:(?:oh|and|plus|y)\W+)*(?:also|separately|oh and|one more thing|another thing|on top of that|while (?:you're|you are|ur)|plus (?:the|my)|tambien|ademas|de paso|ya que)\b/.test(folded) || /\b(?:too|as well|tambien)\W*$/.test(folded);

/** Another thing beside the first, also without "also": "no hot water and the toilet is running". */
const AND_THING = /\b(?:and|y) (?:the|my|our|el|la|mi|un|una) [^.!?,]*/;
/** What another trouble does, and drains that share a pipe, are no second problem unless they are called one. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['burst_pipe', 'leak_repair', 'water_pressure']);
const DRAINS: ReadonlySet<string> = new Set(['drain_cleaning', 'sewer_backup', 'toilet_repair', 'sump_pump']);

/** The code of the work that a text names beside the job it is read as; null where it names none. */
export function secondJob(text: string, trade: TradeType, main: string | null): string | null {
  const words = unnegated(plainWords(text));
  const isTold = ASIDE.test(words);
  const aside = (ASIDE.exec(words) ?? (trade === 'PLUMBING' ? AND_THING.exec(words) : null))?.[0];
  if (aside === undefined || main === null) return null;
  const [first, other] = [signs(words.replace(aside, '~'), trade)[0], signs(aside, trade)[0]];
  if (!first || !other || first.score < ENOUGH_ALONE || other.score < ENOUGH_ALONE || first.code === other.code) return null;
  if (CONSEQUENCES.has(other.code) && !/\b(?:faucets?|spigot|hose bib|shower|sink|toilet|llave|regadera|lavabo)\b/.test(aside)) return null;
  if (!isTold && DRAINS.has(first.code) && DRAINS.has(other.code)) return null;
  return other.code === main ? first.code : other.code;
}

/** Every job type with a sign in the text, strongest first; of equals the one named first (eval/GUIDE.md, rule 2). */
function signs(words: string, trade: TradeType): Sign[] {
  const found = new Map<string, Sign>();
  for (const [code, weight, rule] of RULES[trade]) {
    const match = rule.exec(words);
    if (!match) continue;
    const sign = found.get(code) ?? { code, score: 0, at: match.index };
    sign.score = Math.max(sign.score, weight) + REPEATED * Math.min(sign.score, weight);
    sign.at = Math.min(sign.at, match.index);
    found.set(code, sign);
  }
  const earliest = [...found.values()].filter((sign) => sign.score >= 5).sort((a, b) => a.at - b.at)[0];
  if (earliest) earliest.score += FIRST_NAMED;
  return [...found.values()].sort((a, b) => b.score - a.score || a.at - b.at);
}

/** "My cousin's AC quit. Mine's fine": others' trouble is none of the customer's. */
function ownTrouble(words: string): string {
  return /\b(?:mine|ours|my own|our own)\b/.test(words) ? words.replace(/\b(?:cousin|sister|brother|neighbor|friend|buddy|coworker|uncle|aunt|parents?|mom|dad|in[- ]laws?)'?s? (?:\w+ ){0,2}(?:ac|furnace|heater|door|panel|water heater|toilet|pipes?|spring|lock|house|basement|opener|boiler|sewer)\b[^.!?,;]*/g, '~') : words;
}

/** "Not locked out. The knob is loose": what is denied is no sign, unless nothing else is left. */
export function unnegated(words: string): string {
  return ownTrouble(words)
    .replace(/\b(?:forget|never ?mind|nvm|scratch|skip|disregard|olvid\w+) (?:about )?(?:the|my|that|our|el|la|lo del|lo de la) \w+|\b(?:actually|no|wait)\W+(?:it's|its|it is) not (?:the|my) \w+/g, (givenUp) => (words.length - givenUp.length > 12 ? '~' : givenUp))
    .replace(/\b(?:nothing(?:'s| is)|none of (?:it|them) (?:is|are)) (?:leaking|clogged|broken|dripping|burst|wrong|stuck|flooding|backed up|tripped|loose|running)\b/g, (denied) => (words.length - denied.length > 30 ? '~' : denied))
    .replace(/\bnot that (?:there's|there is|we have|i have) no \w+|\b(?:not|isn't|no longer|quit|stopped|stops|ya no) (?:actually |really |even )?(?:rising|spreading|growing|getting (?:bigger|worse)|(?:coming|going) (?:up|in|out|down)|running|leaking|sube|creciendo)(?: any ?more| now)?\b/g, (denied) => (words.length - denied.length > 30 ? '~' : denied))
    .replace(/\b(?:push|press|hit|click|tap)(?:ed|ing|es|s)? (?:the|my|on the) (?:wall |garage )?(?:button|remote|opener|clicker|keypad)\b/g, (incident) => (words.length - incident.length > 30 ? '~' : incident))
    .replace(/\b(?:not|hasn't|isn't|haven't|hadn't|never|nothing) (?:\w+ ){0,2}(?:through|reached|reaching|into|onto|touching|near|coming through) (?:the |my |our |any )?\w+/g, '~')
    .replace(/\b(?:the )?breakers? (?:all )?(?:look|looks|are|seems?|is|were|appear)(?: to be)? (?:all )?(?:ok|okay|fine|good|on|normal)\b|\b(?:checked|reset|flipped|tried) (?:\w+ )?(?:the|all the|every|my|all) breakers?\b|\b(?:no|none of the) (?:\w+ )?breakers? (?:is |are |was |were )?(?:tripped|off)\b|\bbreakers? (?:isn't|aren't|not|didn't|wasn't) trip\w*|\bthermostat(?: still| only| now)? (?:reads|says|shows|is set|set|at|is at|reading|set to)\b(?!.{0,25}\b(?:no matter|always|wrong|stuck))/g, '~')
    .replace(/\b(?:not|isn't|no longer|wasn't|never|aren't|instead of|no esta) (?:actually |really |a |the |any )?(?:locked out|leaking|a leak|leak|flood(?:ed)?(?: or anything)?|fire|gas|gas smell|emergency|hurt|clogged|flooding|burst|broken|a lockout|the (?:breaker|toilet|motor|opener|spring|springs|thermostat|remote|remotes|sensors?|battery|batteries)|breaker|(?:spring|springs)\b)/g, (denied) => (words.length - denied.length > 45 && !/next time/.test(words) ? '~' : denied));
}

const NAMES: Readonly<Record<TradeType, RegExp>> = {
  PLUMBING: /\b(plumb\w*|water|drip\w*|leak\w*|clog\w*|bathroom|gotea|fuga de agua|toilets?|faucets?|sinks?|drains?|pipes?|sewer|water heater|shower|tub|inodoro|plomer[oi]a?|fregadero|tuberia|drenaje|lavabo|calentador|sump|garbage disposal|septic)\b/,
  ELECTRICAL: /\b(electric\w*|breakers?|outlets?|wiring|wires?|wired|fans?|lights?|light switch|circuit|rewire|enchufe|apagador|ev charger|chandelier|luz|gfci|generators?|generac|smoke (?:detectors?|alarms?)|amps?|power (?:outage|is|out|line|keeps|went|goes|cuts)|no power)\b/,
  HVAC: /\b(ac|hvac|furnace|air ?condition\w*|thermostat|heat ?pump|heater|boiler|mini ?split|ducts?|freon|aire acondicionado|calefaccion|clima|air handler|duct\w*)\b/,
  LOCKSMITH: /\b(locksmith|lock(?:ed|s)?(?: out)?|rekey\w*|deadbolt|keys?|fob|chapas?|cerraduras?|cerrajer\w*|llaves|lockout)\b/,
  GARAGE_DOOR: /\b(garage (?:door|opener|spring|remote)s?|garage (?:won't|is stuck|doesn't)|opener|overhead door|puerta (?:del|de la|de) (?:garage|garaje|cochera)|torsion spring|cochera|porton)\b/,
};

/** Work none of the five trades does, named in fewer words than NO_TRADE asks of a first text: here it is asked for. */
const NO_TRADES_WORK = `(?:${NO_TRADE.source}|\\b(?:paint|roofs?|lawns?|windows?|pintar|techos?)\\b)`;
/** Words between asking and the thing; a place ("by the fence") is not asked for. */
const GAP = "(?:(?!by\\b|behind|near|next|under|past|at\\b|from\\b|off\\b|beside|around|through|until|before|after|with\\b|if\\b|when)[\\w'/]+ ){0,4}?";
const WANTED = "(?:(?:can|could|would|will) (?:you|u|y'?all|someone|somebody|anyone)(?: guys| all)?(?: also| even| maybe| please| possibly| then| too)? (?:(?:fix|repair|do|look at|check(?: out| on)?|install|replace|clean|handle|help (?:me )?with|work on|service|take care of|quote|patch|hang|haul|remove) )?|(?:do|does|are) (?:you|u|y'?all)(?: guys| all)?(?: also| even)? (?:(?:do|fix|repair|offer|handle|work on|service|install|clean) )?|(?:need|want|would like|i'd like|looking for|how much (?:to|for|is|would)|(?:a |an )?(?:quote|estimate) (?:for|on)) |(?:pueden?|podrian?|hacen|arreglan|reparan|necesito|quiero) )";
const BROKEN = "(?:leak\\w*|broken?|not (?:\\w+ )?work\\w*|(?:isn't|not|stopped|quit|won't|wont|doesn't|doesnt|dont|don't|keeps?) (?:\\w+ )?\\w+|quit|died|dead|tripp\\w*|gotea|no funciona)";
/** A leak in it is no plumber's, though it reads like one. */
const ROOF = /\b(?:roofs?|techos?)\b/;
const ALSO = /\b(?:also|too|as well|either|neither|another thing|one more thing|besides|while you're|tambien|ademas)\b|^\W*(?:and|oh|plus|y) (?:my|our|the|mi|el|la)\b/;

/**
 * Whether a text asks, beside or instead of what was spoken of, for work that none of these trades does: "can you also paint my house?", "also my roof is leaking". Takes text from
 * plainWords(). A thing that is only named asks for nothing, nor does a cause: "the breaker trips when it runs".
 */
export function asksOtherWork(words: string, trades: readonly TradeType[]): boolean {
  const kept = unnegated(words);
  const clauses = kept.split(/[.!?;,~\n]+|\b(?:and|y)\b(?= (?:also|can|could|do|my|our|need|i|tambien|mi|pueden?)\b)/).filter((clause) => ROOF.test(clause) || trades.every((trade) => readJob(clause, trade).jobType === null));
  const isMore = ALSO.test(kept);
  const asks = ({ wanted, broken }: Asking): boolean => clauses.some((clause) => wanted.test(clause) || isMore && broken.test(clause));
  return asks(ASKING_NO_TRADE) || clauses.some((clause) => NO_TRADES_BROKEN.test(clause)) || ASKING.some(({ trade, asking }) => !trades.includes(trade) && asks(asking));
}

/** Words that no other trade's customer uses for his own trouble. */
const UNMISTAKABLE: Readonly<Record<TradeType, RegExp>> = {
  PLUMBING: /\b(?:plumb\w*|toilets?|faucets?|water heater|sewer|sump pump|garbage disposal|bath ?tub|inodoro|plomer[oi]a?)\b/,
  ELECTRICAL: /\b(?:electrician|breakers?|outlets?|ceiling fans?|ev charger|chandelier|electricista|rewir\w*)\b/,
  HVAC: /\b(?:ac|a\/c|hvac|furnace|air ?condition\w*|mini ?split|heat pump|thermostat|aire acondicionado|calefaccion)\b/,
  LOCKSMITH: /\b(?:locksmith|re-?key\w*|dead ?bolts?|locked out|cerrajer\w*|chapas?)\b/,
  GARAGE_DOOR: /\b(?:garage doors?|garage opener|overhead door|torsion spring|puerta (?:del|de la|de) (?:garage|garaje|cochera))\b/,
};

/** How a thing is asked for, and how it is said to be broken. */
interface Asking { wanted: RegExp; broken: RegExp }
const askingFor = (thing: string): Asking => ({ wanted: new RegExp(`\\b${WANTED}${GAP}${thing}`), broken: new RegExp(`${thing} ${GAP}${BROKEN}`) });
const ASKING_NO_TRADE = askingFor(NO_TRADES_WORK);
const NO_TRADES_BROKEN = new RegExp(`^\\W*(?:my|our|mi) (?:\\w+ )?${NO_TRADES_WORK} ${GAP}${BROKEN}`);
const ASKING = (Object.keys(UNMISTAKABLE) as TradeType[]).map((trade) => ({ trade, asking: askingFor(UNMISTAKABLE[trade].source) }));

/** Whether a text uses the trade's own words; a stray "drain" or "motor" alone does not make work another trade's. */
function namesTrade(words: string, trade: TradeType): boolean {
  return NAMES[trade].test(words);
}
