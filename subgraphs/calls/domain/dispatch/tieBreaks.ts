import type { TradeType } from './types';

type Break = readonly [when: RegExp, code: string, unless?: RegExp];

/** Where two readings are open, the guide decides; the first that fits wins. Source: eval/GUIDE.md, "Tie-breaks". */
const BREAKS: Readonly<Record<TradeType, readonly Break[]>> = {
  PLUMBING: [
    [/\b(?:smells?|smelling|huele|olor|stinks?|hiss\w*)\b.{0,40}\b(?:gas|propane|rotten eggs?|egg)\b|\bgas (?:leak|smell|odor)|fuga de gas/, 'gas_line', /sewer gas|\b(?:no|not|isn't|don't) (?:a )?(?:smell )?gas\b/],
    [/\bsump\b|sumidero/, 'sump_pump'],
    [/\b(?:hose|line)\b.{0,25}\b(?:burst|popped|blew|split)|\b(?:burst|split|blown)\b.{0,15}\b(?:hose|line|pipe)/, 'burst_pipe', /water heater/],
  ],
  ELECTRICAL: [
    [/\bgenerator|generac|generador\b/, 'generator'],
    [/\b(?:outlet|plug|receptacle|switch|gfci|enchufe|apagador|contacto|dimmer)s?\b.{0,60}\b(?:spark\w*|smok\w*|hot|melt\w*|burn\w*|black|scorch\w*|chispa\w*|quemad\w*|shock\w*|popp?ed|loose|dead)/, 'outlet_switch', /huele a quemado|smell\w* .{0,40}wall|olor a quemado|\bpanel\b|breaker/],
    [/\b(?:main )?breakers?\b.{0,40}\b(?:trip\w*|reset|pop\w*|kick\w*|flip\w*|off|dead|hot|buzz\w*|won't)|\b(?:trip\w*|pop\w*)\b.{0,25}\bbreakers?\b/, 'breaker_panel', /breakers? (?:look|looks|are|all|seem|is) ?(?:all )?(?:ok|fine|good|on)|\b(?:not|no) (?:a |the )?(?:tripp|breaker)|generator|upgrade|200 ?amp|checked the breaker|reset the breaker|breaker (?:isn't|wasn't|not)|smell\w*|ceiling fan/],
  ],
  HVAC: [
    [/\b(?:co|carbon monoxide) (?:alarm|detector|monitor)|monoxide|monoxido|\bexhaust (?:smell|fumes)|\b(?:gas|egg|rotten egg|propane) (?:smell|odor)|smell\w* (?:\w+ ){0,3}(?:gas|propane|rotten eggs?)|huele a gas/, 'carbon_monoxide', /not (?:a )?gas|no gas smell|falta/],
    [/\bmini[- ]?split|ductless|minisplit|indoor heads?\b/, 'mini_split'],
    [/\b(?:thermostat|termostato)\b.{0,50}\b(?:blank|dead|wrong|wifi|screen|won't|stuck|schedule|off by|install\w*|new|replace\w*|smart|doesn't|batter\w*|no prende|apagad\w*)|\b(?:new|smart|install|replace|swap) (?:\w+ ){0,3}thermostat|\bnest\b|ecobee/, 'thermostat', /furnace is (?:dead|out)|replace (?:the |my |our )?(?:furnace|ac|system)|new (?:furnace|ac|system)/],
    [/\b(?:ice|iced|frozen|freez\w+ up|freon|refrigerant|hiss\w*|frost\w*|congela\w*|refrigerante)\b/, 'refrigerant_leak', /replac\w+ (?:the |my |our )?(?:ac|unit|system)|new (?:ac|unit|system)|i'm freezing|we're freezing|ice cream|frozen (?:pipes?|food)/],
    [/\b(?:float switch|condensate|drip pan|drain pan)\b/, 'water_leak_unit'],
  ],
  LOCKSMITH: [
    [/\bgun safe|caja fuerte|\bsafe\b.{0,20}\b(?:open|combo|combination|dial|battery|locked|code)|(?:open|combo|combination|code|dial|drill)\b.{0,25}\bsafe\b/, 'safe'],
    [/\b(?:key|llave)\b.{0,25}\b(?:stuck|broke\w*|snapped|jammed|won't turn|atorad\w*)\b.{0,15}\b(?:in |in the |en )?(?:the |my )?(?:ignition|switch)/, 'car_key'],
  ],
  GARAGE_DOOR: [
    [/\b(?:whole|entire|complete) door\b.{0,30}\b(?:destroyed|replac\w*|wrecked|gone|totaled)|\bdoor (?:is )?(?:destroyed|totaled|beyond repair)/, 'new_door'],
    [/\b(?:backed|drove|ran|crashed|rammed|reversed) (?:\w+ ){0,3}into (?:the |my |our )?(?:garage )?(?:door|it)\b/, 'panel_replacement'],
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
