import { DAY_NAMES, GREETINGS, LEADS, LINKS, MONTHS, PHRASES, UNSUITED_WORDS, WORDS } from './lexicon/timeWords';
import { fold } from './words';

type Kind = 'atom' | 'weak' | 'link' | 'other';
interface Piece { kind: Kind; start: number; end: number; text: string; breaks: boolean }
interface Run { start: number; end: number; score: number }

/**
 * The shortest words of the text that say when the visit is wanted, possible or must be done by; null where none do.
 * Not when the trouble began or happens. Of several the most specific. Source: eval/GUIDE.md, "address, preferred".
 */
export function readTimeSpan(text: string, addressSpans: readonly string[] = []): string | null {
  const folded = withoutGreetings(hide(fold(text), addressSpans.map(fold)));
  const runs = runsOf(folded).map((run) => ({ ...run, score: score(folded, run) })).filter((run) => run.score > 0);
  const best = runs.reduce<Run | null>((top, run) => (top === null || run.score > top.score || (run.score === top.score && run.end - run.start > top.end - top.start) ? run : top), null);
  if (best) return text.slice(leadStart(folded, best), best.end + (UNSUITED.exec(folded.slice(best.end))?.[0].length ?? 0)).trim();
  return deadline(text, folded);
}

/** "Friday doesn't work", "el viernes no puedo": that it does not suit belongs to the time. */
const UNSUITED = new RegExp(`^${UNSUITED_WORDS}`);
/** "Can't do friday", "i cant be there before 3". */
const UNABLE = /\b(?:can't|cant|cannot|can not|won't be able to|not (?:available|free)|no puedo|no podemos) (?:(?:do|make|it|be|there|here|home|on|any|el|los|las|en la|por la) )*$/;

/** "before we close on the 30th": the deadline begins at its own word. */
function leadStart(folded: string, run: Run): number {
  const before = folded.slice(Math.max(0, run.start - 40), run.start);
  const lead = UNABLE.exec(before) ?? /\bbefore (?:the |my |our )?(?:\w+ ){2,4}$/.exec(before) ?? /\b(?:before|by|until) (?:we|i|my|our|they|the|she|he)(?: [a-z]+){1,2}(?: on| at| of)?(?: the)? ?$/.exec(before);
  return lead ? run.start - before.length + lead.index : run.start;
}

function hide(folded: string, spans: readonly string[]): string {
  return spans.reduce((rest, span) => (span ? rest.replace(span, '~'.repeat(span.length)) : rest), folded);
}

/** "Good afternoon" greets; nothing is wanted in the afternoon by it. */
const withoutGreetings = (folded: string): string => folded.replace(GREETINGS, (greeting) => greeting.replace(/[^\n]/g, '~'));

