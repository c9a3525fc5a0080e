/**
 * What a customer wants of us rather than of a trade. Source: eval/GUIDE.md, "wants_human / opt_out"; contract/domain.md, "Conversations".
 * All take text from plainWords().
 */

/** "Stop it": of the texts, most likely; a person is to look (domain.md, "The text after a missed call"). */
const UNCLEAR_OPT_OUT = /^\W*(?:(?:please|pls|just|omg|ok|okay|hey|ugh|dude|por favor|ya)\W+)*(?:stop(?: (?:it|this|that|already|now|doing (?:this|that)))+|(?:please|pls|just|ok|okay|now|omg) (?:just )?(?:stop|quit)|quit (?:it|this|that)|knock it off|cut it out|enough(?: already| is enough)?|no more|ya basta|basta(?: ya)?|ya (?:pare|paren|dejen)|(?:pare|paren|dejen)(?: ya| eso)|dejen? de molestar)(?:\W+(?:please|pls|already|now|ya|por favor|ok))*\W*$/;

/** Whether a text seems to ask for no more texts, and may mean another thing. */
export const readsUnclearOptOut = (words: string): boolean => UNCLEAR_OPT_OUT.test(words);

const OPT_OUT: readonly RegExp[] = [
  /^\W*(stop|stopall|unsubscribe|remove(?: me)?|end|quit|cancel|cancel all|revoke|optout|opt out|alto|baja)\W*$/,
  /\bnot interested\b.{0,15}\bstop\b(?! by)|\byou can stop(?: now| texting| messaging)?\s*(?:$|[,.!])|[,.!] ?(?:please )?stop\W*$/, /\bunsubscribe\b/, /\bopt(ing)? (me )?out\b/, /\b(take|remove|delete|scratch|erase) (me|my (number|phone|info|cell|contact))\b.{0,20}\b(off|from|out)\b/, /\b(?:take|remove|delete|drop) (?:this|my|the) (?:number|phone|contact|cell)\b(?! (?:and call|down))/, /\b(delete|remove|lose|erase|forget) my (number|phone|info|contact)\b/,
  UNCLEAR_OPT_OUT, /\b(take|get) me off\b/, /\boff (of )?(your|this|the) (list|texts?)\b/,
  /\b(stop|quit|cease|no more|enough( with)?( the| these| your)?|knock off( the| these)?|cut it out with( the| these)?|lay off the) (texting|txting|text|texts|messages?|messaging|msgs?|msging|contacting|bothering|blowing up|spamming|spam|sending|bugging|harassing|pinging|hitting me up|bombing|messing with me)\b(?!.{0,20}\bthe (drip|leak))/,
  /\b(don't|do not|never|please don't|no need to|not to|shouldn't) (ever )?(text|txt|message|msg|contact|bother|hit me up|reach out|write|send me|spam|ping|bug)\b(?!.{0,40}\bjust call\b)(?!.{0,6} while)/,
  /\b(don't|do not|never) (call or text|text or call|contact|want (any|anymore|more|these|your|to (get|receive|be texted|be contacted))).{0,25}\b(me|texts?|messages?|again|anymore|msgs?|texted|contacted)\b/,
  /\b(stop|quit) (it )?with (the|these|your) (texts?|messages?|msgs?)\b/, /\bleave me alone\b/, /\blose (my|this) number\b/, /\bwrong (number|person)\b.{0,40}\b(stop|remove|don't|delete)\b/, /\bno (more )?(texts?|messages?|msgs?) (please|anymore|ever|from)\b/, /\bno more (texts?|messages?|msgs?)\b/,
  /\bi didn't (sign up|ask) for (this|these)\b/, /\bnot (consent|agree)(ing)? to (texts?|messages?|be)\b/, /\bblock(ing)? (you|this number)\b/,
  /\b(ya )?no me (manden|mande|mandes|envien|envie|envies|escriban|escriba|escribas|textee|texteen|textees|molesten|moleste|molestes|contacten|contacte|contactes|llamen mas|busquen|marquen mas|vuelvan a)\b/,
  /\b(dejen|deje|deja|paren|para|pare|basta) de (mandar|enviar|escribir|textear|molestar|mensajear|llamar|contactar|estar (mandando|molestando|escribiendo))/, /\bno (quiero|deseo) (recibir )?(mas )?(mensajes|textos|sus mensajes|que me (escriban|manden|contacten|texteen|molesten))\b/,
  /\b(quiten|quitenme|quiteme|borren|borrenme|borre|eliminen|saquenme|saqueme|denme de baja|deme de baja|dar de baja|darme de baja)\b.{0,30}\b(numero|lista|baja|me)?\b/, /\bno (mas|mande mas|manden mas) (mensajes|textos)\b/, /\bya no (mas|quiero) (mensajes|textos)\b/, /\bcancelar? (la )?suscripcion\b/, /\bbasta de (mensajes|textos)\b/,
];

/** Words about stopping that are about the visit or the trouble, not the texts. */
const NOT_OPT_OUT = /\b(don't|do not) (text|message) (me )?(back )?(until|till|til|before|after|during|while|at work|on this)\b/;

export function readsOptOut(words: string): boolean {
  return !NOT_OPT_OUT.test(words) && OPT_OUT.some((rule) => rule.test(words));
}

const PERSON = "(?:(?:an? |the |some |any )?(?:actual |real |live |living |breathing |human |qualified |licensed |different )*(?:person|human(?: being)?|people|someone|somebody|anyone|anybody|agent|representative|rep|operator|owner|manager|boss|supervisor|dispatcher|dispatch|receptionist|technician|tech|plumber|electrician|locksmith|guy|lady|team|office|staff|customer service)|[a-z]+ (?:who|that) (?:owns|runs)|you guys)";
const WANTS_HUMAN: readonly RegExp[] = [
  new RegExp(`\\b(?:speak|talk|chat|spoke|talking|speaking|deal|connect(?:ed)?|transfer(?:red)?|put me through|patch me through|get me|hook me up|discuss (?:this|it)) (?:directly )?(?:me )?(?:to|with|on the (?:phone|line) with)? ?${PERSON}\\b`),
  /\b(get|give|put|need|want|like|prefer|rather have|have|is there|can i (get|have)|send me to|pass me to) (me |us |a |an |the |some )*(to )?(real|actual|live|living|human) ?(live |human )?(person|human|people|being|agent|voice|rep|plumber|electrician|locksmith|tech|technician)?\b(?! (fast|quick|bad|cold|hot|reinforced|estate|wood|deal|nice|good|pain|problem|stone|heavy|loud|issue|mess|frame))/,
  /\b(put|get) (a |an |the |your )?(human|person|owner|manager|boss|someone|somebody|supervisor)( real)? on( the (phone|line))?\b/, /\b(real|actual|live|human) (person|human|being|agent|representative|rep|operator)\b(?!\?)/,
  /^\W*(operator|representative|agent|human|person|customer service|a human|humano|operadora?|agente|representante)\b/, /\bnot (a|some|your|another) (bot|robot|machine|computer|automated|ai|chatbot|recording)\b/,
  /\b(don't|do not|won't|not|hate|refuse|rather not|sick of|tired of|done) (want to |wanna |like |going to |gonna )?(talk|text|texting|chat|chatting|deal|dealing|talking|speak|speaking)(ing)? (to|with) (a |an |some |your |the |this )?(bot|robot|machine|computer|ai|automated|chatbot|robots|bots)\b/,
  /\b(call|phone|ring|buzz|dial) (me|us|my (cell|phone|wife|husband|mom|dad|office|number|mobile|daughter|son))\b(?! (crazy|a |an |if (you|it)|when (you|he|she|they|the|on|ur)|once|before (you|coming|arriv|head)|on (your|the) way|\d+ ?min|half an hour (before|ahead)|thirty min|ahead|first so))/,
  /\bgive (me|us) (a |an )?(quick )?(call|ring|buzz|shout)\b(?! (when (you're|you are|he's|they're|on|your|you (head|leave|arrive|get (here|close|near)|come))|before (you|coming)|on (your|the) way|\d+ min|ahead))/, /\b(call|phone|ring) (me )?back\b/, /\b(please|just|pls) (call|phone)\b(?! (before|when|ahead|first|it|the|your|if|on))/, /\bcallback\b/, /\bcan (someone|somebody|anyone|you|u|a person|the owner|he|she|they) (please )?(call|phone|ring)\b(?! (when|before|ahead|first|once|on (?:the|your) way))/, /\b(have|tell|ask|get|need|want) ([a-z]+ ){1,3}(to )?(call|phone|ring) (me|us|my)\b(?! (when (you|he|they)|before))/,
  /\b(need|want|prefer|like|rather) (a |an )?(phone )?(call|phone conversation)\b(?! out)/, /\bover the phone\b(?!.{0,12}(quote|price|estimate))/, /\b(?:need|want|get me|give me|where's|where is) (?:to (?:speak|talk) (?:to|with) )?(?:the|your|a) (?:manager|owner|boss|supervisor)\b/, /\bhearing a voice\b|\b(?:someone|somebody) call me\b/, /\b(?:what(?:'s| is)?|which|a|your) (?:the |your )?(?:phone )?number\b.{0,30}\b(?:call|reach|talk|speak)\b|\breach (?:an? |the )?(?:real |actual |live )?(?:person|human|owner|plumber|electrician|tech|technician|locksmith|someone|somebody)\b/, /\b(?:talk|speak|chat|text) (?:to|with) (?:whoever|whomever|the (?:one|person|guy|lady)|who) |\bwho (?:can|do|could|should|would) (?:i|we) (?:\w+ )?(?:talk|speak|call|ask for)\b|\b(?:explain|easier|better|rather|go over|discuss|talk)\b(?: \w+){0,5} (?:on|over|by|in|via) (?:a |the )?(?:call|phone)\b/, /\bpick up the (damn |freaking )?phone\b/, /\banswer (the|your) (damn )?phone\b/, /\b(is|are) (the )?(owner|manager|boss|supervisor|anyone human) (there|around|available|in)\b/, /\b(let me|i'd like to|want to|need to|can i|could i|may i|wanna) (speak|talk) (to|with)\b/, /\b(speak|talk) (to|with) (?!my|a friend|the tenant|our|her|him)[a-z]+\b.{0,20}\b(please|instead|directly|about)\b/,
  /\b(rather|prefer to|prefer) (speak|talk|discuss|speaking|talking)\b/, /\b(someone|somebody|anyone|anybody) (i can|to|who can|who i can) (talk|speak)\b/, /\bask(ing)? for (the owner|a human|a person|a manager)\b/, /\bsupervisor\b.{0,10}\bplease\b/,
  /\b(hablar|platicar|comunicar(me)?|comunique(n)?me|paseme|pasame|pasenme|ponme|poner(me)?) (directamente )?(con|a) (una? |el |la |al |un )?(persona|humano|alguien|dueno|duena|encargado|encargada|gerente|senor|senora|tecnico|operador|operadora|agente|representante|plomero|electricista|cerrajero|jefe|patron|ser humano|[a-z]+)\b/,
  /\b(me|nos) (puede|pueden|podria|podrian|pudiera|puedes) (llamar|marcar|hablar por telefono|contestar)\b(?! (cuando|antes))/, /\b(llamenme|llameme|llamame|marquenme|marqueme|marcame|hableme por telefono)\b(?! (cuando|antes))/, /\bque me (llame|llamen|marque|marquen|hable por|hablen por)\b(?! (cuando|antes))/, /\b(persona|humano) (real|de verdad|de carne)\b/, /\bno (quiero|con) (hablar con )?(un |una )?(robot|maquina|bot)\b/, /\bprefiero (hablar|una llamada|que me llamen)\b/, /\bquiero (hablar|una llamada)\b/, /\b(llamar|llamen|llame|marcar)me (por telefono|al)\b/,
];

/** "call me when you're on the way", "call first" are about the visit; a quotation of somebody else's wish is not the customer's. */
const NOT_HUMAN = /\b(no need|don't need|don't have|no necesit[ao]|not necessary) to (call|talk|speak)\b|\b(no need for a|don't) call (me|us)?\b|\bprefer (text|texting)\b/;

const NUMBER = '(?:the |my |el )?(?:number |cell |numero )?\\+?\\(?\\d[\\d ().-]{5,18}\\d(?![\\d ().-]*\\d)';
/** When those who come may have to call. */
const ON_THE_VISIT = "(?:(?:when|once|if|before|as soon as) (?:you|u|he|she|they|anyone|the \\w+)(?:'re| are| r)? (?:get (?:here|there|close|near|lost|to|in)|getting|arriv\\w+|com(?:e|ing)|here|there|close|near|outside|lost|on|need|have (?:any )?questions?|can't|head\\w*|leav\\w+)|cuando (?:llegu?\\w+|veng\\w+|esten)|si (?:se pierden?|no encuentran?|necesitan?))";
/** A number to be called at, told and not asked to be called now: "you can call me at 208-555-0177", "when you get here call me at …", "me pueden llamar al …". */
const GIVES_NUMBER: readonly RegExp[] = [
  new RegExp(`\\b(?:you|u|they|he|she)(?: guys| all)? (?:can|may|could) (?:also |always |just |either )?(?:call|phone|ring|reach|contact|get)(?: (?:or|and) (?:call|text))? (?:me|us|my \\w+) (?:back )?(?:at|on) ${NUMBER}(?!\\W*\\?| (?:to|so|right|now|asap))`, 'g'),
  new RegExp(`\\b(?:me|nos) (?:puede|pueden|puedes) (?:llamar|marcar|contactar|localizar) (?:al|a|en el) ${NUMBER}(?!\\W*\\?| (?:para|ahora|ya)\\b)`, 'g'),
  new RegExp(`\\b${ON_THE_VISIT}\\b[^.?!]{0,30}\\b(?:call|phone|ring|llam\\w+|marqu\\w+) ?(?:me|us|my \\w+)? ?(?:at|on|al) ${NUMBER}`, 'g'),
  new RegExp(`\\b(?:call|phone|ring|llam\\w+|marqu\\w+) ?(?:me|us|my \\w+)? ?(?:at|on|al) ${NUMBER},? ${ON_THE_VISIT}\\b`, 'g'),
];

export function readsWantsHuman(words: string): boolean {
  const wish = GIVES_NUMBER.reduce((rest, told) => rest.replace(told, ' '), words.replace(ASKS_ROBOT_ALONE, ''));
  return !NOT_HUMAN.test(wish) && WANTS_HUMAN.some((rule) => rule.test(wish));
}

const ASKS_ROBOT = /\b(?:(?:is this|are you|r you|am i (?:talking|texting|speaking|chatting) (?:to|with)|this is) (?:an? |the |some )?(?:real |actual |live |automated |just |human )*(?:person|human|robot|bot|machine|ai|computer|chatbot|automated|people|recording|auto ?reply)|(?:es|eres|esto es|hablo con|sos) (?:una? )?(?:robot|bot|maquina|persona|humano|computadora|inteligencia artificial))\b/;
/** Who asks that and nothing else has not asked for a person. */
const ASKS_ROBOT_ALONE = new RegExp(`^\\W*(?:(?:hi|hello|hey|ok|wait|so|hola)\\W+)*${ASKS_ROBOT.source}(?: (?:or|o) (?:an? |una? )?[a-z]+)?\\W*$`);

/** Asked whether it is a machine: the truth is owed (domain.md). */
export const asksWhetherRobot = (words: string): boolean => ASKS_ROBOT.test(words);

export function readsAngry(words: string): boolean {
  return /\b(fuck|fucking|wtf|bullshit|asshole|idiots?|morons?|scam(mers?)?|rip ?off|lawyer|attorney|sue|suing|bbb|better business bureau|worst (company|service)|terrible service|ridiculous|unacceptable|incompetent|pissed off|furious|(?:you|u|y'all|you guys|this (?:company|service|bot|place)|your (?:company|service|bot|app)) (?:guys |all |really |just |people )*suck(?:s|ed)?|you(?:'re| are)(?: guys)? (?:all )?(?:useless|worthless|terrible|the worst|pathetic|a joke)|joke of a (?:company|business)|hate (?:you|this company)|piece of (?:shit|crap) (?:company|service|bot)|dumbass|bastards?|bullcrap|screw you|go to hell|son una (?:basura|porqueria)|no valen nada|que asco de (?:servicio|empresa)|malditos|pendejos?|vayanse al|no sirven|pinche|estafa|pesimo servicio|inutiles|abogado|fraude)\b/.test(words);
}

/** Thanks, good-bye and the like: nothing to do. */
export function readsThanks(words: string): boolean {
  return /^\W*(?:(?:ok(?:ay)?|great|perfect|awesome|cool|sounds good|no|nope)\W*)?(thank(s| you)( so much| very much| a lot| again)?|thx|ty|gracias|muchas gracias|bye|adios|never ?mind|all good|all set|got it|perfecto)\b.{0,25}$/.test(words);
}

export function asksWho(words: string): boolean {
  return /\b(who('s| is| dis| are| r)? (this|dis|you|it|u)|who am i (texting|talking)|quien (es|habla|eres|me escribe)|what (company|business|number) is this|why are you texting|(?:did )?(?:you|someone|somebody) (?:just )?(?:called|call|rang) (?:me|us)(?=\W*$)|(?:got|had|have|saw) (?:a |your )?(?:missed )?call from (?:this|your|you)|quien me (?:llamo|marco)|me (?:llamaron|marcaron)(?=\W*$))\b/.test(words);
}

/** "I need to cancel", "move my appointment": what a person of the business has to look at. */
export function asksAboutBooking(words: string): boolean {
  return /\b(cancel|reschedule|move|change|confirm|check on|cancelar|cambiar|reprogramar|mover) (?:my|the|our|this|mi|la|nuestra) (?:(?:time|cita|visita)|(?:[a-z]+ ){0,3}?(?:appointment|appt|visit|booking))\b/.test(words)
    || /\b(where('s| is) (the|my|your) (tech|plumber|electrician|guy|technician|locksmith)|(invoice|bill|billing|refund|warranty|receipt|overcharged|factura|recibo|reembolso|cobraron)\b)/.test(words);
}

const SOLVED = /\b(?:never ?mind|nvm|disregard(?: (?:my|that|the last) (?:text|message))?|false alarm|no longer need\w*|don't need (?:you|anyone|anybody|help|it|a \w+) (?:anymore|any more|now|after all)|(?:we|i)?(?:'ve| have)? ?(?:got|had) (?:it|that|this|everything|somebody|someone)? ?(?:fixed|handled|sorted|solved|taken care of|working|figured out|resolved|squared away)|(?:it's|it is|all|problem(?: is)?|issue(?: is)?|everything(?: is|'s)?|been) (?:been |now |all )?(?:fixed|solved|resolved|handled|taken care of|working (?:now|again)|sorted|good now)|(?:husband|wife|boyfriend|girlfriend|brother|sister|dad|father|mom|son|neighbor|landlord|friend|buddy|super|maintenance|someone|somebody|company|plumber|guy|tech|electrician|locksmith|in[- ]law|cousin|uncle|roommate|handyman|he|she|they|i|we) (?:already |just |actually |finally |ended up )?(?:fixed|fixing|repaired|unclogged|solved|took care of|handled|let (?:me|us) (?:back )?in|came home|came (?:over )?and (?:fixed|opened)|got (?:it|me|us|the \w+) (?:in|open|fixed|working|going|unstuck)|figured it out|found (?:my|the|our|his|her)(?: \w+)? keys?)|found (?:my|the|our) keys?|already (?:fixed|handled|taken care of|resolved|found someone|hired)|went with (?:another|someone|somebody|a different)|(?:hired|found) (?:someone|somebody|another)|got (?:back )?in already|ya (?:lo |la |los |las |nos |me |se |no )*(?:arregl|repar|compus|soluci|resolv|encontr|es necesario|hace falta|ocupo|necesito|vinieron|pude entrar)\w*|ya quedo|olvidelo)\b/;
/** What may follow without making it a request: whom, when, thanks. */
const LEFTOVER = /(?:^|\b)(?:(?:the|my|our|that|this) (?:\w+ )?\w+|it|that|this|already|now|today|yesterday|last night|this morning|thanks?|thank you|thx|ty|so|we're|i'm|all|set|good|anyways?|though|tho|myself|himself|herself|for|us|me|him|her|in|out|and|to|you|guys|though|appreciate|is|was|are|a|arreglar\w*|gracias|el|la|los|las|mi|problema|else|company|lol|haha|sorry|bother\w*|but)\b/g;
const ASKS_ON = /\?|\b(?:can you|could you|can u|would you|please|pls|need|want|would like|i'd like|still|again|quote|estimate|how much|cuanto|price|charge|cost|pero|quiero|necesito|pueden|instead|next time|also|looking|come (?:back|out)|another (?:one|issue|problem)|wondering|interested|appointment|schedule)\b/;

/** Praise of work that is done. */
const PRAISED = /^[^?]*\b(?:thanks|thank you|thx|ty|gracias|you guys|great (?:job|work)|awesome|coolest|the best|5 stars|five stars|appreciate)\b[^?]*\b(?:still|been|is|works?|working|runs?|running|runs like|flushes|todo) (?:so |just |all |really |quedo )?(?:perfect\w*|great|fine|good|awesome|amazing|wonderful\w*|like (?:a charm|new)|solid|beautiful\w*|perfecto|bien)\b/;
const THANKED = /^\W*(?:ok |okay |great |hi |hey )?(?:thanks|thank you|thx|ty|gracias)\b.*\b(?:came|fixed|works?|working|blowing (?:cold|hot|warm)|running (?:great|fine|good|again)|all (?:good|set)|back on|arregl\w*|funciona\w*|quedo|vinieron)\b/;

/** Praise or thanks for work that is done, and nothing new wished. */
export function readsPraise(words: string): boolean {
  if (THANKED.test(words) && !ASKS_ON.test(words.replace(/\bagain\b/g, ''))) return true;
  return PRAISED.test(words) && !ASKS_ON.test(words.replace(/\bstill\b/g, '')) && !/\b(?:but|except|only|now)\b/.test(words);
}

/** The trouble is over and nothing new is wished: "never mind, my husband fixed it". */
export function readsSolved(words: string): boolean {
  if (CORRECTED.test(words)) return false;
  const found = SOLVED.exec(words);
  if (!found) return false;
  const before = words.slice(0, found.index);
  const rest = words.slice(found.index + found[0].length);
  if (ASKS_ON.test(`${before.replace(/\b(?:don't|no longer) (?:need|want)\b/g, '')} ${rest}`)) return false;
  const isClear = /^(?:never|nvm|disregard|false|no longer|don't need|ya (?:no|quedo)|olvid)/.test(found[0]);
  return isClear || rest.replace(LEFTOVER, '').replace(/[^a-z]+/g, '') === '';
}

/** "Never mind the toilet, it's the sink": another trouble, not none. */
const CORRECTED = /\b(?:never ?mind|nvm|forget|disregard|scratch) (?:about )?(?:the|my|that|what)\b.{2,50}\b(?:it's|its|it is|i meant?|actually|rather)\b/;
/** What may go before and after a word of withdrawal without making the text another thing. */
const ASIDE = "(?:sorry|hi|hey|hello|ok|okay|actually|um|oh|yeah|no|so|please|pls|wait|just|lo siento|perdon|disculpe|oiga|mejor|por favor|gracias|thanks|thank you|but|well|then|for now|i guess|lol|bye|anyways?|for me|guys)";
const WITHDRAWN: readonly RegExp[] = [
  new RegExp(`^\\W*(?:${ASIDE}\\W+){0,4}(?:(?:i )?(?:must )?(?:have |got |called |texted |dialed )?(?:the |you |a )?wrong (?:number|person)|(?:me equivoque de |es (?:el )?)?numero(?: es)? equivocado|cancel(?: (?:everything|for now))?|cancela(?:r|do|lo|la)?|cancele(?:lo|la|n|nlo)?|never ?mind|nvm|scratch that|disregard|mejor no|de(?:je|ja)lo(?: asi)?|ya no|(?:i'll|we'll|i will|we will) pass)(?:\\W+${ASIDE})*\\W*$`),
  /\b(?:need|want|have|like|going|gonna|wanna|decided|trying|hoping) to cancel\b|\b(?:please|pls|can you|could you|just|let's|go ahead and|i'll|we'll|i'm|must) cancel(?:l?ing)?\b|\bcancel (?:it|that|this|everything|my|the|our|mine|please|all of)\b/,
  /\b(?:quiero|necesito|quisiera|tengo que|hay que|puede|pueden|podria|favor de|vamos a|voy a) cancel\w*|\bcancel(?:e|en|a|ar|elo|enlo|alo) (?:la|mi|el|todo|eso|esa|por favor)\b/,
  /\b(?:found|hired|got|getting|going with|went with|go with|gonna use|using|chose|booked(?: with)?|called|called in) (?:\w+ )?(?:someone|somebody|another|other|a different|a cheaper|a closer|a friend) ?(?:else|company|plumber|electrician|locksmith|guy|one|place|tech\w*|shop|who|that|to do)\b/,
  /\b(?:no longer|don't|do not|won't) (?:actually |really |even )?(?:need|want|be needing|require) (?:(?:it|this|that|you|you guys|y'all|anyone|anybody|help|service|the (?:visit|appointment|service|repair|slot)|a (?:visit|plumber|electrician|locksmith|tech|technician|repair)|your (?:help|services?))\b)(?! (?:to|that|until|till|if|when|by|on|at|before|right away|fast|today)\b)/,
  /^\W*(?:sorry\W+|um\W+|uh\W+|hi\W+|no\W+|hey\W+|but\W+|perdon\W+|oiga\W+)*(?:i (?:didn't|didnt|did not|never|don't think i) (?:even )?(?:call|called|text|texted|contact|contacted|dial|dialed|request|requested)(?: (?:you|you guys|anyone|anybody|a plumber|an? \w+|this number|anything))?|(?:yo )?no (?:les |los |le |lo )?(?:llame|marque|hable)(?: a (?:nadie|ustedes))?|no fui yo)\W*$/,
  /\b(?:changed (?:my|our) minds?|not interested|(?:decided|gonna|going) (?:to )?(?:wait|hold off|do it (?:myself|ourselves)|pass|not to|against)|(?:i'll|we'll|i will|we will|gonna|let me|let's) (?:hold off|pass|do it (?:myself|ourselves)|wait on (?:it|this))|forget (?:it|about it|the whole thing)|never ?mind(?! (?:the|my|about|that|what) ))\b/,
  /\bya (?:no (?:lo |la |los |las )?(?:necesit|quier|ocup)\w*|encontr\w* (?:a )?(?:otr|algui)\w*|contrat\w*|consegui\w*|tengo (?:otr|a algui)\w*)|\bcambi(?:e|amos) de (?:opinion|idea|parecer)\b|\bolvid(?:elo|alo|enlo|ese|ate)\b|\bmejor (?:no|ya no|lo dejamos)\b/,
];
/** Another time, a question about cancelling, or somebody else's cancelling: no withdrawal. */
const GOES_ON = /\b(?:instead|reschedul\w*|another (?:day|time)|other (?:day|time)s?|different (?:day|time)|move (?:it|my)|(?:what|how) about|can (?:we|you|i) (?:do|come|get|make|change|switch|try)|could (?:we|you) (?:do|come)|fees?|policy|(?:if|when|before) (?:i|we|they|you) (?:\w+ )?cancel|(?:don't|do not|didn't|not|won't) (?:\w+ )?cancel|cancel(?:l?ed)? on|how (?:do|can|would) (?:i|we)|otro dia|otra hora|en vez|reprogram\w*|no cancel\w*|still (?:need|want)|alarm)\b/;

/** The customer withdraws the request: nothing more is wished, for whatever reason. */
export function readsWithdrawn(words: string): boolean {
  return !GOES_ON.test(words) && !CORRECTED.test(words) && WITHDRAWN.some((rule) => rule.test(words));
}
