import type { TradeType } from './types';

type Break = readonly [when: RegExp, code: string, unless?: RegExp];

/** Where two readings are open, the guide decides; the first that fits wins. Source: eval/GUIDE.md, "Tie-breaks". */
const BREAKS: Readonly<Record<TradeType, readonly Break[]>> = {
  PLUMBING: [
    [/\b(?:smells?|smelling|huele|olor|stinks?|hiss\w*)\b.{0,40}\b(?:gas|propane|rotten eggs?|egg)\b|\bgas (?:leak|smell|odor)|fuga de gas/, 'gas_line', /sewer gas|\b(?:no|not|isn't|don't) (?:a )?(?:smell )?gas\b/],
    [/\bgas company\b|\bshut (?:off )?(?:the |our |my )?gas|gas (?:is |was )?(?:shut|turned) off|gas meter/, 'gas_line', /water heater|furnace/],
    [/\bceiling\b|raining (?:down|in)|(?:upstairs|above) (?:neighbor|tenant|unit|apartment)|(?:neighbor|tenant|unit|apartment) (?:above|upstairs)/, 'leak_repair', /burst|pipe|hose|toilet|heater|flooded (?:the|my) basement|washer|spray|drain|sewage/],
    [/\b(?:shower ?head|faucet|sprayer|spigot)\b.{0,60}\b(?:new|replac\w*|install\w*|swap)/, 'faucet_fixture', /burst|pipe|flood/],
    [/\b(?:pipe|line|hose|fitting)\b.{0,30}\b(?:split|burst|blew|popped)/, 'burst_pipe', /water heater|toilet|sewer|drain line/],
    [/\bsump\b|sumidero/, 'sump_pump'],
    [/\b(?:no water|water (?:is )?off|shut (?:\w+ ){0,4}off|turn(?:ed)? (?:\w+ ){0,6}off)\b.{0,80}\bleak|\bleak\w*\b.{0,120}\b(?:no water|water (?:is )?off|shut|turned)/, 'leak_repair', /burst|heater|toilet|flood|spray|faucet/],
    [/\b(?:hose|line)\b.{0,25}\b(?:burst|popped|blew|split)|\b(?:burst|split|blown)\b.{0,15}\b(?:hose|line|pipe)/, 'burst_pipe', /water heater/],
  ],
  ELECTRICAL: [
    [/\b(?:smell\w*|huele|olor|odor)\b.{0,60}\b(?:panel|breaker box|fuse ?box|caja de breakers)\b|\b(?:panel|breaker box|fuse ?box)\b.{0,40}\b(?:smell\w*|hot|sizzl\w*|buzz\w*|crackl\w*)/, 'breaker_panel', /wall|upgrade/],
    [/\bgenerator|generac|generador\b/, 'generator'],
    [/\b(?:outlet|plug|receptacle|switch|gfci|enchufe|apagador|contacto|dimmer)s?\b.{0,60}\b(?:spark\w*|smok\w*|hot|melt\w*|burn\w*|black|scorch\w*|chispa\w*|quemad\w*|shock\w*|popp?ed|loose|dead)/, 'outlet_switch', /huele a quemado|smell\w* .{0,40}wall|olor a quemado|\bpanel\b|breaker/],
    [/\b(?:main )?breakers?\b.{0,40}\b(?:trip\w*|reset|pop\w*|kick\w*|flip\w*|off|dead|hot|buzz\w*|won't)|\b(?:trip\w*|pop\w*)\b.{0,25}\bbreakers?\b/, 'breaker_panel', /breakers? (?:look|looks|are|all|seem|is) ?(?:all )?(?:ok|fine|good|on)|\b(?:not|no) (?:a |the )?(?:tripp|breaker)|generator|upgrade|200 ?amp|checked the breaker|reset the breaker|breaker (?:isn't|wasn't|not)|smell\w*|ceiling fan/],
  ],
  HVAC: [
    [/\b(?:co|carbon monoxide) (?:alarm|detector|monitor)|monoxide|monoxido|\bexhaust (?:smell|fumes)|\b(?:gas|egg|rotten egg|propane) (?:smell|odor)|smell\w* (?:\w+ ){0,3}(?:gas|propane|rotten eggs?)|huele a gas/, 'carbon_monoxide', /not (?:a )?gas|no gas smell|falta/],
    [/\bmini[- ]?split|ductless|minisplit|indoor heads?\b/, 'mini_split'],
    [/\b(?:thermostat|termostato)\b.{0,50}\b(?:blank|dead|wrong|wifi|screen|won't|stuck|schedule|off by|install\w*|new|replace\w*|smart|doesn't|batter\w*|no prende|apagad\w*)|\b(?:new|smart|install|replace|swap) (?:\w+ ){0,3}thermostat|\bnest\b|ecobee/, 'thermostat', /furnace is (?:dead|out)|replace (?:the |my |our )?(?:furnace|ac|system)|new (?:furnace|ac|system)/],
    [/\b(?:ice|iced|frozen|freez\w+ up|freon|refrigerant|hiss\w*|frost\w*|congela\w*|refrigerante)\b/, 'refrigerant_leak', /replac\w+ (?:the |my |our )?(?:ac|unit|system)|new (?:ac|unit|system)|i'm freezing|we're freezing|ice cream|frozen (?:pipes?|food)/],
    [/\bheat exchanger\b/, 'carbon_monoxide', /new (?:furnace|system)|replac|quote/],
    [/\bno (?:cold|cool) air|not cooling|won't cool|isn't cooling|no ac\b|no enfria/, 'no_cooling', /ice|frozen|water|leak|gote|thermostat|new|replac|quote|duct|room/],
    [/\bno heat\b|won't (?:heat|ignite|light|start|turn on|kick on|fire)|not heating|isn't heating|no calienta/, 'no_heat', /thermostat|co\b|monoxide|gas|new|replac|quote|duct|room|leak|ac\b|smoke|plastic/],
    [/\b(?:float switch|condensate|drip pan|drain pan)\b/, 'water_leak_unit'],
  ],
  LOCKSMITH: [
    [/\b(?:lost|dropped|only|perdi|lose)\b.{0,15}\b(?:car |truck |suv |van )?(?:key|keys|fob|llaves? del? (?:carro|coche|troca))\b/, 'car_key', /locked|inside|on the seat|in the trunk|house key|adentro/],
    [/\b(?:locked|lock)\b.{0,30}\b(?:from (?:the )?inside|himself|herself|themselves)\b|\bwon't (?:open|let (?:me|us) in|come to)|can't (?:open|reach|unlock)\b.{0,20}\b(?:it|the door)/, 'home_lockout', /bathroom|bedroom|closet|room|pantry|car\b|truck|toilet|safe/],
    [new RegExp(`\\b(?:locked out|can't get (?:back )?in(?:to|side)?|cannot get in(?:to|side)?|can't open (?:my|the|our))\\b.{0,40}\\b(?:office|shop|store|salon|restaurant|warehouse|clinic|studio|gym|business|bakery|cafe|church|school|work|bar)\\b`), 'business_lockout', /\bcar\b|truck|reader|badge/],
    [/\blocked out\b|\bcan't get (?:back )?(?:in|into|inside)\b|\bcannot get in/, 'home_lockout', /\bcar\b|truck|\bvan\b|office|shop|store|salon|restaurant|safe|not locked out|no longer|\bvault|work|reader|business|lockbox|next time|afraid|never be|don't want/],
    [/\bgun safe|caja fuerte|\bsafe\b.{0,20}\b(?:open|combo|combination|dial|battery|locked|code)|(?:open|combo|combination|code|dial|drill)\b.{0,25}\bsafe\b/, 'safe'],
    [/\b(?:key|llave)\b.{0,25}\b(?:stuck|broke\w*|snapped|jammed|won't turn|atorad\w*)\b.{0,15}\b(?:in |in the |en )?(?:the |my )?(?:ignition|switch)/, 'car_key'],
  ],
  GARAGE_DOOR: [
    [/\b(?:whole|entire|complete) door\b.{0,30}\b(?:destroyed|replac\w*|wrecked|gone|totaled)|\bdoor (?:is )?(?:destroyed|totaled|beyond repair)/, 'new_door'],
    [/\b(?:completely|totally) (?:destroyed|wrecked|smashed|crushed)|\bdestroyed\b/, 'new_door', /panel|section/],
    [/\b(?:backed|drove|ran|crashed|rammed|reversed) (?:\w+ ){0,3}into (?:the |my |our )?(?:garage )?(?:door|it)\b/, 'panel_replacement'],
    [/\b(?:crooked|off (?:of )?(?:the |its )?(?:track|rail)s?|out of (?:the )?(?:track|rail)s?|lopsided|chueca|riel)\b/, 'off_track', /cable|wire|spring|panel|section|hit|new door|resorte|backed/],
    [/\b(?:opens?|opening) (?:\w+ ){0,3}(?:by itself|on its own|by themselves)|se abre sol[ao]/, 'sensor_remote'],
  ],
};

/** The code the guide prefers, where it has something to say; else the strongest. */
export function tieBreak(trade: TradeType, words: string, strongest: string, all: readonly string[]): string {
  for (const [when, code, unless] of BREAKS[trade]) {
    if (code !== strongest && all.includes(code) && when.test(words) && !unless?.test(words)) return code;
  }
  return strongest;
}
