import type { TradeType } from './types';

type Break = readonly [when: RegExp, code: string, unless?: RegExp];

/** Where two readings are open, the guide decides; the first that fits wins. Source: eval/GUIDE.md, "Tie-breaks". */
const BREAKS: Readonly<Record<TradeType, readonly Break[]>> = {
  PLUMBING: [
    [/\b(?:put|need|want|get|give|install)\b.{0,15}\bnew (?:\w+ ){0,3}(?:gal\w*|tank|heater)\b|\bnew (?:one|tank) (?:put in|installed)/, 'water_heater_install', /repair|part|element|valve|toilet/],
    [/\b(?:both|two|2|all|three) (?:\w+ )?(?:toilets|drains|tubs|bathrooms|showers)\b|\b(?:wash\w*|flush\w*|toilet|dishwasher)\b.{0,50}\b(?:tub|shower|toilet)s? (?:\w+ )?(?:fill\w*|bubbl\w*|gurgl\w*|back\w*|burp\w*|overflow\w*|comes? up)/, 'sewer_backup', /\b(?:install\w*|replac\w*|new|remodel\w*|running|rock\w*|handle|leak\w*|quote)\b/],
    [/\bpressure\b.{0,20}\b(?:low|high|drop\w*|gone|weak|bad|terrible)|\b(?:low|high|no|weak) (?:water )?pressure|\bprv\b/, 'water_pressure', /\bwater heater|\bburst/],
    [/\b(?:basement|sotano)\b.{0,60}\b(?:water heater|tank|calentador|boiler)\b|\b(?:water heater|tank|calentador|boiler)\b.{0,80}\b(?:basement|sotano)\b/, 'water_heater_repair', /sump|\bpit\b|new|replac|install|quote/],
    [/\b(?:smells?|smelling|huele|olor|odor|scent|stinks?|whiff|hiss\w*)\b.{0,40}\b(?:gas|propane|rotten eggs?|egg|huevo|skunk|sulfur)\b|\bgas (?:leak|smell|odor)|fuga de gas/, 'gas_line', /\b(?:hot side|water is|water smell\w*|hot water)\b.{0,20}\bsmell|drains?\b.{0,15}smell|sewer gas|\b(?:no|not|isn't|don't) (?:a )?(?:smell )?gas\b/],
    [/\b(?:tank|heater|calentador|boiler)\b.{0,50}\b(?:needs? (?:to be )?replac\w+|has to be replaced|beyond repair|is shot)\b/, 'water_heater_install'],
    [/\bgas company\b|\bshut (?:off )?(?:the |our |my )?gas|gas (?:is |was )?(?:shut|turned) off|gas meter/, 'gas_line', /water heater|furnace/],
    [/\bceiling\b|raining (?:down|in)|(?:upstairs|above) (?:neighbor|tenant|unit|apartment)|(?:neighbor|tenant|unit|apartment) (?:above|upstairs)/, 'leak_repair', /burst|popped|pipe|hose|toilet|heater|flooded (?:the|my) basement|washer|spray|drain|sewage/],
    [/\b(?:shower ?head|faucet|sprayer|spigot)\b.{0,60}\b(?:new|replac\w*|install\w*|swap)/, 'faucet_fixture', /burst|pipe|flood/],
    [/\b(?:pipe|line|hose|fitting)\b.{0,30}\b(?:split|burst|blew|popped)/, 'burst_pipe', /water heater|toilet|sewer|drain line/],
    [/\b(?:hybrid|heat pump|tankless) water heater\b.{0,40}\b(?:rebate|price|cost|how much|quote|install)/, 'water_heater_install', /leak|repair|error/],
    [/\bsump\b|sumidero|\bpit\b/, 'sump_pump'],
    [/\b(?:no water|water (?:is )?off|shut (?:\w+ ){0,4}off|turn(?:ed)? (?:\w+ ){0,6}off)\b.{0,80}\b(?:leak|drip)|\b(?:leak|drip|gote)\w*\b.{0,120}\b(?:no water|water (?:is )?off|shut|turned|closed|sin agua)/, 'leak_repair', /burst|heater|toilet|flood|spray|faucet/],
    [/\b(?:hose|line)\b.{0,25}\b(?:burst|popped|blew|split)|\b(?:burst|split|blown)\b.{0,15}\b(?:hose|line|pipe)/, 'burst_pipe', /water heater/],
  ],
  ELECTRICAL: [
    [/\b(?:ev|car|tesla|truck) charg\w*|\bcharger\b/, 'ev_charger', /phone|laptop|usb|golf cart|panel upgrade|upgrade (?:the|my|our) panel/],
    [/\b(?:gnaw\w*|chew\w*|mord\w*|roy\w*)\b/, 'wiring_repair', /generator|charger/],
    [/\b(?:huele|olor|smell\w*|scent|whiff)\b.{0,50}\b(?:pared|walls?|hallway|attic|ceiling|behind)\b/, 'wiring_repair', /\bpanel\b|breaker box|chandelier|ceiling fan|light fixture/],
    [/\binspect\w*\b.{0,30}\b(?:says?|said|wants?|flagged|failed|requires?|needs?)\b.{0,40}\b(?:gfcis?|outlets?)/, 'outlet_switch'],
    [/\b(?:smell\w*|huele|olor|odor)\b.{0,60}\b(?:panel|breaker box|fuse ?box|caja de breakers)\b|\b(?:panel|breaker box|fuse ?box)\b.{0,40}\b(?:smell\w*|hot|sizzl\w*|buzz\w*|crackl\w*)/, 'breaker_panel', /wall|upgrade/],
    [/\bpermits?\b|\b(?:check|inspect|look)\w*\b.{0,40}\bbefore (?:we |i )?(?:buy\w*|clos\w*|list\w*|sell\w*|sign\w*|mov\w*|purchas\w*)/, 'electrical_inspection', /smoke|charger|panel upgrade/],
    [/\bgenerator|generac|generador\b/, 'generator'],
    [/\b(?:fan|abanico|ventilador)\b.{0,40}\b(?:fell|fall\w*|hang\w*|dangl\w*|held|ceiling|wobbl\w*)/, 'ceiling_fan', /smell|circuit|exhaust fan outlet|breaker/],
    [/\bno (?:lights|power|electricity) (?:or|and|nor) (?:plugs|outlets)/, 'outage_partial'],
    [/\bmain (?:breaker |switch )?(?:keeps|won't|trips|tripped|kicks)\b/, 'breaker_panel'],
    [/\b(?:restaurant|dining room|shop|store|office|bar|lobby|parking lot|showroom)\b.{0,20}\blights?\b|\blights? (?:in|at|over|above) (?:\w+ ){0,3}(?:restaurant|dining|shop|store|office|bar|lobby|lot|showroom)\b/, 'lighting', /outlets?|power|breaker|panel|everything/],
    [/\b(?:outlet|plug|receptacle|switch|gfci|enchufe|apagador|contacto|dimmer)s?\b.{0,60}\b(?:spark\w*|smok\w*|hot|melt\w*|burn\w*|black|scorch\w*|chispa\w*|quemad\w*|shock\w*|zap\w*|popp?ed|loose|dead)|\b(?:shock|zap|spark|jolt)\w* (?:\w+ ){0,3}(?:by|from|off|at|plugging|when \w+ (?:plug|touch)\w*)(?: \w+){0,4} (?:outlet|plug|switch)\b|\bgfci (?:outlets?|receptacles?)/, 'outlet_switch', /huele a quemado|smell\w* .{0,40}wall|olor a quemado|\bpanel\b|breaker/],
    [/\b(?:main )?breakers?\b.{0,40}\b(?:trip\w*|reset|pop\w*|kick\w*|flip\w*|off|dead|hot|buzz\w*|won't)|\b(?:trip\w*|pop\w*)\b.{0,25}\bbreakers?\b/, 'breaker_panel', /wall outlet|breakers? (?:look|looks|are|all|seem|is) ?(?:all )?(?:ok|fine|good|on)|\b(?:not|no) (?:a |the )?(?:tripp|breaker)|generator|upgrade|200 ?amp|checked the breaker|reset the breaker|breaker (?:isn't|wasn't|not)|smell\w*|ceiling fan/],
  ],
  HVAC: [
    [/\b(?:co|carbon monoxide) (?:alarm|detector|monitor)|monoxide|monoxido|\bexhaust (?:smell|fumes)|\b(?:gas|egg|rotten egg|propane) (?:smell|odor)|smell\w* (?:\w+ ){0,3}(?:gas|propane|rotten eggs?)|huele a gas/, 'carbon_monoxide', /not (?:a )?gas|no gas smell|falta/],
    [/\b(?:fire (?:dept|department)|firefighters?|gas company|utility|carbon monoxide|monoxido)\b.{0,80}\b(?:tagged|red[- ]?tag\w*|shut|condemned|cleared|turned (?:it )?off)\b/, 'carbon_monoxide', /no (?:co|carbon)\b|quote|replac|new/],
    [/\b(?:flames?|sparks?|on fire)\b/, 'noise_smell', /sensor|rod|no flame|smoke detector|gas|carbon/],
    [/\bmini[- ]?split|ductless|minisplit|indoor heads?\b|\b(?:wall (?:mounted )?unit|mitsubishi|fujitsu|mr ?cool|cassette)\b/, 'mini_split', /\bgas|furnace|carbon monoxide|monoxid/],
    [/\b(?:need|want|get|getting|quote|price|bid|estimate|put in|install\w*|how (?:much|fast|soon|long)|looking (?:for|at|into)|ready for|time for|swap\w*|replac\w*|instead of repair\w*)\b.{0,40}\b(?:new|replacement|whole new|different|bigger|complete) (?:\w+ ){0,2}(?:systems?|units?|ac|furnace|heat ?pump|boiler|equipment|air conditioner|equipo|one put in)\b/, 'system_install', /thermostat|filter|warranty|part\b|blower motor|ductless|mini|brand new/],
    [/\b(?:isn't|not|won't|never|stopped|doesn't) (?:spin\w*|turn\w*|start\w*|com\w+ on|cool\w*|blow\w* cold)\b/, 'no_cooling', /furnace|heat|boiler|ice\b|iced|freez|frozen|hiss|freon|refrigerant|leak|water|thermostat|smok|burn|spark|quote|replac/],
    [/\b(?:runs?|works?|working|running|heats|cools) (?:just |pretty |totally )?(?:fine|good|great|ok|okay|well)\b/, 'maintenance', /nois|bang|squeal|smell|leak|drip|water|rattl|loud|grind|thermostat|boom|quote|replac|ice\b|duct|vent/],
    [/\b(?:thermostat|termostato)\b.{0,50}\b(?:blank|dead|wrong|wifi|screen|won't|stuck|schedule|off by|install\w*|new|replace\w*|smart|doesn't|batter\w*|no prende|apagad\w*)|\b(?:new|smart|install|replace|swap) (?:\w+ ){0,3}thermostat|\bnest\b|ecobee/, 'thermostat', /furnace is (?:dead|out)|replace (?:the |my |our )?(?:furnace|ac|system)|new (?:furnace|ac|system)/],
    [/\b(?:ice|iced|frozen|freez\w+ up|freon|refrigerant|hiss\w*|frost\w*|congela\w*|refrigerante)\b/, 'refrigerant_leak', /replac\w+ (?:the |my |our )?(?:ac|unit|system)|new (?:ac|unit|system)|i'm freezing|we're freezing|ice cream|frozen (?:pipes?|food)/],
    [/\bheat exchanger\b/, 'carbon_monoxide', /new (?:furnace|system)|replac|quote/],
    [/\bno (?:cold|cool) air|not cooling|won't cool|isn't cooling|no ac\b|no enfria/, 'no_cooling', /ice|frozen|water|leak|gote|thermostat|new|replac|quote|duct|room/],
    [/\bno heat\b|won't (?:heat|ignite|light|start|turn on|kick on|fire)|not heating|isn't heating|no calienta/, 'no_heat', /thermostat|co\b|monoxide|gas|new|replac|quote|duct|room|leak|ac\b|smoke|plastic/],
    [/\b(?:float switch|condensate|drip pan|drain pan)\b/, 'water_leak_unit'],
  ],
  LOCKSMITH: [
    [/\bkeys?\b.{0,20}\bin (?:the )?ignition\b.{0,40}\block|\bencerrad[oa]s? en (?:el |la |mi )?(?:carro|coche|troca|camioneta|auto)/, 'car_lockout'],
    [/\b(?:open at|opens at|we open|opening|customers|crew)\b.{0,60}\bcan't get in|\bcan't get in\b.{0,60}\b(?:open at|we open|opening|customers|crew)/, 'business_lockout', /\bcar\b|truck/],
    [/\b(?:broke|broken|breaking) in(?:to)?\b|\bbreak[- ]?ins?\b|\bburglar\w*|\bse metieron\b/, 'break_in_repair', /\bcar\b|truck|safe\b|\bbroke in (?:the|my|lock|door)|keys? (?:just )?broke|in half/],
    [new RegExp(`\\b(?:need|let|get) (?:us |me |to get )?(?:back )?in(?:to)?\\b.{0,25}\\b(?:office|shop|store|salon|restaurant|clinic|warehouse)\\b`), 'business_lockout', /reader|badge|card/],
    [/\b(?:he|she|they|ex|someone|somebody|husband|boyfriend|cops|police) (?:just |had )?(?:broke|smashed|busted|kicked|rammed|bashed) (?:down |in |up )?(?:the|my|our) (?:\w+ )?(?:door|window|lock|frame)\b/, 'break_in_repair', /car\b|truck|key/],
    [/\bwalk[- ]?in\b|\b(?:freezer|cooler)\b/, 'business_lockout', /\bcar\b|closet/],
    [/\bignition\b/, 'car_key', /\b(?:left|lock\w*)\b.*\bignition|ignition.*\block(?:ed|s)?\b|keys? (?:are |is |still )?in the ignition/],
    [/\block(?:ed)? (?:\w+ )?out of (?:my|the|our|her|his|a) (?:\w+ )?(?:car|truck|van|suv|jeep|honda|toyota|ford|chevy|nissan|subaru|hyundai|kia|bmw|audi|lexus|dodge|mazda|tesla|prius|civic|camry|rental)\b/, 'car_lockout'],
    [/\bunlock\b.*\b(?:car|truck|van)\b|\b(?:car|truck|van)\b.*\bunlock/, 'car_lockout', /keys? (?:made|cut|program)/],
    [/\b(?:fob|card|keypad|badge)s? (?:entry|access|reader|system)|\bfobs?\b.{0,30}\b(?:doors?|tenants?|building|office|staff)\b/, 'access_control', /\b(?:car|truck)\b/],
    [/\b(?:cambi\w+|nueva) (?:la |las )?combinaci/, 'rekey', /caja fuerte|safe/],
    [/\b(?:can't|cannot|open|combo|combination|dial|keypad)\b.{0,25}\bsafe\b|\b(?:floor|gun|wall) safe\b/, 'safe'],
    [/\b(?:adentro|dentro)\b.{0,20}\b(?:carro|coche|troca|camioneta|auto)\b/, 'car_lockout'],
    [/\b(?:cop\w+|spare|extra|duplicad\w*)\b.{0,25}\b(?:llave|key)s?\b.{0,20}\b(?:carro|coche|troca|camioneta|auto|car|truck|chip)\b/, 'car_key'],
    [/\b(?:lost|dropped|only|perdi|lose)\b.{0,15}\b(?:car |truck |suv |van )?(?:key|keys|fob|llaves? del? (?:carro|coche|troca))\b/, 'car_key', /locked|inside|on the seat|in the trunk|house key|adentro/],
    [/\b(?:locked|lock)\b.{0,30}\b(?:from (?:the )?inside|himself|herself|themselves)\b|\bwon't (?:open|let (?:me|us) in|come to)|can't (?:open|reach|unlock)\b.{0,20}\b(?:it|the door)/, 'home_lockout', /bathroom|bedroom|closet|room|pantry|car\b|truck|toilet|safe/],
    [new RegExp(`\\b(?:locked out|can't get (?:back )?in(?:to|side)?|cannot get in(?:to|side)?|can't open (?:my|the|our))\\b.{0,40}\\b(?:office|shop|store|salon|restaurant|warehouse|clinic|studio|gym|business|bakery|cafe|church|school|work|bar)\\b`), 'business_lockout', /\bcar\b|truck|reader|badge/],
    [/\blocked out\b|\bcan't get (?:back )?(?:in|into|inside)\b|\bcannot get in/, 'home_lockout', /\bcar\b|truck|\bvan\b|office|shop|store|salon|restaurant|safe|not locked out|no longer|\bvault|work|reader|business|lockbox|next time|afraid|never be|don't want/],
    [/\bgun safe|caja fuerte|\bsafe\b.{0,20}\b(?:open|combo|combination|dial|battery|locked|code)|(?:open|combo|combination|code|dial|drill)\b.{0,25}\bsafe\b/, 'safe'],
    [/\b(?:key|llave)\b.{0,25}\b(?:stuck|broke\w*|snapped|jammed|won't turn|atorad\w*)\b.{0,15}\b(?:in |in the |en )?(?:the |my )?(?:ignition|switch)/, 'car_key'],
  ],
  GARAGE_DOOR: [
    [/\brollers?\b.{0,20}\b(?:popped|came|jumped|fell|slipped|salt\w*|sali\w*)(?: \w+)? ?(?:out|off|fuera)/, 'off_track', /\bcable|wire/],
    [/\brevers\w*|\b(?:comes?|goes|went|pops?|bounces?) (?:right )?(?:back up|back open|up again)|\b(?:drops?|falls?|slams?) (?:\w+ ){0,2}(?:fast|on its own|by itself|shut)\b/, 'wont_open_close', /\beyes?\b|sensors? (?:is|are|blink|bent|out|dirty|off)|remote|keypad|clicker|opener|motor|spring|cable|track|coil|panel|section/],
    [/\b(?:open|closed|stuck|stays|stops|goes|only) (?:\w+ ){0,2}(?:half ?way|part ?way|half)\b/, 'wont_open_close', /sensor|eyes?\b|remote|track|rail|cable|spring|coil|panel|hum\w*/],
    [/\b(?:in pieces|demolished|obliterated|(?:went|drove|ran|crashed|plowed) (?:right |straight |clean )?through)\b/, 'new_door', /panel|section/],
    [/\b(?:caught|pinned|trapped|pinch\w*) (?:\w+ ){0,3}(?:between|under|in|by)\b|\bpinned\b/, 'wont_open_close', /spring|cable|opener/],
    [/\b(?:stole\w*|took|lost|missing)\b.{0,40}\b(?:opener|clicker|remote)\b|\b(?:opener|clicker|remote)s?\b.{0,20}\b(?:stolen|missing|gone)/, 'sensor_remote'],
    [/\b(?:into|bent|hit|bumped) (?:the |my )?(?:track|rail)\b/, 'off_track', /cable|panel/],
    [/\b(?:sensors?|eyes?|photo ?eyes?)\b.{0,50}\b(?:blink\w*|flash\w*|red|align\w*|bent|kicked|knocked|dirty|not lining|out of|bumped|amber|no light|off)\b|\b(?:blink\w*|flash\w*|misalign\w*|knocked|bumped|kicked)\b.{0,40}\b(?:sensors?|eyes?)\b|\bcon el control\b|\b(?:remotes?|clicker|keypad|button)s? (?:\w+ ){0,2}(?:won't|doesn't|don't|stopped|not|only|quit|dead)/, 'sensor_remote', /motor|hum\w*|spring|cable|\bni con\b|neither|nor the|both (?:the )?remote and|if i hold|track|nothing works|opener (?:is )?dead/],
    [/\b(?:whole|entire|complete) door\b.{0,30}\b(?:destroyed|replac\w*|wrecked|gone|totaled)|\bdoor (?:is )?(?:destroyed|totaled|beyond repair)/, 'new_door'],
    [/\b(?:completely|totally) (?:destroyed|wrecked|smashed|crushed)|\bdestroyed\b/, 'new_door', /panel|section/],
    [/\b(?:backed|drove|ran|crashed|rammed|reversed) (?:\w+ ){0,3}into (?:the |my |our )?(?:garage )?(?:door|it)\b/, 'panel_replacement'],
    [/\b(?:crooked|off (?:of )?(?:the |its |both )?(?:track|rail)s?|out of (?:the |its )?(?:track|rail)s?|lopsided|chueca|riel)\b/, 'off_track', /cable|wire|spring|panel|section|hit|new door|resorte|backed/],
    [/\bopener\b.{0,80}\b(?:new one|replace it|replacement)\b/, 'opener_install'],
    [/\b(?:loose|off|out|popped|jumped|slipped)(?: from| of)? (?:the |its |both )?(?:tracks?|rails?)\b/, 'off_track', /cable|wire|hit|backed|dent|choc/],
    [/\b(?:opens?|opening) (?:\w+ ){0,3}(?:by itself|on its own|by themselves)|se abre sol[ao]/, 'sensor_remote'],
  ],
};

/** The code the guide prefers, where it has something to say; else the strongest. */
export function tieBreak(trade: TradeType, words: string, strongest: string, all: readonly string[]): string {
  for (const [when, code, unless] of BREAKS[trade]) {
    if (all.includes(code) && when.test(words) && !unless?.test(words)) return code;
  }
  return strongest;
}
