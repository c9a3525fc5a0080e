/** Lists of words that mean the same for a danger: what is seen, where, to whom it happens, and what takes it away. `dangers.ts` composes rules of them, `learnedDanger.ts` weighs them. */

/** One expression of several lists of words, on word boundaries. */
export const words = (...lists: readonly string[]): RegExp => new RegExp(`\\b(?:${lists.join('|')})\\b`);

// What is smelt, seen, heard.
export const SMELL = 'smell\\w*|odors?|stinks?|stank|stinking|reeks?|reeking|whiffs?|stench|scent|huele\\w*|olor\\w*|oliendo|apesta\\w*|hiede|tufo|peste';
export const FUEL = 'gas|gassy|gaseous|propane|propano|butane|butano|mercaptan|lp gas|methane';
export const EGGS = 'rotten|eggs?|eggy|sul(?:f|ph)\\w*|skunk\\w*|spoiled|podrid[oa]s?|huevos?|azufre|zorrillo';
export const GAS_THING = '(?:gas|propane) (?:meter|line|pipe|tank|valve|hose)|meter|stove|range|oven|dryer|pilot|burners?|fireplace|yellow (?:line|pipe|hose)|flex (?:line|hose)|estufa|secadora|boiler|furnace|calentador|boyler';
export const HISS = 'hiss\\w*|ps{2,}t*|sss+|whistl\\w*|silb\\w*|sise\\w*|whoosh\\w*|blowing|roaring';
/** What gas itself flows through: these whistle or blow only where it escapes; a furnace blows air, a pilot is blown out. */
export const GAS_CARRIER = '(?:gas|propane|lp) (?:meter|line|pipe|tank|valve|hose|main|regulator|fitting)|meter|yellow (?:line|pipe|hose)|flex (?:line|hose)|tub(?:o|eria) de(?:l)? gas';
/** Sounds of gas that escapes, and of nothing else near what burns it. */
export const GAS_HISS = 'hiss\\w*|ps{2,}t*|sss+|silb\\w*|sise\\w*|whoosh\\w*';
export const CHAR = 'blackened|gooey|goo|sticky|bubbl\\w*|crispy|soft and|mushy|toast(?:ed|y)?|warp\\w*|deform\\w*|disfigur\\w*|droop\\w*|mushy|singe\\w*|scorch\\w*|char(?:red)?|melt\\w*|fried|frying|cooked|cooking|discolou?r\\w*|burn\\w*|crust\\w*|glow\\w*|sooty|smoulder\\w*|smolder\\w*|quemad\\w*|derr[ei]t\\w*|chamusc\\w*';
export const STAIN = '(?:turn\\w*|went|gone|got|getting|going|se puso) (?:\\w+ ){0,2}(?:brown|black|yellow|dark|negr[oa]|cafe)|(?:brown|black|dark|yellow|burn\\w*|scorch\\w*|soot\\w*) (?:ring|mark|spot|stain|halo|smudge|streak|patch|residue)s?|(?:mancha|marca)s? (?:negra|de quemado|cafe)s?';
export const TOO_HOT = "too hot|too warm|so hot|(?:really|very|super|pretty|real|crazy|burning|scorching|piping|extremely|insanely) (?:hot|warm)|hot (?:enough )?to|hot as|roasting|sizzling|overheat\\w*|(?:can't|cannot|couldn't) (?:even )?(?:touch|hold|keep|rest|leave|put)|hurts to touch|ardiendo|hirviendo|quema al tocar\\w*|bien caliente|muy caliente";
export const SMOULDER = 'smok\\w*|hum(?:o|ito|areda|ea\\w*)|wisps?|puff(?:s|ing|ed)?|haz[ey]|fumes|fuming|steam coming';
export const FLARE = '(?:orange|yellow|red|blue|bright|fire(?! (?:dep\\w*|fighters?|trucks?|man|men|guys?|chief|company))|flames?|flare|llamas?|lumbre)(?: \\w+){0,3} (?:lick\\w*|shot|shoot\\w*|came|com(?:es|ing)|leap\\w*|jump\\w*|burst\\w*|flar\\w*|roll\\w*|whoosh\\w*|spit\\w*)|fire ?ball|ball of (?:fire|flame)|flare[- ]?up|flared up|llamarada|flamazo';
export const BURNT_THINGS = 'burn\\w*|melt\\w*|plastic|rubber|fish\\w*|electrical|sing\\w*|camp ?fire|bonfire|matches|ozone|tar|crayons?|solder\\w*|acrid|overheat\\w*|hot (?:metal|iron|brakes|wires?|plastic)|quemad\\w*|plastico|hule|chamusc\\w*|toasted|wax';
export const SPARK_SEEN = "(?:popp\\w*|pops|flash\\w*|puls\\w*|jump\\w*|shot|shoot\\w*|spit\\w*|snap\\w*|crack\\w*|lit|lights?|light\\w* up|glow\\w*|flicker\\w*|went)(?: \\w+){0,3} (?:blue|orange|white|green|purple|azul|anaranjad[oa])|(?:blue|orange|white|green)(?: \\w+){0,1} (?:pop|flash|snap|jump|glow|streak|ball|arc)\\w*|lightning bolts?|fireworks (?:show|inside|in)|chispa\\w*|chispe\\w*";
export const STUNG = "(?:lit|shook|knocked|blew|threw) (?:me|him|her|us) (?:up|down|back|over|on)|(?:(?<!\\b(?:a|tiny|little|wee|every) )bit|bites?|nipp\\w*|nips?|stung|stings?|zing\\w*|kick(?:ed|s)|thump\\w*|wallop\\w*|buzz\\w*|tickl\\w*|prickl\\w*|jolt\\w*|tingl\\w*|knocked|grabbed|got|lit up)(?: \\w+){0,2} (?:me|him|her|us|you|my|his|our|your)|(?:buzz|tickle|tingle|vibration|prickle|current|sting|zing|thump|kick)\\w* (?:in|through|up|thru|down) (?:my|your|his|her|the)|me (?:pico|patea|pateo|da|dio|pega|pego) (?:la )?(?:corriente|electricidad|un toque|toques)|cosquille\\w*";
export const NUMBED = "(?:arms?|hands?|fingers?|feet|foot|toes|legs?|body|teeth|elbow)(?: \\w+){0,3} (?:numb|buzz\\w*|tingl\\w*|tickl\\w*|vibrat\\w*|twitch\\w*)|(?:thrown|threw|knocked|blown|blew|launched|tossed|flung)(?: me| him| her| us)? (?:across|back|off (?:my|his|her|the)|on (?:my|his|her)|to the (?:floor|ground)|down)";
export const SHARP_THING = 'fork|knife|key|finger|hairpin|paper ?clip|screwdriver|tweezers|tenedor|dedo|bobby pin|nail';

