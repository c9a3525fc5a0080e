import { fold } from './words';

/** What a customer asks about the business that its configuration answers. */
export type BusinessQuestion = 'hours' | 'openNow' | 'location' | 'estimates' | 'spanish';

const QUESTIONS: readonly (readonly [BusinessQuestion, RegExp])[] = [
  ['spanish', /\b(?:(?:do|does|can|could|anyone|anybody|someone|somebody) (?:you|u|y'?all|anyone|anybody|someone|they)?(?: guys| all)? ?(?:there )?(?:speaks?|talk|text|habla|write|have someone (?:who|that) speaks?) (?:in )?(?:spanish|espanol)|(?:spanish|espanol),? (?:please|pls|por favor)|in spanish|se habla espanol|hablan? (?:usted(?:es)? )?espanol|hablas espanol|en espanol|no (?:hablo|entiendo) ingles|solo espanol)\b|^\W*(?:espanol|spanish)\W*$/],
  ['openNow', /\b(?:(?:are|r) (?:you|u|y'?all)(?: guys)? (?:still |currently |even )?open(?: right)?(?: now| today| still| yet)?(?=\W*$)|(?:you|u)(?: guys)? (?:open|closed) (?:right )?(?:now|today)|(?:is anyone|anybody) (?:there|open) (?:right )?now|(?:estan|esta|siguen) abiert\w+(?: ahora| ahorita| hoy)?(?=\W*$))/],
  ['hours', /\b(?:(?:what|which|when) (?:time )?(?:do|does|are|r|is) (?:you|u|y'?all|your|ur|the|they)(?: guys| all)? (?:\w+ )?(?:open|close|hours?|opening|closing)\w*|wh?at(?:'s| is| are|s)? (?:your|ur|the) (?:\w+ )?(?:hours?|hrs)|(?:your|business|office|opening|working) hours\b|(?:are|r) (?:you|u|y'?all)(?: guys)? (?:\w+ )?open (?:on |this |at |late|after|before|until|till|past|sundays?|saturdays?|weekends?|\w+days?\b|24|holidays?|christmas|thanksgiving)|(?:do|can) (?:you|u|y'?all)(?: guys)? (?:work|come out|do (?:jobs|service)|open) (?:on )?(?:the )?(?:weekends?|saturdays?|sundays?|holidays)|how late (?:are|do) you|open (?:on )?(?:weekends|saturdays?|sundays?)\W*\?|(?:are|r) (?:you|u) 24|a que hora (?:abren?|cierran?)|(?:cual|que) (?:es )?(?:su|el|tienen de)? ?horario|hasta que hora|que dias (?:abren|trabajan)|(?:abren|trabajan) (?:los |el |en )?(?:sabados?|domingos?|fin|fines|hoy))|^\W*(?:(?:your|the|ur) )?(?:business |office )?hours?\W*$|^\W*horarios?\W*$/],
  ['location', /\b(?:where (?:are|r|is|do) (?:you|u|y'?all|your|ur)(?: guys| all)?(?: \w+)? ?(?:located|based|at|out of|from|office|shop|store)?(?=\W*$)|where(?:'s| is) your (?:office|shop|store|location)|(?:what(?:'s| is)|whats) (?:your|ur|the) (?:business |office |shop |store )?(?:address|location)|(?:your|the office|the shop) address\W*\?|what (?:city|town|part of town) are (?:you|u) (?:in|from|based|located)|(?:are|r) (?:you|u)(?: guys)? local|donde (?:estan|se encuentran|queda|esta su)(?: ubicad\w+)?|(?:cual es )?su (?:direccion|ubicacion)(?=\W*\?))/],
  ['estimates', /\b(?:free|no[- ]cost) (?:estimates?|quotes?|consult\w*|inspections?)|(?:estimates?|quotes?) (?:are |is )?free|(?:do|can|could) (?:you|u|y'?all)(?: guys)? (?:do|give|offer|provide|send) (?:\w+ )?(?:estimates?|quotes?)(?=\W*$)|charge (?:for|to) (?:an? |the |give (?:me )?an? )?(?:estimate|quote|come out|come look)|(?:presupuestos?|estimados?|cotizacion(?:es)?) (?:es |son )?gratis|(?:dan|hacen|ofrecen) (?:presupuestos?|estimados?|cotizacion(?:es)?)/],
];

/** The questions about the business in a text, in the order of their answers. */
export function businessQuestions(text: string): BusinessQuestion[] {
  const folded = fold(text);
  const found = QUESTIONS.filter(([, rule]) => rule.test(folded)).map(([question]) => question);
  return found.includes('openNow') ? found.filter((question) => question !== 'hours') : found;
}

/** Asks what was booked: "what time again?", "am i all set?", "a que hora vienen?". */
export function asksWhatIsBooked(text: string): boolean {
  const folded = fold(text);
  if (/\b(?:earlier|sooner|later|instead|another|other|different|reschedul\w*|cancel\w*|change|move|antes|cambiar|otr[oa])\b/.test(folded)) return false;
  return STILL_COMING.test(folded) || /\b(?:(?:what|which|que|cual) (?:time|day|date|hora|dia|fecha)\b.{0,30}(?:\bagain\b|\bwas (?:it|that|my)\b|\bis (?:it|that|my|the)\b|\bdid (?:i|we|you)\b|\b(?:are|r|will|is|would) (?:you|u|they|he|she|someone|somebody|the (?:plumber|tech|guy))\b|\bvien\w+|\bes\b|\bquedamos\b|\bera\b|\bllegan?\b)|when (?:are|r|is|will|was|do) (?:you|u|they|he|my (?:appointment|appt|visit)|the (?:appointment|appt|visit|plumber|tech|guy)|someone|somebody|it|that)\b(?! be (?:done|finished))|cuando (?:vien\w+|llegan?|es (?:la|mi) cita)|a que hora (?:es|vien\w+|llegan?|era|quedamos)|(?:am i|are we|is it|is (?:my|the) (?:appointment|appt|visit)|is (?:that|this)) (?:all set|booked|confirmed|scheduled|set)|(?:did|do) (?:i|you|we) (?:get|have|book|receive) (?:my|me|an?|the) (?:appointment|appt|booking|confirmation|visit)|(?:can|could) you confirm (?:my|the) (?:appointment|appt|visit|booking|time)|(?:confirm|remind me of|resend) (?:my|the) (?:appointment|appt|visit|booking|time)|(?:esta|quedo) confirmad[ao])|^\W*(?:what|wat|que) (?:time|hora|day|dia)(?: again| (?:is|was) it)?\W*$/.test(folded);
}

/** Asks after a visit of their own that we know nothing of: "what time is my appointment?", "is somebody still coming?". */
export function asksOwnVisit(text: string): boolean {
  return STILL_COMING.test(fold(text)) || /\b(?:what (?:time|day|date)|when|que (?:dia|hora)|cuando)(?:'s| is| was| es| era)? (?:my|our|mi|nuestra) (?:[a-z]+ ){0,2}?(?:appointment|appt|visit|booking|cita|visita)\b/.test(fold(text));
}

const STILL_COMING = /\b(?:is|are|r) (?:you|u|someone|somebody|anyone|anybody|they|he|she|the (?:plumber|tech|technician|guy|electrician|locksmith))(?: guys)? still (?:coming|on for|on (?:your|the|his|their) way|showing up)\b|\b(?:todavia|aun) (?:vienen?|van a venir|va a venir)\b/;

const NOTE = /\b(?:gates?|gated|codes?|lock ?box|dogs?|cats?|pets?|puppy|keys?|under the mat|doorbell|bell|knock|buzz\w*|intercom|call box|(?:front|back|side|garage|basement|cellar) (?:door|entrance|yard|gate)|entrance|park(?:ing)?|driveway|alley|street parking|apartment|apt|unit|suite|floor|(?:call|text|ring)(?: (?:me|us|my (?:wife|husband|cell)|ahead|first|before|when|\d+))|on (?:the|your|their) way|heads up|(?:will|'ll) be (?:home|here|there|inside|waiting|outside)|let (?:you|them|him|her) in|(?:house|building) (?:is|has)|baby|sleeping|asleep|shoes|mask|wear|upstairs|downstairs|porton|codigo|perr[oa]s?|gat[oa]s?|llaves?|timbre|toquen?|puerta|entrada|estacion\w+|apartamento|departamento|piso|avisen|avisame|(?:llam\w+|marqu\w+) (?:antes|cuando|al)|va a estar|estara|estare|casa (?:es|azul|blanca|verde|roja|amarilla))\b/;
/** What changes the visit, or asks for an answer, is no mere note. */
const NO_NOTE = /\?|\b(?:cancel\w*|reschedul\w*|instead|another (?:day|time)|other (?:day|time)|earlier|sooner|later|late|delay\w*|can't (?:make|be|do)|cannot|won't (?:make|be (?:home|there|here|able))|not (?:be )?(?:home|there|available)|change|move|never ?mind|no longer|wrong|not working|now|worse|emergency|hurry|refund|complain\w*|otr[oa] (?:dia|hora)|cambiar|tarde|no puedo|no podre|ya no|urgente|peor|equivoc\w*)\b/;

/** What only a person of the business can answer. */
const UNKNOWN = /\b(?:licen[sc]ed?|insured|bonded|insurance|certified|background check\w*|(?:credit |debit )?cards?|debit|venmo|zelle|cash|checks|apple pay|paypal|financ\w+|payments?|pay|warrant(?:y|ies|ied)|guarantees?|discounts?|coupons?|(?:trip|service|service call|call ?out|diagnostic|dispatch|travel|cancellation) (?:fees?|charges?)|reviews|references|in business|permits?|how long (?:will|does|would|is|do) (?:it|that|this|the|these|you)|who (?:is|will be|will|would be) (?:com(?:e|ing)|doing)|(?:be|have to be|stay) home|licencia|asegurad[oa]s|tarjetas?|efectivo|garantia|descuentos?|permiso|cobran (?:por (?:venir|ir|la visita)|la visita)|cuanto (?:tarda\w*|se tardan|dura))\b/;

/** Asks, beside whatever else it says, what neither the configuration nor the calendar answers: "are you licensed?", "do you take cards". */
export const asksUnknown = (text: string): boolean => fold(text).split(/(?<=[.!?;\n])\s*/).some((sentence) => UNKNOWN.test(sentence) && isQuestion(sentence));

/** Questions that are a wish, or about what was offered: what we say next answers them. */
const NO_REAL_QUESTION = /\b(?:help|hello|hi|hey|anyone|anybody|someone|somebody|there|here|come|soon|when|price|cost|send|fix|repair|book|schedule|available|openings?|which|what else|plumbers?|plumbing|electricians?|technicians?|do (?:you|u|y'?all)(?: guys)? (?:do|handle|service|work on|fix|install)|ayud\w+|alguien|venir|vienen|arregl\w+|repar\w+|cual(?:es)?|cuando|cuanto|hora|plomeros?|electricistas?|disponible|hola)\b/;
const QUESTION_WORDS_MIN = 3;

/** A question by itself, whatever it is about; ask only where nothing in it is understood. */
export function asksAnything(text: string): boolean {
  const folded = fold(text);
  return isQuestion(text) && (folded.match(/[a-z']+/g) ?? []).length >= QUESTION_WORDS_MIN && !NO_REAL_QUESTION.test(folded);
}

/** Tells those who come something for the visit: "gate code is 1234", "the dog is friendly", "toquen el timbre". */
export const isVisitNote = (text: string): boolean => NOTE.test(fold(text)) && isStatement(text);

/** Tells something that changes no visit and asks for no answer. */
export function isStatement(text: string): boolean {
  const folded = fold(text);
  return folded.length <= NOTE_CHARACTERS_MAX && !NO_NOTE.test(folded);
}

const NOTE_CHARACTERS_MAX = 300;

/** "Call me when you're on the way" wishes a call before the visit, not a person instead of us. */
export function isCallAhead(text: string): boolean {
  return /\b(?:call|text|ring|phone|message|llam\w+|marqu\w+|avis\w+)(?: (?:me|us|him|her|my (?:wife|husband|cell|tenant)|nos))? (?:first|before|ahead|when|once|if|\d+|on (?:the|your) way|antes|cuando|al llegar|si)\b/.test(fold(text));
}

/** Wants an answer, with or without its mark: "is the price firm", "thanks. how do i pay". A wish to be called ahead wants none. */
export function isQuestion(text: string): boolean {
  const folded = fold(text);
  return !isCallAhead(text) && /\?|^\W*(?:(?:but|and|also|so|ok|okay|great|perfect|thanks|thank you|thx|ty|pero|y|tambien|gracias)\W+)*(?:do|does|did|is|are|will(?! do\b)|can(?!')|could|should|would|how|what|what's|where|when|who|which|why|cuanto|como|donde|cuando|quien|aceptan?|tienen|puedo|puede|pueden|hay que|necesito (?:estar|hacer)|va a|van a)\b/.test(folded);
}
