import type { LifeSafety, TradeType } from './types';
import { plainWords } from './words';

interface Hazard { kind: LifeSafety; present: readonly RegExp[]; denied?: RegExp }

const SICK = "dizz\\w*|light ?-?headed|woozy|headaches?|nause\\w*|nauseous|throwing up|threw up|vomit\\w*|faint\\w*|passed out|pass out|sleepy|groggy|drowsy|confused|feel(?:ing)? (?:sick|weird|off|funny|ill|loopy)|head (?:hurts|pounding|is pounding|aches?)|mare\\w*|dolor(?:es)? de cabeza|me duele la cabeza|vomit\\w*|nauseas|sueno";
const BURNER = '(?:furnace|boiler|heater|heat|gas|pilot|burner|engine|generator|truck|car|running|grill|stove|exhaust|calenton|calefaccion|calentador|estufa|generador|carro|motor|garage|propane|fireplace|flue)';
const WATER = "(?:water|leak\\w*|drip\\w*|wet|flood\\w*|pouring|trickl\\w*|soak\\w*|agua|gote\\w*|moj\\w*|rain|raining|damp|spray\\w*|inund\\w*)";
const POWER = "(?:outlets?|light(?: fixture|s)?(?! drip)|light fixtures?|breaker(?: box)?|panel|fuse ?box|electric\\w*|wires?|wiring|circuit board|control board|sockets?|receptacles?|plugs?|power strip|extension cord|chandelier|ceiling fan|recessed|can light|switch(?:es)?|junction box|meter|enchufes?|contactos?|apagador\\w*|foco|lampara|luz|caja de (?:luz|breakers|fusibles)|cables|transformer|appliance|outlets)";
const HELPLESS = '(?:baby|babies|newborn|infant|toddler|kids?|child(?:ren)?|son|daughter|grandson|granddaughter|grand ?kids?|grandbaby|nephew|niece|(?:one|two|three|four|five|six|\\d) ?-?(?:year|yr|yo|month|mo)s? ?-?(?:old)?|\\d{1,2} ?(?:yo|y\\/o)|little (?:boy|girl|one|brother|sister)|boy|girl|mom|mother|dad|father|grandma|grandpa|grandmother|grandfather|nana|wife|husband|elderly|old (?:man|lady|woman)|patient|alzheimer\\w*|dementia|bebe|nino|nina|ninos|hijo|hija|hijito|hijita|nieto|nieta|abuel\\w*|mama|papa|senora|esposa|esposo|suegra|employee|coworker|worker|man|woman|guy|somebody|someone|person|roommate|friend|sister|brother|neighbor|tenant)';