// What it is about.
export const LIVE_THING = "outlets?|plugs?|plugged|sockets?|receptacles?|switch(?:es)?|panel|fuse ?box|breakers?(?: box)?|wires?|wiring|cords?|charger|dimmer|junction box|power strip|extension|enchufes?|contactos?|apagador\\w*|cables?|pastillas?|centro de carga|foco|socket|transformer|light fixture|fixture|can light";
export const TOUCHED = `${LIVE_THING}|metal|faucet|shower|washer|dryer|fridge|handle|knob|doorknob|railing|pipe|appliance|fence|chain|tub|sink|regadera|lavadora|refri\\w*|vacuum|toaster|motor|opener|unit`;
export const WET = 'water|sprinklers?|irrigation|gallons|condensat\\w*|moisture|burst|fish tank|aquarium|puddl\\w*|flood\\w*|hos(?:ed|ing)|spray\\w*|splash\\w*|drench\\w*|soak\\w*|seep\\w*|weep\\w*|ooz\\w*|spill\\w*|overflow\\w*|sewage|slosh\\w*|drip\\w*|leak\\w*|pour\\w*|rain\\w*|agua|charco|chorr\\w*|escurr\\w*|filtr\\w*|derram\\w*|salpic\\w*|lluvia|llueve|gote\\w*|moj\\w*|inund\\w*';
export const MACHINE = 'furnace|boiler|air handler|freezer|fridge|refrigerator|washer|dryer|compressor|water heater|equipment|appliances?|computers?|server|tv|generator|blower|motor|lavadora|secadora|refri\\w*|calenton';
export const POWERED = "meter box|electric meter|power strips?|extension cords?|surge protector|outlets?|plugs?|sockets?|receptacles?|panel|fuse ?box|breaker box|breakers|wires?|wiring|cords?|light fixture|chandelier|can light|junction box|light switch|electronics|enchufes?|contactos?|apagador\\w*|cables?|caja de (?:luz|fusibles|breakers)|foco|lampara|electrical|meter base|disconnect|(?:control|circuit) boards?|the board|motor|transformer|computers?|servers?";
export const REACHES = "above|all over|over|beside|reach\\w*|touch\\w*|hits?|hitting|onto|into|(?:right |all |up |down )?(?:on|over|in|by|to|under|around|through|from|near) (?:the|my|our|an?|some|all|top of|where|two|both|every|that)|out of|down the|toward\\w*|on top of|next to|inch(?:es)? from|up against|llega\\w*|encima|sobre|al?|adentro|dentro|por (?:el|la|los|un)|en (?:el|la|los|un)|cerca";
export const STILL_LIVE = "still (?:\\w+ )?(?:on|live|running|plugged|lit|hums?|humming|working)|(?:power|electric\\w*|lights?|breakers?) (?:is |are )?(?:still )?(?:on|live)|plugged in|energized|humming|buzzing|running";

