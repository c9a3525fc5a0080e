import { epoch, localMoment } from '../scheduling/localTime';
import { readTimeSpan } from './readTime';
import { suits, windowOf } from './timeWindow';
import { fold } from './words';

const NUMBERS: readonly RegExp[] = [/^(?:1|one|uno|una|first|primer[oa]?|1st)$/, /^(?:2|two|dos|second|segund[oa]|2nd)$/, /^(?:3|three|tres|third|tercer[oa]?|3rd)$/];
const PICK = /^\W*(?:\W*(?:ok|okay|yes|yeah|yep|sure|please|pls|great|let's do|lets do|i'll take|ill take|i want|i pick|i choose|we'll take|let's go with|go with|book|number|no\.?|num|option|opt|slot|choice|the|la|el|opcion|numero|si|quiero|prefiero|elijo|escojo|me quedo con|con|tomo|dale|vale|bueno|for me|works?|would be|is|i'd like)\b\W*)*#?(1|2|3|one|two|three|uno|una|dos|tres|first|second|third|1st|2nd|3rd|primer[oa]?|segund[oa]|tercer[oa]?)\b(?:\W*(?:one|option|slot|time|please|pls|works?|is|it|good|great|fine|ok|for me|thanks|thank you|thx|opcion|por favor|porfa(?:vor)?|porfis|gracias|esta bien|me queda|me sirve|then|perfect|perfecto|sounds|bien|would be|will work|best|and|i'll be (?:here|home))\b)*\W*$/;

/** Which of `count` numbered offers a text picks: 0-based, or null. "2", "the second", "option 2 please", "la segunda". */
export function pickedNumber(text: string, count: number): number | null {
  const found = PICK.exec(fold(text).trim());
  if (!found) return null;
  const index = NUMBERS.findIndex((number) => number.test(found[1]!));
  return index >= 0 && index < count ? index : null;
}

/** An hour and nothing that makes another thing of the number: "the 10", "la de las 10", "2:30 works". */
const BARE_HOUR = /^\W*(?:(?:the|at|a|las|la|de|el|works?|ok|okay|yes|si|please|pls|is|good|fine|great|i|can|do|let's|lets|for|me|that|one|thanks|slot|time|por|favor|sirve|esta|bien|i'll|take)\W+)*\d{1,2}(?::\d{2})?\s?(?:am|pm)?(?:\W+(?:works?|ok|okay|please|pls|is|good|fine|great|for|me|one|thanks|slot|por|favor|sirve|esta|bien))*\W*$/;

/** "The earliest", "the last one": of the offers, not "my last plumber". */
const END_OF_LIST = /(?<!\bat )\b(first|earliest|soonest|primer[oa]|last|latest|ultim[oa])(?=\W*$| (?:one|slot|time|option|choice|available|opening|appointment|possible|you|is|works?|please|pls|thanks|would|sounds|that|opcion|hora|cita|que|por|de|esta|me)\b)/;

/** The offered slot a text picks by number or by its time ("tomorrow 9 works"); null where it picks none or more than one. */
export function pickedSlot(text: string, offered: readonly string[], now: string, timeZone: string): string | null {
  const index = pickedNumber(text, offered.length);
  if (index !== null) return offered[index]!;
  const folded = fold(text);
  if (/\b(none|neither|not|don't|doesn't|can't|no puedo|ningun[oa]|other|another|otr[oa]s?|instead|else)\b/.test(folded)) return null;
  const end = folded.length < 40 ? END_OF_LIST.exec(folded) : null;
  if (end) return offered.at(/^[lu]/.test(end[1]!) ? -1 : 0) ?? null;
  const span = readTimeSpan(text) ?? (BARE_HOUR.test(folded) ? text : null);
  if (span) {
    const window = windowOf(span, epoch(now), timeZone);
    const fitting = offered.filter((start) => suits(window, epoch(start), timeZone) || sameHour(folded, start, timeZone, window.days));
    return fitting.length === 1 ? fitting[0]! : null;
  }
  return offered.length === 1 && saysYes(text) ? offered[0]! : null;
}

function sameHour(folded: string, start: string, timeZone: string, days: readonly string[] | null): boolean {
  const time = /^\D*(\d{1,2})(?::(\d{2}))?\s?(am|pm)?\D*$/.exec(folded);
  const at = localMoment(epoch(start), timeZone);
  if (!time || days && !days.includes(at.weekday) || /\b(today|tomorrow|hoy|manana|after|before)\b/.test(folded)) return false;
  return at.hour % 12 === Number(time[1]) % 12 && at.minute === Number(time[2] ?? 0) && (!time[3] || (at.hour >= 12) === (time[3] === 'pm'));
}

export function saysYes(text: string): boolean {
  return /^\W*(yes|yeah|yep|yup|ya|sure|ok|okay|k|correct|confirm(ed)?|sounds good|perfect|works|that works|great|please do|do it|book it|go ahead|si|claro|correcto|perfecto|dale|esta bien|de acuerdo|confirmo|bueno|va)\b/.test(fold(text));
}

/** Words of assent, thanks and good-bye; a text of nothing else asks for nothing. */
const FAREWELL =
  /^(?:\W|\b(?:ok(?:ay)?|k|kk|y(?:es|ep|eah|up)|sure|al(?:l )?right|cool|awesome|great|perfect|excellent|wonderful|nice|good|fine|sounds|works?|for me|that'?s?|it|then|confirm(?:ed)?|got it|will do|thanks?|thank you|thx|ty|so much|a lot|appreciate(?: it| you)?|see (?:you|ya|u)|(?:then|soon|later|there|tomorrow|tonight|today|manana)|talk soon|bye|(?:have )?an? (?:good|great|nice) (?:day|one|night|evening|weekend)|you too|looking forward(?: to it)?|i'?ll be (?:here|home|there|ready)|(?:i )?can'?t wait|sir|ma'?am|man|guys|lol|si|bueno|dale|vale|perfecto|listo|claro|muchas|gracias|nos vemos|hasta (?:luego|pronto|manana|entonces)|entonces|de acuerdo|esta bien|muy bien|adios|igualmente|buen(?:as?|os)? (?:dia|dias|noches|tardes)|aqui (?:los |lo |la )?espero)\b)+$/;
const farewellLengthMax = 100;

/** Says yes, thanks or good-bye and nothing more, by a thumb too: "sounds good, see you then", "k", "👍". */
export function isFarewell(text: string): boolean {
  return text.trim() !== '' && text.length <= farewellLengthMax && !text.includes('?') && FAREWELL.test(fold(text));
}

/** Asks what it will cost; every offer says it. */
export function asksPrice(text: string): boolean {
  return /\b(?:how much|what (?:does|will|would|do) (?:it|that|this|you|u) (?:cost|charge|run)|what'?s (?:the|your) (?:price|cost|rate|charge|fee)|(?:price|cost)s?\W*$|cuanto (?:cuesta|cobran|sale|seria|va a ser|es)|que precio|precio)\b/.test(fold(text));
}

/** Asks for other times than those offered. */
export function wantsOtherTimes(text: string): boolean {
  return /\b(other times?|another time|different (?:time|day)|none (?:of|work)|neither|(?:don't|doesn't|can't|won't) (?:work|make|do)|something (?:else|later|earlier|sooner)|anything (?:else|later|earlier|sooner)|what else (?:do|have|you|is|u)|later|earlier|sooner|more (?:times|options)|otr[oa]s? (?:hora|horario|dia|opcion)\w*|ninguna?|no puedo (?:a esa|esos?|ese|esas?)|mas tarde|mas temprano)\b/.test(fold(text));
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
