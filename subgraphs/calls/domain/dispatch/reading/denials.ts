/** What a text denies: of a danger nothing is left to be heard or to name a job, of a fault ("no hot water") nothing that takes a danger back. All take text from plainWords(). */

const NOT = "(?:no(?:body| one|ne)?|not(?! only| just| sure)|nothing(?:'s)?|zero|never|without|isn't|aren't|ain't|wasn't|weren't|don't|doesn't|didn't|haven't|hasn't|(?:can't|cannot)(?= (?:even |really |actually )?(?:smell|see|hear|feel) (?:any|a\\b|gas|smoke|fire))|sin|nada|nadie|ni|nunca|tampoco)";
/** All that may stand between a denial and what it denies: in "no hot water and I smell gas" the smell is not denied. */
const BETWEEN = "(?:(?:any|anything|a|an|the|of|to|is|are|been|being|getting|got|even|really|actual|actually|real|visible|obvious|signs?|strong|weird|bad|see|seeing|hear|hearing|feel|notice|noticing|detect\\w*|have|having|had|more|on|going|coming|out|hay|un|una|ningun|ninguna|nada|de|a|me|nos|da|dio|se ve|se|veo|vemos|siento|sentimos|noto|notamos|sale|hubo) )*?";
const NOUN = "(?:smell\\w*|odou?rs?|stink\\w*|huele\\w*|olor(?:es)?|oler)";
/** Smelt; by itself "no gas" is a supply that fails. */
const SMELT = '(?:natural gas|gas|propane|propano|rotten eggs?|eggs?|sulfur|burning|burn(?:t|ed)|plastic|smoke|fumes|fire|quemado|humo|huevo podrido|podrido|nada|funny|weird|strange|odd|bad)';
const SEEN = "(?:(?:gas|propane|burning|burn(?:t|ed)|smoky?|electrical|fire|egg|rotten egg|bad|funny|weird|strange) (?:smells?|odou?rs?|leak(?:s|ing)?|fumes)|leak(?:s|ing)? (?:any )?(?:gas|propane)|fugas? de gas|fumes|smok(?:e|y|ing)|fires?|spark(?:s|ed|ing|y)?|arc(?:s|ed|ing)|burning|scorch\\w*|melt\\w*|overheat\\w*|shock(?:s|ed|ing)?|zapp?(?:s|ed|ing)?|tingl\\w*|toques?|dizz\\w*|sick|headaches?|nause\\w*|maread[oa]s?|fuego|humo|incendio|chisp\\w*|quem\\w*|monoxido|(?:co|carbon monoxide|monoxide)(?: leak)?)";
/** Where the word is part of a thing's name, or of what somebody wants. */
const NO_THING = "(?! ?(?:-|detectors?|alarms?|sensors?|monitors?|lines?|meters?|valves?|stations?|heaters?|furnace|dryer|stove|service|supply|extinguishers?|places?\\b|pits?\\b|hydrant|plugs?\\b|absorbers?|rated|caulk\\w*|code|department|dept|sprinklers?|escape))";
const SOUNDING = "(?:(?:smoke|co|carbon monoxide|monoxide|gas|fire) (?:alarms?|detectors?)(?: (?:is|are))? (?:going off|sounding|beeping|went off|on|ringing))";
/** "The alarm is not going off". */
const SILENT = /\b(?:smoke|co|carbon monoxide|monoxide|gas|fire) (?:alarms?|detectors?) (?:(?:is|are|has|have|did) )?(?:not|never|isn't|aren't|didn't|hasn't|haven't|doesn't|don't) (?:even |been )?(?:going|gone|go|goes|went|sound\w*|beep\w*)(?: off)?\b/g;
/** A danger only beside one: "no heat or hot water" is none. */
const WEAK = '(?:gas|flames?|llamas?|(?:heat|hot|warm|caliente)(?! (?:water|side|tub|air)))';
const LIKE = '(?: (?:of|like|any|a|the|that|anything|ni a|even|strong|ningun))*';
const DANGER = `(?:${SOUNDING}|${NOUN}(?:${LIKE} ${SMELT}|(?!${LIKE} ${SMELT}\\b)(?! (?:right|good|great|nice|normal|ok|okay|fine|well|too)\\b)${LIKE})|${SEEN})\\b${NO_THING}`;
/** "gas, smoke or fire": a list goes on as far as its "or". No word of it can be read in two ways, or a long list would be read in exponentially many. */
const IN_LIST = `(?:any |a |de |no |get |getting |visible )*(?:${DANGER}|${WEAK}|propane|eggs?|sulfur|plastic|podrido|buzz\\w*|noises?)\\b${NO_THING}`;
const OR = '(?:or|nor|ni|o|\\/)';
const LISTED = `(?:(?:, ${IN_LIST})*,? ?${OR} ${IN_LIST})*`;
/** What was not so before, or is so for others. */
const BUT_IS = "(?!.{0,25}\\b(?:until|till|before|at first|like (?:this|that)|this (?:strong|bad)|hasta|antes)\\b)(?!,? (?:but|pero) (?:[\\w']+ ){1,3}(?:does|did|do|can|is|are|was|si)\\b)";
/** "It's not gas, it's the drain". */
const IS_NOT = '(?:(?:is|it\'s|its|that\'s) not|isn\'t|no es) (?:the |a |el )?(?:gas|fuego)';
const DENIED_DANGER = new RegExp(`\\b(?:${IS_NOT}\\b${NO_THING}|${NOT} (?:(?:one|body) )?${BETWEEN}(?:${DANGER}${LISTED}|${WEAK}(?:, ${IN_LIST})*,? ${OR} (?:any |a |de |get |getting )*${DANGER}${LISTED})(?: or anything| at all| ni nada)?)${BUT_IS}`, 'g');

const CHILDREN = '(?:kids?|child(?:ren)?|bab(?:y|ies)|toddlers?|pets?|dogs?|people|person|nin[oa]s?|bebes?|mascotas?|personas?)';
const DENIED_PERSON = new RegExp(`\\b(?:no|without|ni|sin|no hay) (?:any )?${CHILDREN}(?:(?:,| or| and|,? no| ni| y| o) (?:any )?${CHILDREN})* (?:is |are |were )?(?:inside|in (?:it|there|the (?:car|house|room))|trapped|locked in|adentro|dentro|en el carro|encerrad[oa]s?)\\b`, 'g');

/** The text without the dangers that it denies ("no gas smell", "nothing is burning", "no huele a gas ni a humo"). */
export const withoutDeniedDangers = (words: string): string => words.replace(SILENT, '~').replace(DENIED_DANGER, '~').replace(DENIED_PERSON, '~');

/** Where another thing may begin. */
const CLAUSE = /(\s*[,;.!?~]+(?:\s|$)|\s+-+\s+|\s+(?=(?:and|but|so|also|plus|yet|though|although|however|because|while|when|n|&|\+|y|e|pero|aunque|porque|tambien|just|only|solo)\s))/;
const LINK = /^(?:and|but|so|also|plus|y|e|pero|just|only|solo|n|&|\+) /;
/** Faults that are often told without a word or comma behind them. */
const FAULT = /\b(?:(?:no|without|sin|no (?:hay|tengo|sale)) (?:hot water|water(?! (?:leak\w*|damage|on|in|near|by|around|inside|coming|getting|under|behind|dripping|spots?|stains?)\b)|heat|heating|ac|air|power|electricity|lights?|pilot|keys?|agua caliente|agua|luz|calefaccion|aire|llaves?)|(?:not|isn't|aren't|ain't|doesn't|don't|won't|no) (?:working|works?|on|sure|urgent|an emergency|running|cooling|heating|coming on|turn(?:ing)? on|start(?:ing)?|light(?:ing)?|draining|flushing|sirve|funciona|prende|jala|calienta))(?= )/g;
const NEGATED = new RegExp(`\\b(?:${NOT}|not|won't|couldn't|wouldn't)\\b`);

/** So many clauses are begun with; nobody tells more before what matters. */
const BEGINNINGS_MAX = 6;

/** The text from each clause on that follows a denied one, or a fault: what is said there is said, whatever stands before it. */
export function behindDenials(words: string): string[] {
  const parts = words.replace(FAULT, '$&,').split(CLAUSE);
  const first = parts.findIndex((part, index) => index % 2 === 0 && NEGATED.test(part));
  if (first === -1) return [];
  const beginnings = parts.flatMap((_, index) => (index > first && index % 2 === 0 ? [parts.slice(index).join('').replace(LINK, '')] : []));
  return beginnings.filter(Boolean).slice(0, BEGINNINGS_MAX);
}