// Whom it concerns.
const SMALL = '[1-6]|one|two|three|four|five|six';
export const CHILD = `(?:my|our) (?:\\w+ )?(?:boys?|girls?)|bab(?:y|ies)|newborns?|infants?|toddlers?|kids?|kiddos?|child(?:ren)?|sons?|daughters?|grandsons?|granddaughters?|grandkids?|grandbab(?:y|ies)|nephews?|nieces?|twins|(?:${SMALL}) ?-?(?:years?|yrs?|yo|y\\/o|months?|mos?)(?: ?-?olds?)?|little (?:ones?|boy|girl|brother|sister|guy|man)|preschooler|(?:he|she|they|boys?|girls?)(?:'s| is|'re| are) (?:only |just |barely )?(?:${SMALL})(?! (?:hours?|miles?|minutes?|blocks?|doors?|houses?|of|feet|ft|locks?|keys?))|bebes?|nin[oa]s?|hij[oa]s?|hijit[oa]s?|niet[oa]s?|chiquit[oa]s?`;
export const FRAIL = "(?:is|turned|turning|aged?|he's|she's) (?:[789]\\d|10\\d)(?! ?(?:degrees|deg\\b|inside|outside|in here|percent|miles|bucks|years? of|°|f\\b))|grand ?(?:dad|mom|mama|papa|parents?)s?|gramps|granny|nonna|dementia|alzheimer\\w*|demencia|(?:my|our|his|her|the) (?:great )?grand(?:ma|pa|mother|father)|grandma|grandpa|nana|abuel\\w*|viejit[oa]s?|ancian[oa]s?|elderly|old (?:lady|man|woman)|disabled|wheelchair|walker|bedridden|autis\\w*|(?:7|8|9)\\d ?-?(?:years?|yrs?|yo|y\\/o)(?: ?-?old)?|hospice|patient|down syndrome|blind|special needs|silla de ruedas";
export const ADULT = "(?:mom|mother|dad|father|wife|husband|brother|sister|aunt|uncle|cousin|neighbor|tenant|roommate|friend|guest|customer|client|employee|coworker|worker|co-?worker|cook|cashier|clerk|manager|tech|guy|man|woman|lady|girl|boy|student|teacher|resident|someone|somebody|person|people|he|she|mama|papa|espos[oa]|herman[oa]|senora?|vecin[oa]|emplead[oa]|alguien|janitor|driver|nurse|waitress|bartender|intern|helper|contractor|passenger|visitor|subtenant|plumber|electrician)s?";
export const LOCK_EVENT = "lock\\w*|bolt\\w*|deadbolt\\w*|latch\\w*|chain(?:ed)?|padlock\\w*|shut|closed|slammed|jammed|keys? (?:\\w+ ){0,2}(?:in|inside)|won't open|knob|handle|turned the|cerr\\w*|encerr\\w*|llaves?|seguro|pestillo|candado";
export const BEHIND = "inside|in there|alone|by (?:him|her|them|it)sel\\w+|other side|on their own|(?:can't|cannot|couldn't|won't|doesn't|don't|isn't|not) (?:\\w+ )?(?:undo|open it|unlock|reach|turn it|figure|answer\\w*|respond\\w*|come to the door|get (?:it|out|the door))|crying|screaming|banging|adentro|dentro|sol[oa]s?|solit[oa]s?|llorando|no (?:puede|sabe|contesta|abre)|(?:hasn't|haven't|has not|not) (?:\\w+ )?(?:answered|responded|been seen|picked up|come out)|unattended|napping|asleep|dormid[oa]";
export const WITH_US = "(?:nobody|no one|noone|none)(?:'s| is| was)? (?:in|inside|home|trapped)|empty|(?:locked|shut) (?:me |us )?out with|with me|with us|in my arms|(?:we're|we are|i'm|all) (?:all )?(?:\\w+ )?(?:ok|okay|fine|safe|warm)|got (?:him|her|them|it) out|is out now|(?:and|then) (?:walked|came|went) (?:back )?out|next time|(?:so|so that|where|in case) (?:the |my |our )?(?:\\w+ )?(?:can't|doesn't|won't)|childproof|child ?proof|conmigo|toy|from getting|keeps? (?:unlocking|opening|getting|locking)|for fun";
export const PLACE_SHUT = 'elevator|walk[- ]?in|freezer|cooler|vault|safe|trunk|storage(?: unit)?|shed|bathroom|restroom|bedroom|closet|stairwell|garage|basement|attic|crawl ?space|cellar|sauna|balcony|roof|pantry|container|trailer|van|car|office|laundry room|stall|bano|cuarto|elevador|cochera|cajuela|azotea|balcon|bodega';
export const WEAPON = 'bat|knife|gun|machete|crowbar|hammer|weapon|pistol|shotgun|axe|pistola|cuchillo|arma|tire iron|golf club';
export const INTRUDED = "kicked (?:in|open)|broke(?:n)? in(?:to)?|break[- ]?in|pried|forced|smash\\w*|jimmied|wide open|ajar|window(?:'s| is| was)? (?:broken|open|smashed)|footsteps|noises?|rob\\w*|forzad\\w*|rompieron|se metio|se metieron|busted (?:in|open)";
export const STILL_IN = "still (?:here|there|in (?:the|there|here)|inside|up\\w*|down\\w*|around)|(?:think|hear|heard|see|saw|sounds like|pretty sure|swear|maybe) (?:\\w+ ){0,4}(?:up ?stairs|down ?stairs|inside|in (?:there|here|the (?:house|back|attic|basement|closet))|moving|walking|footsteps)|sigue\\w* (?:adentro|ahi)|hay alguien|siguen";
export const AILING = "(?:like|have|got|having) (?:\\w+ ){0,2}flu\\b|flu[- ]like|acting (?:weird|strange|funny|off|loopy|out of it)|dizz\\w*|light ?-?headed|woozy|headaches?|migraines?|nause\\w*|queas\\w*|loopy|groggy|drowsy|sleepy|foggy|drunk|tipsy|out of it|faint(?!\\w* (?:\\w+ )?(?:smell|odor|whiff|scent|noise|sound|hum|line|light|propane|gas|burn\\w*))\\w*|sluggish|coughing|throwing up|threw up|puk\\w*|vomit\\w*|splitting head|head (?:is |feels )?(?:splitting|pounding|throbbing|spinning|swimming|hurts?|killing)|heads (?:hurt|pounding)|can't (?:stay|keep) awake|confused|mare\\w*|dolor(?:es)? de cabeza|duele la cabeza|nauseas|asco|sick to (?:my|our|her|his) stomach|making (?:us|me|everyone|the kids) sick|(?:feel|feels|feeling|felt) (?:\\w+ )?(?:sick|ill|weird|funny|off|bad|strange|awful|terrible)";
/** What makes several people ill at once; being sleepy or confused may have other reasons. */
export const ILL = AILING.replace(/sleepy\||drowsy\||foggy\||confused\||drunk\||tipsy\||sluggish\||coughing\|/g, '');
export const EVERYONE = "everyone|everybody|all of us|both of us|we (?:all|both)|us all|whole (?:family|house|crew|office)|the kids|my kids|(?:me|i) and (?:my|the)|and (?:i|me)\\b|so did|too|family|todos|the (?:dog|cat|pets)";
export const ELSEWHERE = "(?:at|by|in) (?:work|school|the office|lunch|outside)(?: \\w+){0,4} (?:fine|normal|better|ok|okay|gone)|(?:fine|better|ok|okay|good|gone|clears?(?: up)?|goes away|stops?|normal) (?:\\w+ ){0,2}(?:at (?:work|school|the office)|outside|outdoors|when (?:i|we|they|he|she) (?:leave|go|get|step)|away|once (?:i|we) (?:leave|go|get|step))|only (?:at home|in (?:the|this|our) (?:house|home|building))|open(?:ed|ing)? (?:the |some |a |all )?windows?|mejor afuera";
export const BURNER = "genset|furnace|boiler|heater|heat|heating|burner|generator|genny|engine|car|truck|grill|stove|flue|chimney|vent pipe|fireplace|exhaust|calenton|calefaccion|calentador|estufa|generador|pilot|flame|gas";
export const FUMES = 'fumes?|exhaust|combustion gas(?:es)?|soot|backdraft\\w*|diesel|carbon|escape|smoke';
export const FUME_PLACE = '(?:in|into|inside|back in|fill\\w*|through|up in|throughout|all over) (?:the |my |our |this )?(?:\\w+ )?(?:house|home|room|bedrooms?|hall(?:way)?|kitchen|basement|garage|closet|living|office|apartment|vents?|upstairs|building|here)|adentro|venting (?:right |straight |back )?(?:in|into|inside)';
export const ALARM = 'alarms?|detectors?|monitors?|sensors?|alarmas?|detectores|beeper';
export const SOUNDS = "(?:go(?:es|ing)?|went) (?:off|nuts|crazy|wild|berserk|haywire)|sound\\w*|scream\\w*|yell\\w*|blar\\w*|wail\\w*|shriek\\w*|(?:won't|will not|doesn't|not) (?:stop|shut up|quit|turn off|reset)|(?:says|reads?|reading|shows?|showing|flash\\w*|blink\\w*|at|hits?|up to|(?:went|jumped|climbed|rose|goes)(?: from \\d+)?(?: up)? to|dice|marca) \\d{2,3}|prendio|activo|sono|sonando|suena|pitando|no deja|dispar\\w*";
export const OUT_THERE = "(?:standing|waiting|sitting|we're|we are|everyone|everybody|us|got) (?:\\w+ )?(?:out ?side|out here|on the (?:lawn|porch|street|sidewalk|curb)|in the (?:yard|driveway|street)|across the street|out of the house)|evacuat\\w*|left the (?:house|building)|estamos (?:en la calle|afuera)|nos salimos";
export const DETACHED = "(?:vent|flue|exhaust|chimney)(?: pipe| cap| duct)?(?: \\w+){0,3} (?:fell|fallen|off|disconnected|came (?:off|apart|loose)|separated|knocked|blocked|clogged|plugged|crushed|rusted through|loose|nest)|nest(?: \\w+){0,3} (?:in|on) the (?:flue|chimney|vent)";

