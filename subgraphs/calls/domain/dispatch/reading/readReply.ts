import { epoch, localMoment } from '../scheduling/localTime';
import { readsThanks } from './readIntent';
import { readTimeSpan } from './readTime';
import { suits, suitsTimeOfDay, windowOf } from './timeWindow';
import { fold } from './words';

/** Ways to name an offer by its number, in order; of a day of the month too where it is written "2nd". */
const NUMBERS: readonly RegExp[] = [/^(?:one|un[oa]|first|primer[oa]?)$/, /^(?:two|dos|second|segund[oa])$/, /^(?:three|tres|third|tercer[oa]?)$/];
/** What may stand around a number without making another thing of it. */
const FILLERS = new Set(`ok okay okey k kk yes yeah yep yup ya yea sure alright great good fine perfect nice cool awesome excellent wonderful please pls plz thanks thank thx ty you u so much very i i'd id i'll ill we we'll well we'd
let's lets let me for us the that that's thats this take pick choose choosing chose go going with book want wanna prefer like love do does did can could would will should is be it it's its work works worked sounds looks seems option opt slot choice time number num nr
appointment appt spot reply answer confirm confirmed definitely absolutely just then here home there best better put down set schedule use change switch move to make instead possible if hmm um uh sir ma'am maam man guys hi hello hey now see soon my think guess am im i'm again of them those these two's she he they says said
si claro vale dale bueno buena bien muy perfecto perfecta esta estaria me queda sirve gusta quiero quisiera queremos prefiero elijo escojo tomo tomamos quedo con opcion numero hora cita turno por favor porfa porfavor porfis gracias muchas entonces mejor seria para mi nosotros nos conviene confirmo ese esa es la el lo un una de dice dijo`.split(/\s+/));
/** A number after these is no offer's: "that one", "the last one". */
const PRONOUN_BEFORE = /^(?:that|this|which|either|any|no|each|every|other|last|ese|esa|\d.*|first|second|third|earlier|later)$/;
/** Choices that are said to be alike. */
const INDIFFERENT_WORD = /^(?:either|any|whichever|whatever|both|cualquiera|ambas|ambos|igual)$/;
const APPROVING = /^(?:works?|fine|good|ok|okay|great|perfect|sirven?|bien|either|any|whichever|whatever|both|cualquiera|ambas|ambos|igual)$/;
const OR = /^(?:or|o|u|and|y|&|\/)$/;
const NOT = /^(?:not|than|over|nor|neither|don't|dont|doesn't|doesnt|can't|cant|cannot|won't|wont|isn't|isnt|ni)$/;

/** What a text says by numbers: which offer (0-based, whether or not there are so many), or that none can be told; undefined where it is about anything else. */
function numbered(words: string): number | null | undefined {
  const tokens = words.match(/#?\d+(?:[:/.]\d+)*(?: ?(?:am|pm)\b|(?:st|nd|rd|th)\b)?|[a-z']+|[&/?]/g) ?? [];
  const named: { index: number; isRefused: boolean }[] = [];
  let [isRefusing, isEither, isApproved, isAsked] = [false, false, false, false];
  for (const [at, token] of tokens.entries()) {
    const index = indexOf(token);
    const isPronoun = /^(?:one|una?|uno)$/.test(token) && (PRONOUN_BEFORE.test(tokens[at - 1] ?? '') || indexOf(tokens[at - 1] ?? '') !== null);
    if (index !== null && !isPronoun) {
      named.push({ index, isRefused: isRefusing });
      isRefusing = false;
    } else if (token === 'no') {
      // "No la 1, la 2" refuses the first; "1 no 2" takes back what stands before.
      isRefusing = named.length === 0 && /^(?:la|el|lo)$/.test(tokens[at + 1] ?? '');
      for (const earlier of named) earlier.isRefused = true;
    } else if (NOT.test(token)) {
      const last = named.at(-1);
      if (last && /^(?:don't|dont|doesn't|doesnt|can't|cant|won't|wont|isn't|isnt)$/.test(token) && indexOf(tokens[at + 1] ?? '') === null) last.isRefused = true;
      else isRefusing = true;
    } else if (token === 'instead' && tokens[at + 1] === 'of') isRefusing = true;
    else if (token === '?') isAsked = true;
    else if (OR.test(token)) isEither = true;
    else if (!isPronoun && !FILLERS.has(token) && !INDIFFERENT_WORD.test(token)) return undefined;
    if (APPROVING.test(token)) isApproved = true;
  }
  if (named.length === 0) return undefined;
  const wanted = [...new Set(named.filter(({ isRefused }) => !isRefused).map(({ index }) => index))];
  const isChoice = wanted.length === 1 ? !(isAsked && isEither) : isEither && isApproved && !isAsked;
  return isChoice ? wanted[0] ?? null : null;
}

/** The offer that a word numbers, 0-based: "2", "#2", "second", "2nd"; null where it is none. */
function indexOf(word: string): number | null {
  const digits = /^(?:#?(\d{1,5})|([123])(?:st|nd|rd))$/.exec(word);
  if (digits) return Number(digits[1] ?? digits[2]) - 1;
  const index = NUMBERS.findIndex((number) => number.test(word));
  return index >= 0 ? index : null;
}

/** Words by which a customer puts right what was said just before: what follows counts. */
const CORRECTION = /\b(?:no,? ?)?(?:(?<!\b(?:can't|cant|cannot|i'll|ill|will|to|the) )(?:wait|hold on)(?! list)|actually|scratch that|my bad|correction|i meant?|meant|rather(?! than)|oops|perdon|disculpe|digo|espera|espere|quise decir|mas bien|mejor dicho|en realidad|sorry(?! (?:for|about|to|i|we|my))|mejor(?= (?:la |el |las |a )?(?:#?\d|un[oa]\b|dos\b|tres\b|primer|segund|tercer)))\b/;
/** "1, wait": taken back without another. */
const RETRACTED = /\b(?:wait|hold on|scratch that|espera|espere)\W*$/;

/** The last that is said to the offers, where a customer corrects it: "1 no wait 2" is "2", and so is "1" with "2" sent after it. */
function lastSaid(folded: string): string {
  if (RETRACTED.test(folded) && !/\b(?:can't|cant|cannot) wait\W*$/.test(folded)) return '';
  const lines = folded.split('\n');
  const later = lines.findLastIndex((line, at) => at > 0 && numbered(line) != null);
  const said = (later > 0 ? lines.slice(later).join('\n') : folded).split(CORRECTION).map((part) => part.trim());
  return said.findLast((part) => /\w/.test(part)) ?? folded;
}

/** What stands beside a number may tell anything but of another choice, of a condition, or that it is not settled: "2. The gate code is 1234", "2 but call when on the way". */
const OTHER_CHOICE = /\b(?:or|unless|maybe|perhaps|depends|depending|provided|as long as|only|not sure|hopefully|(?:let me|gotta|have to|need to|must|going to|gonna|i'll|want to|wanna) (?:first )?(?:check|ask|see|think|talk|confirm|look|verify|find out|know|get back)|get back to you|doesn't (?:\w+ )?work|(?:can't|cannot) (?:make|do)|won't work|never ?mind|cancel\w*|other|another|else|instead|sooner|earlier|later|different|too (?:late|early|far|long|soon)|reschedul\w*|change|pero no|quizas?|tal vez|otr[oa]s?|antes|despues|temprano|tarde|consultar|preguntar(?:le)?|[1-9]|(?<!no )one|two|three|dos|tres|(?<!\b(?:call|text|ring|phone|me|us) )first|second|third|and a half|y media?|today|tomorrow|hoy|manana|mon|tue|wed|thu|fri|sat|sun|\w+day|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b|\b(?:if|si) (?!(?:i|i'm|we|we're|my|no ?one|nobody|she|he|they|you (?:need|get|can't|are running)|no |mi|yo|nadie)\b)|\b\d{1,2}(?::\d\d| ?[ap]m)\b/;
/** Where a remark may begin beside a number: at a sign, or at a word that begins a sentence of its own. */
const REMARK_BEGINS = /[\n!,;(?]|:(?=\s)|\.(?!\d)| - |\s(?=(?:but|if|unless|and|also|just|though|tho|pero|y|si|a menos|tambien|solo|nada mas|do|does|is the|is there|are|(?:will|can|could|should|would)(?! (?:be|work|do|suit)\b)|how|what|where|who|whose|call|text|have|tell|my|our|the (?:gate|door|dog|key|code|side|back|front|alley|garage|unit)|i|i'll|i'm|we|we'll|there(?:'s| is)|hay|tengo|el (?:perro|porton|codigo)|la (?:puerta|llave|entrada)|mi|mis|llam\w+|necesit\w+|cuanto|como|donde|aceptan?)\b)/g;
/** A pick with a remark stands at one end of the text, in so few characters. */
const PICK_CHARACTERS_MAX = 60;
/** "First, do you take cards?" begins a list. */
const BARE_ORDINAL = /^\W*(?:ok(?:ay)?\W+)?(?:first|second|third|primer[oa]?|segund[oa]|tercer[oa]?)\W*$/;

/** "2 unless you have friday": not settled, whatever else is named. */
const CONDITION = /^\W*(?:but|if|unless|pero|si|a menos)\b/;

/** A text that picks by number at its beginning or end, and the rest of it. `index`: null where that takes the pick back. */
interface PickWithRemark { index: number | null; remark: string }

function pickWithRemark(said: string): PickWithRemark | null {
  for (const { index: at, 0: sign } of said.slice(0, PICK_CHARACTERS_MAX).matchAll(REMARK_BEGINS)) {
    const [head, rest] = [said.slice(0, at), said.slice(at + sign.length)];
    const index = BARE_ORDINAL.test(head) ? null : numbered(head);
    if (index == null || !/\w/.test(rest)) continue;
    const pick = { index, remark: rest.trim() };
    return !OTHER_CHOICE.test(rest) ? pick : CONDITION.test(rest) ? { ...pick, index: null } : null;
  }
  const cut = Math.max(...['\n', '.', ',', '!', '?', ';'].map((sign) => said.replace(/\W+$/, '').lastIndexOf(sign)));
  const [before, last] = [said.slice(0, cut + 1), said.slice(cut + 1)];
  const index = cut > 0 && last.length <= PICK_CHARACTERS_MAX && !BARE_ORDINAL.test(last) ? numbered(last) : null;
  return index == null || OTHER_CHOICE.test(before) || !/\w/.test(before) ? null : { index, remark: before.trim() };
}

/** What a reply says by numbers: see `numbered`. */
function numberIn(text: string): number | null | undefined {
  const said = settledIn(text);
  const whole = numbered(said);
  return whole !== undefined ? whole : pickWithRemark(said)?.index;
}

const ABOUT = /^\W*(?:(?:ok|okay|hmm|um|and|so|y) )?(?:how|what) about\b(?!.*\b(?:and|or)\b)/;
/** "What about tomorrow?", "is tomorrow morning available?", "¿tienen el martes?": whether it can be had, not yet that it is taken. */
const ASKS_AFTER = new RegExp(`${ABOUT.source}|^\\W*(?:(?:ok|okay|so|and|y|pero|but|hi|hey) )?(?:is|are|do (?:you|u|y'all)(?: guys)? have|have you|got|tienen?|hay|esta)\\b.*\\?`);

/** Who chooses for the customer: "my wife says 2". */
const ANOTHER_SAYS = /\b(?:my|the|mi|el|la) \w+ (?:says|said|wants|prefers|dice|dijo|quiere|prefiere)\b/;

/** Asks whether a time can be had. */
export const asksAfterTime = (text: string): boolean => ASKS_AFTER.test(fold(text));

/** "3 instead of 1:30": beside a clock time a number is an hour; "at 3". Null where nothing of the kind is said. */
export function hourInstead(text: string): string | null {
  const hour = /\b(\d{1,2}(?::\d\d)?) ?([ap]m)? (?:instead of|rather than|en vez de(?: las?)?) (?:the |at |a las? )?\d{1,2}(?::\d\d| ?[ap]m)/.exec(fold(text));
  return hour && `at ${hour[1]!}${hour[2] ?? ''}`;
}

const settledIn = (text: string): string => lastSaid(fold(text).replace(ABOUT, '').replace(ANOTHER_SAYS, 'says')).replace(/\b(?:can't|cant|cannot) wait\b/, '');

/** What a text says beside the number of the offer it picks, folded: "do you need me to be home?"; null where it says no more than courtesies. */
export function remarkBeside(text: string): string | null {
  const said = settledIn(text);
  const pick = numbered(said) === undefined ? pickWithRemark(said) : null;
  return pick === null || pick.index === null || isFarewell(pick.remark) ? null : pick.remark;
}

/** Which of `count` numbered offers a text picks: 0-based, or null. "2", "the second", "option 2 please", "la segunda", "1 no wait 2", "not 1, 2". */
export function pickedNumber(text: string, count: number): number | null {
  const index = numberIn(text);
  return index != null && index >= 0 && index < count ? index : null;
}

/** Says the number of an offer and nothing that tells a language: "uno", "2 please", "la segunda". */
export function isBarePick(text: string): boolean {
  return text.length <= BARE_PICK_CHARACTERS_MAX && numberIn(text) != null;
}

const BARE_PICK_CHARACTERS_MAX = 40;

/** An hour with a word or sign that makes it one, and nothing else: "at 4", "the 10am", "la de las 10", "2:30 works", "4 o'clock". */
const BARE_HOUR = /^\W*(?:(?:the|at|a|las?|de|el|works?|ok|okay|yes|si|please|pls|is|good|fine|great|i|can|do|let's|lets|for|me|that|one|thanks|slot|time|por|favor|sirve|esta|bien|i'll|take)\W+)*\d{1,2}(?::\d{2})?\s?(?:am|pm|o'?clock)?(?:\W+(?:works?|ok|okay|please|pls|is|good|fine|great|for|me|one|thanks|slot|por|favor|sirve|esta|bien))*\W*$/;
const HOUR_SIGN = /\b(?:at|a las?|las|around|about) \d|\d(?::\d\d|\s?(?:[ap]m?\b|o'?clock))/;

/** "The earliest", "the last one": of the offers, not "my last plumber" or "call me first". */
const END_OF_LIST = /^(?!\W*(?:which|whats?|when|how|cual)\b)(?!.*\d).*(?<!\b(?:at|call|text|ask|check|me|us) )\b(first|earliest|soonest|primer[oa]|last|latest|ultim[oa])(?=\W*$| (?:one|slot|time|option|choice|available|opening|appointment|possible|you|is|works?|please|pls|thanks|would|sounds|that|opcion|hora|cita|que|por|de|esta|me)\b)/;

/** What is said not to suit is not picked. */
const UNSUITABLE = /\b(?:none|neither|not|(?:don|doesn|can|won|isn)'?t|cannot|no (?:good|puedo|podemos|me)|bad|busy|ningun[oa]|other|another|otr[oa]s?|instead|else)\b/;

/** Leaves the choice to us: "either", "you pick", "whatever works", "cualquiera", "me da igual". */
const INDIFFERENT = /\b(?:either|any|anyone|whichever|whatever|whenever|both|all (?:\w+ )?(?:three |those |these |they )?works?|(?:you|u) (?:guys )?(?:pick|choose|decide)|(?:your|dealer'?s) (?:choice|pick|call)|up to you|(?:doesn'?t|don'?t) (?:really )?(?:matter|care)|no preference|i'm (?:flexible|easy)|cualquiera|(?:la|lo|cuando) que sea|da (?:igual|lo mismo)|(?:usted|ustedes|tu) (?:elijan?|elige|escojan?|escoge|decidan?|decide)|como (?:ustedes |usted )?(?:quieran?|gusten?|prefieran?))\b/g;
/** What may stand beside it, and no more. */
const BESIDE_INDIFFERENT = new Set('honestly really pues all of are is one ones times slots days options working with they have got can come comes available first soonest earliest next way suits easiest easier which when day anything esas esos esa ese las los tres dos three a mi ellas horario does ok'.split(' '));
const INDIFFERENT_CHARACTERS_MAX = 80;

function isIndifferent(said: string): boolean {
  if (said.length > INDIFFERENT_CHARACTERS_MAX || said.includes('?')) return false;
  if (/^\W*(?:both|ambas|ambos|las dos|los dos)\W*$/.test(said)) return false;
  const rest = said.replace(INDIFFERENT, ' ');
  return rest !== said && (rest.match(/[a-z']+|\d+/g) ?? []).every((word) => FILLERS.has(word) || BESIDE_INDIFFERENT.has(word));
}

/** The offered slot that a text picks: by number, by its time ("tomorrow 9 works"), by being the only one of its day, or by leaving the choice to us, which takes the first; null where it picks none or more than one. */
export function pickedSlot(text: string, offered: readonly string[], now: string, timeZone: string): string | null {
  const hour = hourInstead(text);
  if (hour) return only(fitting(hour, hour, offered, now, timeZone), false);
  const index = numberIn(text);
  if (index !== undefined) return index === null || isOtherDate(text, index, offered, timeZone) ? null : offered[index] ?? null;
  const said = lastSaid(fold(text));
  if (isIndifferent(said)) return offered[0] ?? null;
  if (UNSUITABLE.test(said)) return null;
  const end = said.length < 40 ? END_OF_LIST.exec(said) : null;
  if (end) return offered.at(/^[lu]/.test(end[1]!) ? -1 : 0) ?? null;
  const span = readTimeSpan(said) ?? (BARE_HOUR.test(said) && HOUR_SIGN.test(said) ? said : null);
  if (/^\W*(?:which|cual(?:es)?)\b.*\?/.test(said) || span && LONG_SPAN.test(fold(span))) return null;
  if (span) return only(fitting(span, said, offered, now, timeZone), /\b(?:either|whichever|both|cualquiera)\b/.test(said) && !said.includes('?'));
  return offered.length === 1 && saysYes(text) && !ASKS_MORE.test(said) ? offered[0]! : null;
}

/** Of a week or more is said when it suits, not which. */
const LONG_SPAN = /\b(?:weeks?|weekend|months?|semanas?|mes|finde|fin de semana)\b/;

/** Offers on a weekday that a text names by itself: "friday", where two are this Friday. */
export function offersOfDay(text: string, offered: readonly string[], now: string, timeZone: string): string[] {
  const said = lastSaid(fold(text));
  const span = readTimeSpan(said);
  if (!span || EXACT_DAY.test(said) || UNSUITABLE.test(said) || /\b(?:no|but|except|different|menos|excepto)\b/.test(said) || windowOf(span, epoch(now), timeZone).days === null) return [];
  return fitting(span, said, offered, now, timeZone);
}

/** "The 2nd" where another offer is on the 2nd of a month. */
function isOtherDate(text: string, index: number, offered: readonly string[], timeZone: string): boolean {
  const ordinal = /\b(\d{1,2})(?:st|nd|rd|th)\b/.exec(lastSaid(fold(text)));
  return ordinal !== null && offered.some((start, at) => at !== index && Number(localMoment(epoch(start), timeZone).date.slice(8)) === Number(ordinal[1]));
}

const ASKS_MORE = /\?|\b(?:but|how|what|when|if|unless|pero|cuanto|cuando)\b/;
const only = (starts: readonly string[], isEither: boolean): string | null => (starts.length === 1 || isEither ? starts[0] ?? null : null);

/** "This Wednesday", "wednesday the 25th": the day is one of the calendar, not whichever was offered. */
const EXACT_DAY = /\b(?:this|next|coming|following|est[ea]|proxim[oa]|que viene|week|semana|today|tomorrow|hoy|manana)\b|\d\/\d|\d(?:st|nd|rd|th)\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*\.? \d|\d de [a-z]/;

/** Offers at the time a text names. A weekday by itself is that of an offer, however far ahead. */
function fitting(span: string, said: string, offered: readonly string[], now: string, timeZone: string): string[] {
  const window = windowOf(span, epoch(now), timeZone);
  const isExact = EXACT_DAY.test(said);
  const isWeekday = window.days !== null && !isExact;
  return offered.filter((start) => {
    const isThen = isWeekday ? window.days!.includes(localMoment(epoch(start), timeZone).weekday) && suitsTimeOfDay(window, epoch(start), timeZone) : suits(window, epoch(start), timeZone);
    return isThen || !isExact && sameHour(said, start, timeZone, window.days);
  });
}

function sameHour(folded: string, start: string, timeZone: string, days: readonly string[] | null): boolean {
  const time = /^\D*(\d{1,2})(?::(\d{2}))?\s?(am|pm)?\D*$/.exec(folded);
  const at = localMoment(epoch(start), timeZone);
  if (!time || days && !days.includes(at.weekday) || /\b(after|before)\b/.test(folded)) return false;
  return at.hour % 12 === Number(time[1]) % 12 && at.minute === Number(time[2] ?? 0) && (!time[3] || (at.hour >= 12) === (time[3] === 'pm'));
}

export function saysYes(text: string): boolean {
  return /^\W*(?:(yes|yeah|yep|yup|ya|sure|ok|okay|k|correct|confirm(ed)?|sounds good|perfect|works|that works|great|good|fine|alright|all right|absolutely|definitely|of course|please do|do it|book it|go ahead|si|claro|correcto|perfecto|dale|esta bien|de acuerdo|confirmo|bueno|va)\b|👍|👌|✅)/.test(fold(text));
}

/** Agrees, and names none of several offers: "sounds good", "perfecto". Which it is has yet to be asked. */
export function assents(text: string): boolean {
  return saysYes(text) && (isFarewell(text) || !/\w/.test(text));
}

/** Thanks that turn down what was offered: "no thanks", "all set", "bye". */
export function refusesPolitely(text: string): boolean {
  return /^\W*(?:no|nope|nah)\b|\b(?:all (?:set|good)|we're good|i'm good|never ?mind|bye|adios)\b/.test(fold(text));
}

/** Names more than one of what was offered: "both", "1 or 2". */
export function namesSeveral(text: string): boolean {
  return /^\W*(?:both|ambas|ambos|las dos|los dos)\W*$/.test(fold(text)) || numberIn(text) === null && /\b(?:or|o|and|y)\b|[,&/]/.test(fold(text)) && !/\b(?:not|no|neither|nor|ni|but|if|unless|pero|si)\b|\?/.test(fold(text));
}

/** Thanks, and nothing that turns anything down: "thanks!", "ok gracias". */
export function isMerelyPolite(text: string): boolean {
  return readsThanks(fold(text)) && !refusesPolitely(text);
}

/** Nothing to answer after a good-bye: "sorry", "no problem", "i didn't call you". */
export function endsQuietly(text: string): boolean {
  return isFarewell(text) || /^\W*(?:(?:oh|ok|okay|no|so|very|i'm|im|my|really|lo|que|ay)\W+)*(?:sorry|apologies|apologize|bad|mistake|np|no (?:problem|worries|hay problema)|sorry (?:about that|to bother(?: you)?)|all good|wrong (?:number|person)|siento(?: mucho)?|perdon(?:e|en)?|disculpe(?:n)?|(?:i )?(?:didn't|didnt|never|did not) (?:call|text|contact)(?: (?:you|you guys|anyone|anybody|this number))?|(?:yo )?no (?:les |los |le |lo )?(?:llame|marque|hable))(?:\W+(?:about that|for that|sorry|thanks|thank you|to bother you|bye|have a (?:good|nice) (?:day|one)|gracias|man|guys|sir|ma'am))*\W*$/.test(fold(text));
}

/** Words of assent, thanks and good-bye; a text of nothing else asks for nothing. */
const FAREWELL =
  /^(?:\W|\b(?:ok(?:ay)?|k|kk|y(?:es|ep|eah|up)|sure|al(?:l )?right|cool|awesome|great|perfect|excellent|wonderful|nice|good|fine|sounds|works?|for me|that'?s?|it|then|confirm(?:ed)?|got it|will do|thanks?|thank you|thx|ty|so much|a lot|appreciate(?: it| you)?|see (?:you|ya|u)|(?:then|soon|later|there|tomorrow|tonight|today|manana)|talk soon|bye|(?:have )?an? (?:good|great|nice) (?:day|one|night|evening|weekend)|you too|looking forward(?: to it)?|i'?ll be (?:here|home|there|ready)|(?:i )?can'?t wait|sir|ma'?am|man|guys|lol|si|bueno|dale|vale|perfecto|listo|claro|muchas|gracias|nos vemos|hasta (?:luego|pronto|manana|entonces)|entonces|de acuerdo|va|esta bien|muy bien|adios|igualmente|buen(?:as?|os)? (?:dia|dias|noches|tardes)|aqui (?:los |lo |la )?espero)\b)+$/;
const farewellLengthMax = 100;

/** Says yes, thanks or good-bye and nothing more, by a thumb too: "sounds good, see you then", "k", "👍". */
export function isFarewell(text: string): boolean {
  return text.trim() !== '' && text.length <= farewellLengthMax && !text.includes('?') && FAREWELL.test(fold(text));
}

/** Asks what it will cost; every offer says it. */
export function asksPrice(text: string): boolean {
  return /\b(?:how much|what (?:does|will|would|do) (?:it|that|this|you|u) (?:cost|charge|run)|what'?s (?:the|your) (?:price|cost|rate|charge|fee)|(?:price|pricing|rate|cost)s?(?=\W*$)|cuanto (?:cuesta|cobran|sale|seria|va a ser|es)|que precio|precio)\b/.test(fold(text));
}

/** Asks when we could come, which the times offered answer: "how soon can you get here". */
export const asksWhen = (text: string): boolean => /\b(?:how soon|when|cuando|que tan pronto)\b.*\b(?:you|u|someone|somebody|pueden?|podrian?|vien\w+|llegan?)\b/.test(fold(text));

/** Asks for a time before those offered: "any sooner?". */
export function asksSooner(text: string): boolean {
  return /\b(?:sooner|earlier(?! (?:i|you|today i|we)\b)|mas (?:temprano|pronto)|(?:algo|nada) antes|antes(?=\W*$))\b/.test(fold(text)) && !/\b(?:later|mas tarde)\b/.test(fold(text));
}

/** Asks for other times than those offered. */
export function wantsOtherTimes(text: string): boolean {
  return /\b(other times?|another time|different (?:time|day)|none (?:of|work)|neither|(?:don't|doesn't|can't|won't) (?:work|make|do)|(?:something|anything|any|algo) (?:else|later|earlier|sooner|antes)|what else (?:do|have|you|is|u)|later|earlier|sooner|more (?:times|options)|otr[oa]s? (?:hora|horario|dia|opcion)\w*|ninguna?|no puedo (?:a esa|esos?|ese|esas?)|mas tarde|mas temprano)\b/.test(fold(text));
}

/** Turns down all that was offered without saying what would suit: "none of those work", "no puedo a ninguna". */
export function rejectsAll(text: string): boolean {
  const folded = fold(text);
  if (/\b(?:other|another|different|else|later|earlier|sooner|more|otr[oa]s?|mas tarde|mas temprano)\b/.test(folded)) return false;
  return /\b(?:none|neither|no good|ningun[oa]s?)\b|\b(?:can't|cant|cannot|don't|dont|doesn't|doesnt|won't|wont|not|no) (?:\w+ )?(?:work|make|do|good|free|available|puedo|sirven?|convienen?|quedan?)\b|^\W*(?:no|nope|nah|no thanks)\W*$/.test(folded);
}

/** Says that the visit is where the last one was. */
export function saysSamePlace(text: string): boolean {
  return /\bsame (?:place|address|house|home|location|spot|apartment|apt|building|as (?:last time|before|always))\b|\b(?:you|u|y'all|you guys)(?:'ve| have)? (?:already )?(?:have|got|know) (?:my|the|our) (?:address|place)\b|\b(?:you've|you have|you guys have) been (?:here|to (?:my|our))\b|\bwhere you (?:came|were) last time\b|\bla misma (?:direccion|casa|de siempre|de antes)\b|\bel mismo (?:lugar|domicilio)\b|\bya (?:tienen|saben|conocen) (?:mi|la) (?:direccion|casa)\b/.test(fold(text));
}