/** In order: what must be told first comes first. Source: eval/GUIDE.md, "life_safety"; contract/domain.md, "Conversations". */
const HAZARDS: readonly Hazard[] = [
  {
    kind: 'carbon_monoxide',
    present: [
      /\b(?:co|carbon monoxide|monoxide|monoxido)\b.{0,30}\b(?:alarms?|detectors?|monitor|reading|level|went|sensor|alarma|detector)\b.{0,50}\b(?:going|goes|went|sound\w*|beep\w*|off|scream\w*|ring\w*|blar\w*|sonando|suena|sono|pit\w*|keeps|reads?|says|shows|\d+)\b/, /\b(?:alarms?|detectors?|alarma|detector)\b.{0,30}\b(?:going|goes|went|sound\w*|scream\w*|blar\w*|sonando|suena|says|dice)\b.{0,40}\b(?:co|carbon monoxide|monoxide|monoxido)\b/,
      /\b(?:carbon monoxide|monoxide) (?:alarm|detector|leak|poisoning|in the (?:house|home)|went)\b(?!.{0,25}\b(?:install|replace|expired|chirp|quote|new|battery))/, /\b\d+ ?ppm\b/, /\b(?:exhaust|fumes|car fumes|monoxido|humo de(?:l)? escape)\b.{0,40}\b(?:smell\w*|house|inside|in here|room|vents?|bedroom|adentro|coming)\b|\bsmell\w* (?:\w+ ){0,4}(?:exhaust|fumes|diesel)\b/,
      new RegExp(`\\b(?:${SICK})\\b.{0,160}\\b${BURNER}\\b`), new RegExp(`\\b${BURNER}\\b.{0,160}\\b(?:${SICK})\\b`), /\b(?:generator|engine|car|truck|grill|mower)\b.{0,30}\b(?:running|going|on|idling)\b.{0,30}\b(?:inside|in the (?:\w+ )?(?:garage|house|basement)|in here|indoors|closed garage)\b/, /\byellow (?:flame|flames)\b/, /\bsoot\b/,
    ],
    denied: /\b(?:chirp\w*|end of life|expired|low battery|once a minute)\b(?!.{0,30}going off)|\b(?:installed|install|quote|new|hard ?wired|replace|buy|add) (?:\w+ ){0,6}(?:detectors?|alarms?)|(?:cleared|false alarm|fixed|all clear|already (?:gone|shut)|fire department (?:came|cleared|shut|said)|turned (?:it|the furnace) off and|reset itself|reads? (?:zero|0)\b|(?:no|not|0|zero) (?:co|carbon monoxide))/,
  },
  {
    kind: 'gas',
    present: [
      /\bsmell(?:s|ing|ed|y)?\b.{0,40}\b(?:gas|propane|rotten eggs?|eggs?|eggy|sulfur|sulphur|skunk\w*)\b/, /\b(?:gas|propane|rotten[- ]eggs?|eggs?|eggy|skunk\w*|sulfur)[- ](?:like )?(?:smell|odor|scent|stink|stench|leak\w*|whiff)\b/, /\b(?:gas|propane)\b.{0,30}\b(?:leak\w*|hiss\w*|smell\w*|stinks?|odor|escap\w*)\b/, /\b(?:leak\w*|hiss\w*|whiff|odor|stink\w*|reeks?)\b.{0,40}\b(?:gas|propane|yellow pipe|meter)\b(?! (?:bill|station))/,
      /\bhiss\w*\b.{0,50}\b(?:stove|dryer|pipe outside|gas|grill|water heater|line outside)\b/, /\b(?:stove|dryer|gas|meter)\b.{0,50}\bhiss\w*\b/, /\b(?:huele|olor|oliendo|apesta|hiede|tufo)\b.{0,20}\b(?:gas|huevo)\b/, /\bfuga de gas\b|\bgas\b.{0,12}\b(?:fuga|se esta saliendo|se sale)\b|\bsale gas\b/, /\b(?:hit|cut|broke|nicked|punctured|dug|struck) (?:\w+ ){0,4}gas (?:line|pipe|meter)\b/, /\bgas\b.{0,15}\b(?:is )?(?:coming out|blowing)\b/, /\b(?:rotten|boiled) eggs?\b|\bskunk\w*\b/,
    ],
    denied: /\b(?:no|don't|not|isn't|never|without|doesn't|can't) (?:\w+ ){0,3}(?:smell(?:s|ing)?|odor|gas smell|gas leak|leak)(?: (?:of |like |any )?(?:gas|propane|eggs?))?\b|\bsewer gas\b|\b(?:no (?:hay|huele)|no huele) (?:olor )?a? ?gas\b|\bhot water (?:smell|stink)\w*|\bwater (?:\w+ ){0,3}(?:smells?|stinks?) (?:like )?(?:\w+ )?eggs?|\b(?:gas company|utility|fire (?:dept|department)|they|gas co)\b.{0,40}\b(?:shut|turned|locked|capped|cleared|red[- ]?tag\w*|off)\b|\bgas station\b|\blow on gas\b|falta (?:de )?gas|skunk (?:under|in the yard)|refrigerante|\bfreon\b|out of gas/,
  },
  {
    kind: 'fire',
    present: [
      /\b(?:on fire|caught fire|catching fire|house fire|flames?|in flames|incendi\w*|se esta quemando|se quema|fuego|llamas (?:en|de|sal)\w*|lumbre)\b/, /\b(?:smoke|smoking|smoky|smolder\w*|humo|humeando|echando humo|sacando humo|saca humo)\b(?! ?(?:-|detectors?|alarms?|alarmas?))/, /\b(?:burn\w*|burnt|plastic|plasticky|fishy|fish|electrical|melting|melted|hot|wiring|rubber|acrid|charred)\b(?: \w+){0,3} (?:smell\w*|odor|scent|stink|whiff)\b/, /\b(?:smell(?:s|ing|ed)?|scent|odor|whiff|stinks?|reeks)\b.{0,35}\b(?:burn\w*|burnt|plastic|fish\w*|melt\w*|hot wires?|electrical|rubber|scorch\w*|smok\w*|singed|toasted)\b/, /\b(?:huele|olor|oliendo)\b.{0,20}\b(?:quemad\w*|plastico|humo|chamusc\w*|cable)\b/,
      /\b(?:melt(?:ed|ing|s)?|scorch\w*|charred|glow\w* (?:red|orange)|red hot|derreti\w*|chamusc\w*|singed|blackened|burn(?:ed|t) (?:mark|spot)s?|black (?:mark|spot|soot)s?)\b/, /\b(?:outlet|plug|switch|panel|breaker|wall|cord|wire|cover plate|faceplate|charger|receptacle|box|cover|contacto|enchufe|apagador|cable|pared|dimmer|plate)s?\b.{0,35}\b(?:too hot|hot to the touch|hot to touch|(?:is|are|feels?|gets?|getting|getting real|was|really|very|super|pretty|kinda|kind of|so|real) (?:\w+ )?(?:hot|warm)|burning hot|caliente|calientito|ardiendo)\b/, /\b(?:hot|warm) (?:outlet|switch|panel|breaker|wall|plug|cover|plate|spot on the wall)\b/,
      /^(?=.*\b(?:lock\w*|left|inside|keys?|deje|encerr\w*|adentro|llaves?)\b).*\b(?:stove|oven|burner|candle|iron|estufa|hornilla|comida en la (?:estufa|lumbre))\b.{0,20}\b(?:is on|still on|on|lit|going|prendid\w*|encendid\w*)\b/, /\b(?:left|pot|food|pan|soup|beans|something|frijoles|comida|olla)\b.{0,30}\bon the (?:stove|burner)\b|\ben la (?:estufa|lumbre)\b|\bcooking on the stove\b/,
    ],
    denied: /\b(?:detector(?:es)?|alarmas?) de (?:humo|incendios?)\b|\b(?:no|not|without|isn't|never|didn't see|nothing|any|there's no|sin|no hay) (?:actual |real |visible |any |a |on )*(?:fire|smoke|flames?|smell|burn\w*|burning smell|humo|fuego|scorch\w*|heat|hot|warm|spark\w*)\b|\bnot smoke\b|\bdusty\b|\bdust burning\b|\bburn(?:ing)? dust\b|\bfire ?place\b|\bfire (?:safe|department|pit|marshal|code|inspector|extinguisher|rated)\b|\bburn(?:t|ed)? out\b|\bdoesn't smell\b|\bsentry fire\b/,
  },
  {
    kind: 'electric_shock',
    present: [
      /\b(?:shock(?:s|ed|ing)?|zap(?:s|ped|ping)?|electrocut\w*|tingl\w*|buzz (?:in|through) my (?:hand|arm|finger)\w*|jolt\w*|toques?|me dio (?:un )?toque|da toques|calambre|descarga|electrocut\w*|corrientazo|me paso corriente)\b/, /\b(?:spark(?:s|ed|ing|y)?|arc(?:s|ing|ed)?|flash(?:es|ed)? (?:of|when|came|at|behind|blue|and)|blue (?:flash|light|spark)\w*|chisp\w*|saca chispas|chispazos?|sizzl\w*|crackl\w*|popping and)\b/, /\b(?:downed|down|fallen|fell|low|hanging|dangling|on the ground|ripped|snapped|touching)\b.{0,30}\b(?:power ?lines?|service (?:drop|line|wire)|utility line|electric(?:al)? line|wire from the (?:pole|street))\b|\b(?:power ?lines?|service (?:drop|line|wire)|electric(?:al)? (?:line|wire)|overhead (?:line|wire)|cable de (?:la )?luz|line from the pole|wire from the pole|lines?)\b.{0,30}\b(?:down(?:ed)?(?! the)|fell|fallen|on the (?:ground|lawn|driveway|car|roof|fence|yard)|in the (?:yard|driveway|street)|hanging|tirado|caido|se cayo|laying|lying|across)\b/,
      /\b(?:live|bare|exposed|hot) wires?\b.{0,40}\b(?:kids?|baby|toddler|child|reach|touch\w*|hanging|dangling)\b/, /\b(?:outlet|switch|plug|panel|breaker|light)\b.{0,25}\bpopp?(?:ed|ing|s)?\b.{0,25}\b(?:loud|flash|spark|black|smok)\w*/, /\b(?:oxygen|ventilator|cpap)\b.{0,5}spark/,
    ],
    denied: /\b(?:no|not|without|never|isn't|sin|no hay|didn't|aren't|doesn't) (?:\w+ ){0,2}(?:spark\w*|shock\w*|arc\w*|flash\w*|chisp\w*|tingl\w*)\b|\b(?:sticker|price|bill|shock absorber|in shock|shocked (?:at|by|that|how)|shocking (?:price|bill|quote))\b|\bspark (?:plug|joy)\b|\b(?:turned|flipped|shut|switched) (?:the |that )?(?:breaker|power|circuit|it) off\b.{0,60}\b(?:stopped|quit|since|gone|no (?:more|longer)|fine)\b|\b(?:spark\w*|flash\w*)\b.{0,80}\b(?:breaker|power|circuit)\b.{0,20}\b(?:is |now |was |turned |shut |flipped |switched )?off\b|\bopener (?:light )?(?:flash|blink)\w*|\blight flash\w*|\bflash(?:es|ing)? (?:\d|two|three|four|five|six|ten|code|red|green|error|a code)/,
  },
  {
    kind: 'water_near_power',
    present: [
      new RegExp(`\\b${WATER}\\b.{0,50}\\b(?:into|in|on|onto|over|near|through|by|around|inside|out of|up to|almost to|from|down|behind|under|at|touching|reach\\w*|next to|toward\\w*|sobre|en|por|cerca|del?|encima|hits?|above|all over|close to)\\b.{0,22}\\b${POWER}\\b`), new RegExp(`\\b${POWER}\\b.{0,30}\\b(?:is |are |was |has |have |got |get |full of |filling with |with |filled with |tiene |esta |estan |se )+(?:\\w+ )?${WATER}\\b`), new RegExp(`\\b(?:wet|soaked|dripping|mojad\\w*|flooded) (?:\\w+ )?${POWER}\\b`), /\b(?:light fixture|light|fixture|ceiling light|can light|fan|foco|lampara)s?\b.{0,25}\b(?:drip\w*|leak\w*|full of water|filling up|gote\w*)\b/,
    ],
    denied: /\b(?:no|not|nowhere|isn't|away from|far from|nothing) (?:\w+ ){0,2}(?:near|close to|electric\w*|outlets?)\b|\bpower (?:is )?off\b.{0,20}\bdry\b|\bpilot light\b|\bwater (?:heater|softener)\b.{0,40}\b(?:breaker|panel|switch|plug|outlet|electric)\b(?!.{0,40}\b(?:wet|drip\w*|leak\w* (?:on|onto|into)))|\bwater meter\b|\b(?:well|water) (?:pump|softener)\b|\bpressure switch\b|\bfloat switch\b/,
  },
  {
    kind: 'person_trapped',
    present: [
      new RegExp(`\\b${HELPLESS}\\b.{0,60}\\b(?:locked (?:him|her|it|them)?(?:self|selves)? ?(?:in|inside|up|himself|herself)|lock(?:ed)? in(?:side)?|is locked|are locked|got locked|locked (?:himself|herself|themselves)|trapped|pinned|stuck (?:in|inside|under|behind|between)|strapped|inside (?:the |my |a )?(?:car|vehicle|house|truck|apartment|bathroom)|in (?:the |my )?(?:car ?seat|back ?seat|hot car|crib)|alone (?:in|inside)|can't get out|encerr\\w*|atrapad\\w*|atorad\\w*|adentro|dentro|se quedo)\\b`),
      new RegExp(`\\b(?:locked|lock|trapped|pinned|stuck|encerr\\w*|deje|atrapad\\w*|crush\\w*)\\b.{0,50}\\b(?:with |my |the |our |a |mi |un |una |el |la |and |her |his |inside |adentro |in the )+(?:\\w+ )?${HELPLESS}\\b(?!'s (?:car|house|truck|place|apartment|keys))`), /\b(?:i'm|im|i am|we're|we are|she's|he's|they're|i got|got|me|myself|estoy|estamos|he is|she is|someone is|somebody is) (?:\w+ )?(?:trapped|pinned|locked in(?!to)|stuck in(?:side)? (?:the |my |a )?(?:bathroom|garage|room|bedroom|closet|freezer|walk|car|vault|elevator|shed|basement|office|pantry|stairwell|trunk)|locked inside|encerrad[oa]|atrapad[oa]|atorad[oa] (?:adentro|en el))\b/, /\b(?:can't|cannot|cant|no puedo|no puede|no podemos|unable to) (?:(?:get|go|come) out(?! (?:of (?:bed|town|the lot|there)|to (?:work|the)))|salir)|\bno puede salir\b/, /\b(?:hand|arm|leg|foot|finger|fingers|cat's|head|mano|brazo|dedo)s?\b.{0,25}\b(?:stuck|caught|trapped|pinned|pinched|smashed|crushed|mashed|atorad\w*|atrapad\w*|prensad\w*)\b/,
      /\b(?:intruder|burglar|prowler|someone|somebody|whoever|they|thief|he|ex|stalker)\b.{0,30}\b(?:still inside|might (?:still )?be (?:inside|in (?:here|the house))|may (?:still )?be (?:inside|in)|is (?:still )?(?:in the house|inside)|(?:could|might|may|is|are) (?:still )?be (?:inside|in (?:here|the|my|our))|is on (?:his|the) way|coming (?:back )?(?:to|for|over)|trying to (?:get|break) in|outside (?:the|my) (?:door|house)|threaten\w*|coming here|said he's coming|will be back)\b/, /\b(?:alguien|ladron|intruso|mi ex|el)\b.{0,20}\b(?:esta adentro|sigue adentro|viene (?:para aca|en camino|por mi)|quiere entrar|amenaz\w*)\b/, new RegExp(`\\b${HELPLESS}\\b.{0,25}\\b(?:alone|by (?:him|her|them)self|sol[oa]|solit[oa]|sleeping|asleep|crying|llorando|dormid[oa]|napping)\\b.{0,40}\\b(?:inside|in (?:the|my|our) (?:house|apartment|car|home|crib)|behind|adentro|upstairs)\\b`), new RegExp(`\\b(?:locked out|lockout|shut out|outside|afuera|fuera)\\b.{0,70}\\b(?:baby|infant|toddler|newborn|bebe|kids?|child|\\d ?(?:year|yr|month) old|bebe|nino|nina)\\b.{0,30}\\b(?:inside|in (?:there|the house|the crib)|alone|asleep|sleeping|adentro)\\b`), /^(?=.*\b(?:locked out|outside|outdoors|porch|afuera|shut out|standing|in the car|sidewalk|driveway|fuera)\b)(?=.*\b(?:baby|newborn|infant|bebe|month old|months old|toddler)\b)(?=.*\b(?:freezing|degrees|below zero|snow\w*|frost|cold|frio|helando|nevando)\b)/,
    ],
    denied: /\b(?:not|nobody|no one|nadie|isn't|no kids|aren't|no people|wasn't) (?:\w+ ){0,2}(?:trapped|locked in|stuck|hurt|in (?:it|the car|there)|inside|encerrad\w*|home|pinned)\b|\b(?:dog|cat|puppy|kitten|perro|gato|pet|keys?|purse|phone|wallet|car|truck)\b(?: \w+){0,3} (?:is |are |got |was |locked |stuck |trapped )+(?:in|inside|trapped)\b(?!.{0,60}\b(?:baby|kid|son|daughter|child|infant|toddler|me)\b)|\bgot (?:him|her|them|it|me) out\b|\bgot out\b|\bis (?:out|safe|fine|ok) now\b|\bno longer (?:locked|trapped|stuck)\b/,
  },
  {
    kind: 'medical',
    present: [
      /\b(?:oxygen|concentrator|ventilator|cpap|bipap|dialysis|nebulizer|feeding tube|iv pump|medical (?:device|equipment|machine)|breathing machine|life support|home hospice|insulin|epi ?pen|inhaler|(?:heart|seizure|blood pressure|my|his|her|kids?|the|dad's|mom's) (?:meds?|medication|medicine|pills)|oxigeno|medicinas?|insulina|medicamentos?|respirador|maquina de oxigeno)\b/, /\b(?:bleed\w*|blood|broken (?:arm|leg|hand|wrist|finger)|unconscious|not (?:breathing|responding|moving|waking)|won't wake|isn't (?:breathing|responding|moving)|heart attack|chest (?:pain|hurts)|stroke|seizure|overdose|collapsed|fainted|passed out|hit (?:my|his|her|our|me (?:in|on)) (?:the )?(?:foot|head|leg|hand|arm|face|shoulder|back|toe|knee|neck|eye|wrist|fingers?)|(?:can't|cannot) (?:walk|stand|get up|feel (?:my|his|her)|move (?:my|his|her))|(?:is|got|am|was|badly|really|he's|she's|i'm) (?:hurt|injured)|hit (?:him|her|me|my (?:son|daughter|husband|wife|kid|brother|dad|mom)) (?:in|on)|gash|stitches|concussion|ambulance|911|can't breathe|trouble breathing|hard to breathe|asthma attack|heat ?stroke|burned (?:my|his|her)|sangr\w*|desmay\w*|no (?:respira|responde|despierta)|lastim\w*|herid[oa]|infarto|convulsion\w*|fell and|on the floor (?:asking|calling|crying|and)|asking for help|calling for help|turning (?:red|blue|purple)|fingers? (?:look|are)|hypothermi\w*|shivering|cut (?:my|his|her) (?:hand|arm|leg|finger)s?|knocked (?:me|him|her) (?:out|down|unconscious)|crush\w* (?:my|his|her)|se cayo (?:mi|el|la) (?:mama|papa|abuel\w*|esposo))\b/, new RegExp(`^(?!.*\\b(?:thermostat|price|quote)\\b).*\\b(?:dizzy|threw up|throwing up|passed out|fainted|mareado|mareada|mareados)\\b`),
    ],
    denied: /\b(?:no(?:body| one)?|not|nadie) (?:is |was |got |were |esta )?(?:hurt|injured|bleeding|lastimad\w*|herid\w*|one hurt)\b(?! (?:bad(?:ly)?))|\bblood(?:y)? (?:hell|expensive)\b|\bsafe\b.{0,30}\bmeds\b.{0,40}\b(?:not|no rush)\b|\bbleed(?:ing|er)? (?:the|a|my|valve|screw|radiators?)\b|\bheart attack (?:when|at|over) (?:i|the) (?:saw|bill|price)\b/,
  },
];

const MEDICAL_NEED = /\b(?:out|no|dead|lost|dark|locked|inside|left|battery|tank|running out|hours?|without|off|sin|adentro|se fue|can't|need|needs)\b/;
/** Danger that is over counts for what is left (eval/GUIDE.md, "urgency"). */
const OVER = /\b(?:last (?:year|month|winter|summer|spring|fall)|years? ago|months? ago|weeks? ago|used to|already (?:fixed|out|handled|put out)|fire department (?:already )?(?:cleared|came|put|says|said|checked)|turned (?:the )?gas off|shut (?:the )?gas off|gas (?:is|was) (?:shut|turned) off|red[- ]?tag\w*|cleared us|all clear|el ano pasado|hace (?:un|dos|tres|\d+) (?:anos?|meses?|semanas?))\b/;
const STILL = /\b(?:still|again|now|right now|keeps?|today|tonight|just|otra vez|todavia|sigue)\b/;

/** The hazard to life a text tells of, present and not denied, or null. Of a text in any spelling and either language; without a trade the widest reading. A miss costs more than a false alarm. */
export function readLifeSafety(text: string, trade?: TradeType): LifeSafety | null {
  const words = plainWords(text);
  const all = words.split(/(?<=[.!?;])\s+|\n/).filter(Boolean);
  const sentences = all.filter((sentence) => !OVER.test(sentence) || STILL.test(sentence));
  for (const hazard of HAZARDS) {
    const fits = (part: string) => hazard.present.some((rule) => rule.test(part));
    if (!fits(sentences.join(' '))) continue;
    const parts = sentences.map((sentence) => ({ sentence, rest: hazard.denied ? sentence.replace(new RegExp(hazard.denied, 'g'), '~') : sentence }));
    if (hazard.denied?.test(words) && !parts.some(({ rest }) => fits(rest)) ) continue;
    if (hazard.denied?.test(words) && globallyDenied(hazard.kind, words)) continue;
    if (OVER.test(words) && !STILL.test(words) && hazard.kind !== 'medical' && hazard.kind !== 'person_trapped') continue;
    if (hazard.kind === 'medical' && /\b(?:meds?|medication|medicine|pills|insulin|inhaler|oxygen|cpap|concentrator)\b/.test(words) && !MEDICAL_NEED.test(words)) continue;
    if (hazard.kind === 'person_trapped' && trade === 'PLUMBING' && !/\b(?:trapped|locked|pinned|encerr|atrap)/.test(words)) continue;
    return hazard.kind;
  }
  return null;
}

/** Denials that hold for the whole text, wherever the words stand. */
function globallyDenied(kind: LifeSafety, words: string): boolean {
  if (kind === 'gas') return /\b(?:gas company|utility|fire (?:dept|department)|they|gas co)\b.{0,40}\b(?:shut|turned|locked|capped|cleared|red[- ]?tag\w*)\b|\bsewer gas\b|\bwater (?:\w+ ){0,3}(?:smells?|stinks?)/.test(words) && !STILL.test(words);
  if (kind === 'carbon_monoxide') return /\b(?:chirp\w*|end of life|expired|cleared|false alarm|quote|install\w*)\b/.test(words) && !/\b(?:going off|goes off|dizz\w*|headache\w*|sound\w*)\b/.test(words);
  if (kind === 'fire') return /\bdusty|burn(?:ing)? dust|dust burning\b/.test(words) && /\b(?:gone|stopped|first|went away|minutes?|mins?|brief|season)\b/.test(words);
  if (kind === 'electric_shock') return /\b(?:breaker|power|circuit)\b.{0,20}\boff\b/.test(words) && !STILL.test(words.replace(/\b(?:just|now|today|tonight)\b/g, ''));
  return false;
}