// What takes the danger away.
export const PLAN = "quotes?|estimates?|how much|price|prices?|pricing|install\\w*|add(?:ed|ing|s)?|buy|sell|hook up|hooked up|convert\\w*|replac\\w*|new|upgrade\\w*|remodel\\w*|move an?|schedule|inspect\\w*|cotizaci\\w*|cuanto|instalar|poner|last (?:year|month|winter|summer|fall|spring|week)|years? ago|already (?:fixed|replaced)|used to";
export const OTHER_SMELL = "drains?|sewer|sewage|garbage|trash|disposal|dishwasher|fridge|must\\w*|mildew\\w*|mold\\w*|socks?|dust\\w*|food|tap|faucet|well water|water (?:smell|stink)\\w*|hot water|toilet|perfume|paint|bbq|bill|station|mileage|freon|refrigerant|pee|urine|cigarette\\w*|weed|septic|humedad|moho|dead (?:mouse|rat|animal)";
export const NONE_OF_IT = "(?:no|not|never|nothing|without|isn't|don't|doesn't|didn't|sin|nadie|nobody|no one|ni) (?:\\w+ ){0,3}(?:smell\\w*|odor|gas|huele|olor|fumes|sick|dizzy|hot|warm|smoke|spark\\w*|burn\\w*|wet|water|near|stuck|trapped|hurt)";
export const INDICATOR = 'green|lights? (?:is|are|stays?|blink\\w*)|led|indicator|wi-?fi|remote|keypad|code|doorbell|display|backlight|night ?light|bulbs? (?:pop|burn|blew|is out)|christmas|decor\\w*|hot tub|hot water';