const phrase = new RegExp(`(?:${PHRASES.map((rule) => rule.source).join('|')})(?![a-z0-9])`, 'y');
const clock = /(?:1[0-2]|0?[1-9])[0-5]\d\s?(?:am|pm)(?![a-z0-9])|(?:\d{1,2}(?::\d{2})?\s?-\s?)?(?:1[0-2]|0?\d)(?::\d{2})?\s?(?:am|pm|a\.m\.?|p\.m\.?|a|p|ish|o'?clock)(?![a-z0-9])|\d{1,2}:\d{2}(?:\s?-\s?\d{1,2}(?::\d{2})?)?(?!\d)|\d{1,2}\/\d{1,2}(?:\/\d{2,4})?(?!\d|[\s-]?(?:hp|horse|inch|"|of|in\b(?! the (?:morning|afternoon|evening))|ton|way|full|cup|bath))|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})(?:[ -]thirty)? ?o[' ]?clock(?![a-z0-9])/y;
const ordinal = /(?:\d{1,2}(?:st|nd|rd|th)|(?:first|second|third|fourth|fifth|tenth|fifteenth|twentieth|thirtieth)(?= of))(?:,? 20[23]\d)?(?![a-z0-9])(?! (?:&|and|y|n) (?!\d|the |i |we )[a-z]{3,})/y;
const bare = /\d{1,2}(?:\s?-\s?\d{1,2})?(?![\w:%'"/-]|\.\d|\s?(?:amp|ft|foot|feet|degrees|yr|years?|sq|gal|inch|doors?|units?|lbs|x\b|hp|(?:[a-z]+ )?(?:units|doors|windows|outlets|lights|rentals|apartments|houses|locations|properties|bedrooms|rooms|keys|locks|fans|heads|tenants|residents)\b|of us|people|kids|months?|tons?\b|zone|heads?|bed|story|floor|(?:week|month|year|yr|hour|hr|minute|min|second|sec|day|time|try|ring|beep)s?\b))|(?:(?<=\b(?:after|before|by|at|around|till|until|between|las|a la|and|to) )(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)(?![\w'-]|\s(?:of|more|other|doors?|units?|kids|people|times?|de|door|years?|months?)\b))/y;
const word = /[a-z0-9&]+(?:'[a-z]+)?-?/y;

function pieces(folded: string): Piece[] {
  const found: Piece[] = [];
  for (let at = 0; at < folded.length;) {
    const next = /[a-z0-9&-]/.test(folded[at]!) ? pieceAt(folded, at) : null;
    if (next && next.end > at) { found.push(next); at = next.end; } else {
      if ((/[.!?;:\n()~]/.test(folded[at]!) || /^, [2-9]\d\b(?! ?(?:am|pm|st|nd|rd|th|-|:))/.test(folded.slice(at, at + 9))) && found.length > 0) found.at(-1)!.breaks = true;
      at += 1;
    }
  }
  return found;
}

function pieceAt(folded: string, at: number): Piece {
  const make = (kind: Kind, text: string): Piece => ({ kind, start: at, end: at + text.length, text, breaks: false });
  for (const rule of [phrase, clock, ordinal]) {
    const match = sticky(rule, folded, at);
    if (match) return make('atom', match.replace(/\.$/, ''));
  }
  const number = sticky(bare, folded, at);
  if (number) return make('weak', number);
  const found = sticky(word, folded, at) ?? folded[at]!;
  const text = DAY_NAMES.some((day) => day.test(found.replace(/-$/, ''))) ? found.replace(/-$/, '') : found;
  if (text === 'sun' && /^ (?:hits|is|shin\w*|sets?|comes|goes|rises?|in|light|beats|room)\b/.test(folded.slice(at + 3))) return make('other', text);
  if (DAY_NAMES.some((day) => day.test(text)) && !/\bthe\s$|(?<!\b(?:do|fix|get|make|book|want|need|install|replace) )\b(?:it|that|who|and|just|he|she) $/.test(/^(sun|sat)$/.test(text) ? folded.slice(Math.max(0, at - 14), at) : '')) return make('atom', text);
  if (MONTHS.some((month) => month.test(text)) && !/^(may|mar|march)$/.test(text)) return make('atom', text);
  if (/^(may|march|mar)$/.test(text) && /\b(?:early|late|mid|end of|in|by|before|until|next|this|of) $/.test(folded.slice(Math.max(0, at - 9), at)) && !/^ (?:have|be|need|not|want)/.test(folded.slice(at + text.length))) return make('atom', text);
  if (/^(may|march|mar)$/.test(text) && /^\s\d/.test(folded.slice(at + text.length, at + text.length + 2))) return make('atom', text);
  if (WORDS.has(text)) return make('atom', text);
  return make(LINKS.has(text) ? 'link' : 'other', text);
}

function sticky(rule: RegExp, text: string, at: number): string | null {
  rule.lastIndex = at;
  return rule.exec(text)?.[0] ?? null;
}

/** Runs of times and the links between them, trimmed to what carries meaning. */
function runsOf(folded: string): Run[] {
  const all = pieces(folded);
  const runs: Run[] = [];
  for (let from = 0; from < all.length;) {
    if (all[from]!.kind === 'other') { from += 1; continue; }
    let to = from;
    while (to + 1 < all.length && all[to + 1]!.kind !== 'other' && !all[to]!.breaks) to += 1;
    const run = trimmed(folded, all.slice(from, to + 1));
    if (run) runs.push(run);
    from = to + 1;
  }
  return runs;
}

/** "stop by tomorrow": the by belongs to the verb. */
const visits = (folded: string, at: number): boolean => /\b(?:stop|come|swing|drop|go|came|be) $/.test(folded.slice(Math.max(0, at - 6), at));

function trimmed(folded: string, run: Piece[]): Run | null {
  const strong = (piece: Piece, index: number) => piece.kind === 'atom' || (piece.kind === 'weak' && index > 0 && /^(after|before|by|at|between|until|till|til|around|las|and|to|-|past|about|or|y|a)$/.test(run[index - 1]!.text));
  const timeLinked = run.some((piece, index) => piece.kind === 'weak' && index > 0 && /^(after|before|between|until|till|las|at|by)$/.test(run[index - 1]!.text) && Number.parseInt(piece.text, 10) <= 12);
  if (!run.some((piece) => piece.kind === 'atom') && !timeLinked) return anyDay(run);
  const firstStrong = run.findIndex((piece, index) => strong(piece, index));
  const lastStrong = run.findLastIndex((piece, index) => strong(piece, index) || (piece.kind === 'weak' && run.slice(0, index).some((other) => other.kind === 'atom')));
  if (firstStrong < 0) return null;
  let from = firstStrong;
  for (let index = firstStrong - 1; index >= 0; index--) if (!(run[index]!.text === 'by' && visits(folded, run[index]!.start))) if (LEADS.has(run[index]!.text) || (run[index]!.kind === 'weak' && index > 0 && strong(run[index]!, index))) from = index;
  while (from > 0 && run[from]!.text === 'las' && /^(a|de|despues|hasta)$/.test(run[from - 1]!.text)) from -= 1;
  // "10 or 11 tomorrow", "8 tomorrow morning", "24 Nov", "from Monday at 10"
  if (run[from - 1]?.kind === 'weak' && Number(run[from - 1]!.text) <= 31 && run[from - 1]!.end + 1 === run[from]!.start && LENT_NUMBER.test(run[from]!.text)) from -= 1;
  if (/^(?:or|o)$/.test(run[from - 1]?.text ?? '') && run[from - 2]?.kind === 'weak') from -= 2;
  if (run[from - 1]?.text === 'from' && (run[from]!.kind === 'weak' || /^\d/.test(run[from]!.text) || DAY_NAMES.some((day) => day.test(run[from]!.text)))) from -= 1;
  let to = lastStrong;
  if (run[to + 1]?.text === 'only' && !folded.slice(run[to]!.end, run[to + 1]!.start).includes(',')) to += 1;
  const onward = OR_LATER.exec(folded.slice(run[to]!.end))?.[0].length ?? 0;
  const denied = NONE_OF.exec(folded.slice(0, run[from]!.start))?.[0].length ?? 0;
  return { start: run[from]!.start - denied, end: run[to]!.end + onward, score: 0 };
}

/** A number before these is an hour or a day of theirs. */
const LENT_NUMBER = /^(?:tonight|tonite|tomorrow|tmrw|tmr|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|april|june|july|august|september|october|november|december)$/;
/** "No mornings", "no el martes" are all but those. */
const NONE_OF = /(?<![a-z0-9])no (?:(?:el|los|las|por la|en la) )?$/;

const OR_LATER = /^ (?:or (?:later|after|earlier|before|sooner)|(?:and )?onwards?|o despues|o antes|en adelante)(?![a-z0-9])(?! [a-z0-9])/;

/** "any day", "any time", "cualquier dia" without a time word of their own. */
function anyDay(run: Piece[]): Run | null {
  const at = run.findIndex((piece, index) => /^(any|cualquier)$/.test(piece.text) && /^(day|time|dia)$/.test(run[index + 1]?.text ?? ''));
  return at < 0 ? null : { start: run[at]!.start, end: run[at + 1]!.end, score: 0 };
}

const ASKS = /\b(can|could|come|coming|need|needs|want|wants|would|available|availability|appointment|appt|please|pls|schedule|works?|prefer|best|free|home|send|get|here|out|someone|somebody|make it|meet|visit|stop by|good|ok|okay|open|book|fix(?:ed)?|must|do it|done|earliest|if|how about|maybe|pueden?|puede|vengan?|venir|necesito|quiero|cita|disponibles?|mejor|prefiero|favor|mandar?|manden|estoy|urge|podria|puedo|pasar|tienen)\b/;
const HAPPENED = /\b(since|last|started|start|stopped|died|broke|quit|went|began|happened|happens|noticed|came (?:home|back)|was|were|been|lost|left|fell|moved (?:out|in)|bought|built|installed|ago|on cold|on hot|during|at random|wakes?|every time|whenever|goes off|keeps?|yesterday|had|did|heard|all|closing|flight|arriving|arrives|guests?|party|opens at|clients?|customers?|meeting|cliente|desde|anoche|ayer|empezo|dejo|se fue|paso|comenzo|hace|toda)\b/;

/** "Need a faucet installed" has not happened. */
const TO_BE_DONE = /\b(?:need|want|get|like)s? (?:\w+ ){1,5}installed\b/g;

function score(folded: string, run: Run): number {
  const span = folded.slice(run.start, run.end);
  const clause = clauseBefore(folded, run.start);
  const near = clause.replace(TO_BE_DONE, '~').split(/\s+/).slice(-4).join(' ');
  const behind = folded.slice(run.end, run.end + 45).split(/[.!?;\n]/)[0] ?? '';
  if (/^(?:a |the |last |all |toda |de )*(?:night|nights|day|week|weeks|noche|lunch)$|^(?:am|pm)$/.test(span) && !/\b(by|before)\b/.test(span)) return 0;
  if (/\b(last|since|desde|past|for the|(?:not|out|gone|off|happening|leaking|dripping|running|up) all|toda|ayer|yesterday|cada|other)\s*$/.test(clause) || /^(last|since)\b/.test(span)) return 0;
  if (/\b(last (?:night|week)|since|anoche)\b/.test(span)) return 0;
  if (/^(?:the )?now$|^(?:the )?(?:first|next|last|every|any other) time$/.test(span) && !/\bany\b/.test(span)) return 0;
  if (/^desde\b/.test(span) && !/\b(?:puedo|pueden|disponible|estoy|puede|libre)\b/.test(clause) || /^ ?(?:try|tries|time|floor|attempt|level|story|bedroom|bathroom|bath|door|car|one|unit|zone|street|st|ave|avenue|grade|gear)\b/.test(behind) && /(?:st|nd|rd|th)$/.test(span)) return 0;
  if (/^(?:the )?\d{1,2}(?:st|nd|rd|th)$/.test(span) && /\b(?:station|store|walmart|costco|target|lot|parking|corner|bank|mall|school|park|shop|restaurant|off|by)\b[^.]*$/.test(clause)) return 0;
  if (/^(?:this morning|esta manana)$/.test(span) && /\b(?:no|sin) (?:hot )?(?:water|heat|power|air|lights?|agua|luz|calefaccion)\b/.test(clause)) return 0;
  if (AGENDA.test(clause) && !NEEDED.test(clause) || HABIT.test(clause)) return 0;
  if (/^\s*(?:rate|fee|charge|price|surcharge|pricing|rates|fees|charges|before(?! (?:work|lunch|noon|school|dinner|church|\d))|ago)\b/.test(behind)) return 0;
  if (/\b(?:isn't|not|wasn't|don't|doesn't)(?: \w+){0,2}\s*$/.test(near) && /^(?:til|till|until|for|now)\b/.test(span)) return 0;
  if (/\b(?:can't|cant|cannot|won't|wont|couldn't|no puedo)(?: \w+){0,6}\s*$/.test(clause) && /^(?:tonight|tonite|today|hoy|right now|now|at night)$/.test(span)) return 0;
  if (/^(right now|ahorita|hoy|today|this morning|esta manana|tonight|tomorrow|at \d|a las \d+|this afternoon|\d+ ?(?:am|pm)|at night|nights?)$/.test(span) && HAPPENED.test(near) && !/\b(had planned|need|want|come|get|here|fixed|done|can|could)\b/.test(near)) return 0;
  if (/^(?:right now|now|ahorita|ahora mismo)$/.test(span) && !/\b(?:come|send|need|needs|someone|somebody|here|available|please|pls|can you|could|get|want|help|vengan?|manden|necesito|urge|alguien|pueden?|fix|would be|works|is (?:good|best|great))\b/.test(`${clause} ${behind}`)) return 0;
  if (/\b(?:he|she|ex|they|husband|boyfriend)(?:'s| is| said| says)?\b.{0,25}\b(?:coming|come|back|be here)\b/.test(clause)) return 0;
  if (/\b(?:times?|twice|once|again)\s*$/.test(clause) && /^(?:this|in one|in a) /.test(span) || FORECAST.test(clause) && !NEEDED.test(clause)) return 0;
  if (/\b(?:stronger|worse|louder|weaker|more|bad|fired (?:an? |my |our )?\w+|colder|hotter)\s*$/.test(clause) && /^(?:today|tonight|now|hoy)$/.test(span)) return 0;
  if (/\bfor\s*$/.test(clause) && /^(?:right )?now$/.test(span)) return 0;
  if (HOLIDAY_ALONE.test(span) && (OF_HOLIDAY.test(clause) || /^ (?:(?:is|was|isn't)\b(?! (?:good|fine|ok|best|great|the))|\w{3,}ed\b|got|went|came|broke)/.test(behind))) return 0;
  let value = 1;
  if (/\b(mon|tue|wed|thu|fri|sat|sun|lunes|martes|miercoles|jueves|viernes|sabado|domingo)/.test(span)) value += 3;
  if (HOLIDAY_ALONE.test(span)) value += 3;
  if (/\d/.test(span)) value += 3;
  if (/\b(morning|afternoon|evening|noon|tarde|after|before|by|between|antes|despues|weekday|weekend|next|first|any|temprano)/.test(span)) value += 2;
  if (/\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)/.test(span)) value += 2;
  if (/\b(today|tonight|tomorrow|hoy|manana|week)\b/.test(span)) value += 2;
  if (ASKS.test(clause) || ASKS.test(behind)) value += 2;
  if (clause.trim() === '' || /,\s*$/.test(clause)) value += 1;
  if (HAPPENED.test(near)) value -= 6;
  if (TOLD.test(clause) && !NEEDED.test(clause)) value -= 5;
  if (/^(?:except|not|but not|excepto|menos)\b/.test(span)) value -= 3;
  if (/^\s*(?:it |the |my |our |we |i )?(?:\w+ )?(?:stopped|died|broke|quit|went|started|began|happened|fell|snapped|lost|woke|heard|noticed|was|got)\b/.test(behind) && clause.split(/\s+/).length < 4) value -= 4;
  if (/^every |^cada |^all |^on (?:cold|hot)/.test(span) && !/except|excepto|but/.test(span)) value -= 3;
  if (/\b(only|just) (?:when|at)|\b(open|opens|close|closes|work|works|abrimos|abro|cerramos)\s*(?:at|from|a)?\s*$/.test(clause) && !/need|necesit/.test(clause)) value -= 2;
  if (/\b(bill|warranty|invoice|built|bought|since|from|born|model|age)\s*$/.test(near)) value -= 4;
  if (/\b(?:don't|do not|not) (?:call|text)\b/.test(clause)) value -= 6;
  if (/asap|possible|right (?:now|away)|immediately|sooner|soonest|earliest|available|antes posible|cuanto antes/.test(span)) value += 1;
  return value;
}

/** The customer's own affairs, and what others do: "flight at 6", "new tenant comes on the 1st", "we open at 5". */
const AGENDA = /\b(?:(?:at work|working|busy|gone|away|asleep|out of town|at school|in class|in meetings?)(?: til| till| until)?|(?:have to|gotta|need to|must|got to) (?:leave|go|be|get to|head|work)(?: \w+){0,5}|(?<!(?:you|someone|somebody|anyone|tech|guy) )coming|comes|moves? (?:in|out)|moving (?:in|out)?|arrives?|arriving|(?:leave|leaves|leaving)(?: \w+){0,4}|fly|flying|flight|vuelo|trabajo|entro|salgo|abr(?:o|imos)|due|expires?|(?:job|work|shift|school|class|church|dinner|lunch|breakfast|service|practice|game) (?:starts?|begins?|is)|(?:,|and|have|got|start|y) work|(?:i|we|he|she|they) (?:have to )?(?:work|open|close|start)s?|(?:i|we) have (?:\w+ )?(?:work|class|school|church|yoga|a meeting|court|surgery|an appointment)|(?:party|wedding|guests?|company|family|kids?|clients?|customers?|patients?|tenants?|inspector|movers|closing|meeting|shift|class|invitados|visitas?|fiesta|boda|clientes?)(?: \w+){0,4})(?: (?:on|at|by|from|a|el|las|the|this|next|for|til|until))*\s*$/;
/** "Supposed to freeze tonight", "96 in Phoenix tomorrow": the weather's time. */
const FORECAST = /\b(?:supposed to|gonna|going to|will|forecast\w*|calling for|they say|expecting) (?:\w+ ){0,4}(?:rain\w*|snow\w*|freez\w*|storm\w*|hot|cold|\d{2,3}|degrees|teens|single digits|below)(?: \w+){0,2}\s*$|\b(?:low|high|[2-9]\d|1[0-2]\d)(?: degrees)? (?:in|here|outside|out)(?: \w+)?\s*$/;
/** What a machine does at some hour, not when somebody should come. */
const HABIT = /\b(?:opens|wakes|goes (?:off|up|down|out|on)|rings|trips|comes on|turns (?:on|off)|kicks (?:on|off|in)|beeps|chirps|shuts (?:off|down)|runs|starts (?:up|beeping|making)|suena|se (?:abre|apaga|prende|bota))\b[^.]{0,35}$/;
const HOLIDAY_ALONE = /^(?!after|before|by|antes)(?:\w+ ){0,5}(?:christmas|xmas|nochebuena|navidad|new years?|new year's|ano nuevo|thanksgiving|gracias|labou?r day|memorial day|independence day|july|halloween|juneteenth|veteran'?s'? day|president'?s'? day|columbus day|king day|mlk day|valentine'?s)\b/;
/** What is about a holiday but no time for a visit: "hosting thanksgiving", "for christmas". */
const OF_HOLIDAY = /\b(?:for|hosting|host|cooking|having|have|celebrating|since|ruin\w*|miss|happy|merry|feliz|para|de)(?: (?:our|my|the|a|us|everyone|this|la|el))?\s*$/;
/** Something that somebody did: "you fixed it Monday", "they pulled the meter today". */
const TOLD = /^\W*(?:took|got|had|woke|found|tried|heard|saw|noticed|came)\b[^.]*$|\b(?:got|was|were|been) (?:locked out|\w+ing)\b[^.]*$|\b(?:cut|shut|pulled|turned|knocked|kicked|ripped) (?:us|me|it|our|my|the)\b(?:(?! to )[^.])*$|\b(?:you|he|they|guy|guys|tech|we|i|she|who|someone|somebody|company|utility|plumber|electrician|neighbor|landlord|tenant|wife|husband|son|it|that|which)(?: guys| just| already| also| finally)? (?:(?:came|put|did|got|said|told|sent|gave|took|found|bought|moved|had|ran|hit|shut|cut)|(?!need)\w{3,}ed)\b(?:(?! to )[^.])*$/;
const NEEDED = /\b(?:need|needs|want|wants|can|could|would|please|pls|must|should|have to|has to|available|come|book|schedule|appointment|necesit\w*|quier\w*|pueden?|vengan|get (?:it|this|someone|here))\b/;

function clauseBefore(folded: string, start: number): string {
  return folded.slice(Math.max(0, start - 90), start).split(/[.!?;\n]| but | pero | so /).at(-1) ?? '';
}

/** "come now", "vengan ya", and deadlines without a time word: "before we close", "before hurricane season". */
function deadline(text: string, folded: string): string | null {
  const now = /\b(?:come|send|here|(?:out|over)(?= (?:here )?now)|someone|somebody|anyone|help|need|can|closest|available|please|tech|plumber|electrician|locksmith|guy|pls)\b[^.!?\n]{0,25}?\b(now)\b(?! (?:it|the|i|we|my|there|its|he|she|they)\b)/.exec(folded) ?? /\b(now)\b (?:please|pls)/.exec(folded)
    ?? /\b(?:vengan?|venir|manden|necesito|urge|ayuda|favor|ocupo|alguien)\b[^.!?\n]{0,20}?\b(ya|ahora|ahorita)\b/.exec(folded);
  if (now && !/\bfor now$|\b(?:good|fine|set|ok|okay|works?|working|fixed|quiet|dry)\b.{0,10}now$/.test(now[0])) {
    const at = now.index + now[0].lastIndexOf(now[1]!);
    return text.slice(at, at + now[1]!.length);
  }
  const weather = /\bbefore (?:it|the weather|the temps?) (?:gets?|is|turns?|starts?|goes) (?:too |really |super |to )?(?:hot|cold|warm|freez\w+|bad|worse|below \w+|rain\w*|snow\w*)|\bbefore it (?:freezes|snows|rains)|\bantes de que (?:haga|empiece) (?:el |mas |mucho )?(?:calor|frio)/.exec(folded);
  if (weather) return text.slice(weather.index, weather.index + weather[0].length);
  const season = /\b(?:during|over|after|before|by) (?:the )?(?:spring|winter|summer|fall|christmas|thanksgiving|school|easter|holiday) (?:break|vacation|holidays?)\b|\b(?:before|by) (?:the )?(?:end of (?:the |this )?(?:year|month|week)|year end)\b|\b(?:(?:sometime|some time) (?:in|this|next|during)|early(?: in)?|late(?: in)?|mid) (?:the )?(?:spring|summer|fall|autumn|winter|primavera|verano|otono|invierno)\b/.exec(folded);
  if (season) return text.slice(season.index, season.index + season[0].length);
  const before = /\b((?:before|by|antes de(?:l| que)?) (?!it |i |the (?:water|door|house|couch|bed|dryer|washer|window|sink|stove|fridge|furnace|panel|garage|back|side|tub|toilet|stairs|pool)|anyone|someone|somebody|anything|we do|you (?:come|start|do|head|send)|that|then|this gets|himself|herself|myself|hand|accident|mistake|the (?:road|laundry|meter|street)|phone|text|car)(?:(?:the|my|our|we|hurricane|los|las|la|el|mi) )?\w+(?: \w+){0,2})(?=[.,!?;\n]|$)/.exec(folded);
  return before && /\b(?:season|inspection|party|wedding|holiday|thanksgiving|christmas|winter|summer|spring|fall|easter|school|guests|family|close|closing|move|moving|list|freeze|storm|cold|snow|rain|trip|vacation|surgery|baby|tenant|navidad|invierno|verano|inspeccion|visita|lluvia|fiesta|new year|company|game|weather|the heat|halloween|open)\b/.test(before[1]!)
    ? text.slice(before.index, before.index + before[1]!.length) : null;
}
