/** Two-letter codes by name. Source: USPS Publication 28, Appendix B. */
export const STATES: ReadonlyMap<string, string> = new Map(`alabama AL|alaska AK|arizona AZ|arkansas AR|california CA|colorado CO|connecticut CT|delaware DE|district of columbia DC|florida FL|georgia GA|hawaii HI|idaho ID|illinois IL|indiana IN|iowa IA|kansas KS|kentucky KY|louisiana LA|maine ME|maryland MD|massachusetts MA|michigan MI|minnesota MN|mississippi MS|missouri MO|montana MT|nebraska NE|nevada NV|new hampshire NH|new jersey NJ|new mexico NM|new york NY|north carolina NC|north dakota ND|ohio OH|oklahoma OK|oregon OR|pennsylvania PA|puerto rico PR|rhode island RI|south carolina SC|south dakota SD|tennessee TN|texas TX|utah UT|vermont VT|virginia VA|washington WA|west virginia WV|wisconsin WI|wyoming WY`
  .split('|').map((row) => [row.slice(0, -3), row.slice(-2)]));
export const STATE_CODES: ReadonlySet<string> = new Set(STATES.values());

/** Words a street ends with. Source: USPS Publication 28, Appendix C, and what customers write. */
export const STREET_SUFFIXES: ReadonlySet<string> = new Set(`st str street ave av aven avenue rd road dr drive ln lane ct court crt pl place blvd boulevard way wy ter terr terrace cir circle pkwy parkway hwy highway trl tr trail loop pass path
sq square pt point xing crossing bnd bend cv cove walk aly alley plz plaza pike tpke turnpike expy fwy freeway rte route row run gln glen grn green hts heights vw view vis vista mdw mdws meadow meadows grv grove holw hollow knl knoll lndg landing rdg ridge spur cres crescent mews commons cmns close calle avenida av camino paseo carretera`.split(/\s+/));

/** Words that also end streets but are common otherwise: believed only with a capital letter, or before a city and ZIP. */
export const WEAK_SUFFIXES: ReadonlySet<string> = new Set('way run row pass path close green view square place court park walk point drive trail loop tr bend spur route cove ridge meadow commons'.split(' '));

/** First words of city names of two or three words. */
export const CITY_BEGINNINGS: ReadonlySet<string> = new Set(`san santa los las la el new st saint ft fort mt mount port lake long palm west east north south colorado salt overland silver ann des grand baton corpus virginia cedar rapid sioux little
kansas oklahoma jersey garden grand green great high idaho iowa jefferson johnson kings college council coral cape carson chapel chula costa daly del eden elk fall falls federal fountain half hot huntington hilton key lees league mc missouri moreno mountain myrtle
newport niagara oak ocean orange panama pembroke pine pompano quad queen rancho redondo rio rock round royal san sandy scotts simi spring stone sterling sugar sun terre thousand traverse twin university upper valley vero walnut warner white wichita wilkes winston woodland boca bowling broken buena beverly bay belle black blue boynton cherry citrus coeur coon cottage crystal daytona delray diamond eagle
flower fond fairfax glen golden fair hacienda hot lower apple arlington battle baldwin brooklyn college burnt boise`.trim().split(/\s+/));
/** Second words of city names. */
export const CITY_ENDINGS: ReadonlySet<string> = new Set('city springs beach falls park heights rapids lake lakes rock rouge moines vista grove hills valley island point arbor gardens creek bluffs haven havens bend wayne worth antonio diego jose paso vegas orleans york angeles ana clara cruz fe rosa barbara monica bernardino francisco mateo jersey spring grande christi louis paul joseph charles cloud lauderdale petersburg augustine lucie raton forge station mesa branch plains oaks view mountain ridge prairie center harbor shores isle d\'alene claire du'.split(' '));

/** Words that end a city name when no state or ZIP follows. */
export const NOT_CITY: ReadonlySet<string> = new Set(`i i'm im we we're is it it's its thats that's the a an and or but so my our your please pls can could come need needs have has there this that they he she asap today tomorrow tonight now thanks thank you how what when where who if in on at for with after before any anytime between by
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thurs fri sat sun morning afternoon evening weekdays weekends next first just door house apartment apt unit suite gate code call text send leak leaking water power heat ac furnace garage lock locked keys key hurry help urgent emergency name number phone ok okay not no yes two one
es esta hay el la los las un una y en por para con mi se que pueden puede cuanto cuando hoy manana gracias urgente ayuda necesito tengo estoy estamos quiero favor lunes martes miercoles jueves viernes sabado domingo back front upstairs downstairs basement corner near behind across second third floor again whenever around anywhere downtown uptown midtown area cross corner zip near by at around located address direccion`.split(/\s+/));

/** Parts of towns that share their name with a larger city elsewhere: Hollywood is in Los Angeles, Buckhead in Atlanta. */
export const PARTS_OF_TOWN: ReadonlySet<string> = new Set(['hollywood', 'buckhead', 'oak lawn']);