/** Each by its name, matched on plain words (words.ts). The later ones are read by their weight only: none of them makes or ends a danger by itself. */
export const CONCEPTS: readonly (readonly [name: string, signs: RegExp])[] = Object.entries({
  SMELL, FUEL, EGGS, GAS_THING, HISS, CHAR, STAIN, TOO_HOT, SMOULDER, FLARE, BURNT_THINGS, SPARK_SEEN, STUNG, NUMBED, SHARP_THING, LIVE_THING, TOUCHED, WET, MACHINE,
  POWERED, REACHES, STILL_LIVE, CHILD, FRAIL, ADULT, LOCK_EVENT, BEHIND, WITH_US, PLACE_SHUT, WEAPON, INTRUDED, STILL_IN, AILING, EVERYONE, ELSEWHERE, BURNER, FUMES,
  FUME_PLACE, ALARM, SOUNDS, OUT_THERE, DETACHED, PLAN, OTHER_SMELL, NONE_OF_IT, INDICATOR,
  NEG: "no|not|never|nothing|nobody|none|without|isn't|aren't|don't|doesn't|didn't|wasn't|sin|nadie|ni|ya no|can't smell|any more",
  PAST: 'was|were|had|last|ago|yesterday|already|fixed|replaced|used to|since then|antes|pasad[oa]|ya (?:lo|la|se)|anoche|hace',
  HYP: 'if|would|could|in case|ever|should|before something|si|por si|might|maybe|worried|afraid|scared',
  NOW: 'now|right now|still|keeps?|again|currently|todavia|sigue|ahorita|ahora',
  I: "i'm|i am|im|estoy|me|my",
  ANIMAL: 'dogs?|cats?|pupp\\w+|perro|gato|mouse|mice|raccoon|bird|squirrel',
  CAR: 'car|truck|van|suv|jeep|carro|coche|troca|camioneta|vehicle|trunk',
  KEY: 'keys?|fob|llaves?|combo|code',
  FINE: 'fine|ok|okay|good|great|works?|working|normal|lol|joke|kidding|bien',
  BODY: 'eyes?|jaw|tooth|teeth|ankle|wrist|arms?|elbow|shoulder|hands?|palm|fingers?|thumb|knee|legs?|shin|foot|feet|toes?|head|face|lips?|nose|ears?|neck|chest|ribs?|back|hip|skin|throat|lungs?|tongue|ojos?|mano|dedos?|brazo|pierna|pie|cabeza|cara|espalda|garganta',
  INJURY: 'hurts?|injur\\w*|bleed\\w*|blood|broke|broken|cut|slic\\w*|gash\\w*|crush\\w*|smash\\w*|scald\\w*|blister\\w*|burned|burnt|swoll\\w*|swell\\w*|twisted|bruis\\w*|concuss\\w*|unconscious|out cold|scream\\w*|clocked|whipped|sangr\\w*|herid[oa]|lastim\\w*|quemo|peel\\w*|stitches|numb|purple|tendons?|amputat\\w*|severed',
  DEVICE: 'oxygen|oxigeno|concentrator|ventilator|cpap|dialysis|nebulizer|feeding|breathing machine|pump for|insulin\\w*|epi ?-?pens?|inhalers?|meds|medication|medicine|medicinas?|pills|pastillas|nitro\\w*|wheelchair|stair ?(?:lift|chair)|respirador|insulina|inhalador',
  DISEASE: "diabet\\w*|seizures?|epilep\\w*|asthma|dementia|alzheimer\\w*|copd|heart|cardiac|stroke|allerg\\w*|overdose|od'd|surgery|disab\\w*|autis\\w*|blind|bed ?bound|bedridden|pregnant|embarazada|hospice|asma|ms",
  UNRESPONSIVE: "(?:not|isn't|won't|doesn't|hasn't|haven't|no|can't|stopped) (?:\\w+ )?(?:answer\\w*|respond\\w*|breath\\w*|mov\\w*|wak\\w*|pick\\w*|contesta\\w*|despierta|responde|hear)|hear nothing|welfare check|wellness check|limp|unresponsive|passed out|collapsed|desmay\\w*|faint\\w*|confus\\w*|slurr\\w*",
  BREATH: 'breath\\w*|cough\\w*|chok\\w*|wheez\\w*|gasp\\w*|throat|lungs|respira\\w*|ahog\\w*',
  FALL: 'fell|fallen|falls?|slip\\w*|tripp\\w*|dropped|came down|landed|collapsed|cayo|caer|tumbled|gave out|slid',
  STUCK: "stuck|trapped|pinned|wedged|caught|jammed|hung up|can't (?:get|come|climb|move|leave|pull|free)|atrapad\\w*|atorad\\w*|atoro|encerrad\\w*|encerr[oe]|salir",
  DOWNED: 'down|hanging|dangl\\w*|laying|lying|sagg\\w*|snapped|ripped|pulled|knocked|tirado|colgando|caido|low',
  POLE: 'pole|street|drop|service|utility|driveway|gutter|mast|yard|sidewalk|poste|banqueta|calle|roof',
  COOKING: 'stove|oven|burner|pot|pan|grease|frying|fryer|candles?|iron|cooking|boiling|estufa|lumbre|olla|comida|frijoles|plancha|vela|toaster|cooktop|range',
  OUTSIDE: 'outside|porch|snow|cold|freezing|barefoot|patio|curb|sidewalk|driveway|afuera|frio|nieve|heat|hot|degrees|sun',
  HOTCOLD: '\\d{2,3} (?:degrees|in here|out|outside|inside|grados)|heat index|freezing|hot car|no (?:heat|ac|air)|sin (?:aire|calefaccion)',
  STRANGER: 'someone|somebody|guy|man|stranger|intruder|burglar|thief|ex|husband|boyfriend|he|alguien|ladron|mi ex|footsteps|steps|noises?|whoever',
  FEAR: 'scared|afraid|hiding|hide|threat\\w*|following|police|911|cops|knife|gun|kill|kick\\w*|bang\\w*|pound\\w*|stalk\\w*|splinter\\w*|miedo|escondid\\w*|amenaz\\w*|pateando',
  CEASED: 'stopped|quit|gone|went away|no longer|not any ?more|since|fixed|replaced|cleared|got (?:out|in|him|her|it)|turned off|shut off|unplugged|capped|ya (?:no|pudimos|lo|la|se|vino|reviso)|tossed|moved|dry|off',
  PRICE: 'price|cost|quote|estimate|how much|charge|bid|ballpark|cuanto|precio|cotiz\\w*|\\$',
  WISH: 'want|need|like|looking|install\\w*|add|new|replace\\w*|swap|upgrade|move|schedule|quiero|quisiera|necesito|cambiar|poner|instalar|can you|could you|do you',
  LATER: 'next (?:week|month|spring|year)|no (?:rush|hurry)|whenever|sometime|someday|eventually|monday|tuesday|thurs\\w*|friday|june|july|march|may|weekend|tomorrow',
  JOKE: 'lol|haha\\w*|lmao|kidding|joke|😂|🤣|thank\\w*|great|best|awesome|love',
  ELECTRIC: 'volts?|amps?|electric\\w*|power|current|hot leg|ground\\w*|static|corriente|luz|electricidad',
  ODD: 'weird|strange|funny|off|bad|awful|nasty|strong|feo|raro|fuerte|terrible|horrible|worse',
  BEEP: 'beeps?|beeping|chirp\\w*|pit[ea]\\w*|alarm\\w*|yell\\w*|holler\\w*|screech\\w*|voice|says|reads|display|number|dice|evacuate|warning|suena\\w*',
  LOWBATT: 'battery|bateria|pila|end|expired|eol|0|zero|green|old|years',
  SENSATION: 'zing\\w*|bites?|bit|nips?|nipp\\w*|zap\\w*|shock\\w*|jolt\\w*|tingl\\w*|tickl\\w*|whack\\w*|kick\\w*|snaps?|stings?|stinging|stung|pins|prickl\\w*|numb|fuzzy|felt it|toques?|cosquill\\w*|patea|pateo|hormigue\\w*|durmio',
  UNWELL: 'weak|debil|temples|throb\\w*|wobbly|queasy|gag\\w*|woozy|red cheeks|dizz\\w*|groggy|loopy|sick|puk\\w*|vomit\\w*|throwing up|headaches?|migraine|nause\\w*|fuzzy|lightheaded|hungover|flu|fever|pale|clammy|listless|drowsy|sleepy|mare\\w*|sueno|asco|arde|arden|fiebre|enferm[oa]s?|mal',
  APPLIANCE: 'pendant|chandelier|lamps?|bulbs?|lights?|fixture|tv|microwave|heater|appliances?|fridge|freezer|washer|dryer|stove|computer|server|furnace|charger|fan|microondas|refri\\w*|lavadora|secadora|estufa|foco|lampara|ventilador|abanico|television',
  HANDLE: 'no (?:handle|knob|latch)|handle|knob|latch|bolt|deadbolt|reader|badge|shutter|gate|hatch|bars|chain|door|doors|manija|perilla|chapa|puerta|reja|cerrojo|seguro',
  EXIT: '(?:get|come|climb|way|go|let (?:me|him|her|us|them)) out|exit|leave|escape|evacuat\\w*|salir|salida|free',
  FIRE_SEEN: 'cherry red|red hot|explo(?:d|t)\\w*|warm there|fire|flames?|embers?|sparks?|glow\\w*|smolder\\w*|burn\\w*|smok\\w*|arc(?:s|ing|ed)?|singed|scorch\\w*|char\\w*|melt\\w*|fuego|llamas?|humo|chisp\\w*|quem\\w*|brasa|derr[ei]t\\w*|prendio',
  RESCUERS: 'ambulance|ems|911|paramedics?|fire (?:dept|department|fighters?)|firefighters|police|cops|hospital|er|doctor|dr|ambulancia|policia|bomberos',
  KIN: 'mom|mother|dad|father|wife|husband|son|daughter|brother|sister|grand\\w+|nana|kids?|baby|toddler|nephew|niece|uncle|aunt|suegr[oa]|espos[oa]|mama|papa|abuel[oa]|hij[oa]s?|nin[oa]s?|bebe|herman[oa]|neighbor|tenant|client|resident|friend|vecin[oa]|amig[oa]',
  NOBODY: "(?:nobody|no one|noone|none of us|nadie|not us|just (?:stuff|clothes|tools|a dog))(?:'s| is| was)?|empty|vacant|vaci[oa]|(?:at|in) (?:work|school)|en la escuela|out of town",
  SHUT_IN: "(?:i'm|im|i am|we're|we are|estoy|estamos) (?:\\w+ )?(?:inside|in here|under the|adentro)|under the door|between the (?:\\w+ )?(?:\\w+ )?doors|mantrap",
  FOUR_BEEPS: '(?:four|4|cuatro) (?:beeps|chirps|times|pitidos|veces)',
  YELLOW_PIPE: 'yellow (?:pipe|line|hose)|tub(?:o|eria) amarill[oa]',
  CONTAINED: 'bucket|cubeta|towels?|shut|off|closed|stopped|cerr[eo]|cerramos|drip\\w*|drain\\w*|clog\\w*|slow|tapad[oa]|tapo|sewage|toilet|bano|fuga|patio|yard',
}).map(([name, list]) => [name, words(list)] as const);
