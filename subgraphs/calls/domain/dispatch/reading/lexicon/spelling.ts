/** Words of the five trades that customers misspell and the rules look for; a word one or two slips away is read as it. */
export const TARGETS: ReadonlySet<string> = new Set(`
breaker breakers thermostat furnace leaking leaks leaked toilet toilets heater heaters spring springs garage ceiling outlet outlets install installed
replace replaced replacement refrigerant refrigerator charger electric electrical electrician electricity generator detector detectors smoke smoking
sparks sparking sparked flickering lights lighting locked lockout deadbolt locksmith ignition program emergency plumber plumbing faucet faucets shower
disposal drain drains drainage clogged sewer sewage basement bathroom kitchen flooding flooded flood burst pressure remodel condenser compressor
conditioner conditioning cooling freezing frozen heating boiler blowing airflow ductwork ductless maintenance squealing grinding banging
opener remote remotes sensor sensors keypad cable cables roller rollers hinge hinges track panel panels crooked estimate quote appointment address
tomorrow tonight morning afternoon evening monday tuesday wednesday thursday friday saturday sunday weekend people elderly pregnant hospital carbon monoxide
alarm alarms smell smells smelling smelled water wires wiring wire dripping drips running broken breaks busted jammed stuck switch switches transformer
inspection inspector fixture fixtures chandelier recessed receptacle receptacles landlord tenant tenants house apartment building office business
dizzy headache unconscious breathing trapped burning burned burnt fireplace exhaust rekeyed rekey keyless combination recharge
puerta cerradura llave llaves calentador calefaccion electricidad corriente apagador enchufe drenaje tuberia goteando gotea fuga inodoro ventilador
propane natural daughter toddler newborn grandma grandpa mother father`.trim().split(/\s+/));

/** Real words one slip away from a word above: left alone. */
export const CONFUSABLE: ReadonlySet<string> = new Set(`
combinacion combinaciones detecto llame llamo llamas llamado llanta llantas calles
conditions condition conditional charge charged charges changer features feature generated generate generates generation generating header headers received receive released shell shells leading leaving leaping leads leans leave trace traces tract break breaks breaking removes programs program's transform transforms detection
detected garbage granting electronic electronics slower repeated floating limiting inspecting inspected inspects injection drops drop dropped spelled snell spell spells swell swells installs installer installers speaking starting staring reversed stitched disposable drawn charter freeing lightning stalling condense condensed caron patel quota locke calle calles gotta gotten senior seniors ventilator ventilators froze
estimator lookout lookup mixture neutral pleasure beaker sealing sprint sprig chargers smokes smoky soaking stoking sparse sparkling flicking seller sewed basements casement kitchens blooming pressured remodels cooking coping hearing sensory keypads hinges fable binge tracts pane paneled pastel stated addressed moaning peoples waters waiter wipes wines wiping firing ruining broker breads dusted
bused switched fixtures tenants tenancy tenets offices offense tripped wrapped tapped traded burying turned buried exhausted recharged llevo lleva llevan abierta fathers mothers toddlers propose defector daughters bathrooms grandmas grandpas mondays tuesdays wednesdays thursdays fridays saturdays sundays houses landlords plumbers springer sprang stung camera cameras carton garages shovel shoved
opening opened painel manual annual flowed flowers ceilings houston boston denver austin salem dallas phoenix marian miller harris parker walker carter porter coffee cable's cabin cabins candle candles hinted hunger tickets ticket trucks tricks packet pocket quoting spruce spritz
string strings sprint spray spraying locker lockers looked lacked smells smell small smelt smile floor flour blood flooring blower blowers broke broker token spoke stroke
burns burned hose horse mouse horses those wired wider tired weird wares water wafer later eater cater wader waiter winter heated hearing beating heats heather weather leather eating seating
heavy panes plant plans plane trunk truck trick crack tracks snack stack struck stick stuff stock shock remove remodeled removed lock locks locking blocked clocked flocked socked rocked knocked
switched stitch sticks lighter light night nights right rights fights sights rolls rolled rolling hinged cables capable table tables gable stable painted pinned pants
quoted quite quiet built build buildings office officer officers smoker smoked smokes alarmed spark sparky sparked parking marking mother moth another other brother bother farther further
drained dream train trains brain brains grain strain drives dried leaned leaning learning lead leads lease least leash leave leaves leaf shave showed showers shows shower power powers tower towers lower
opens opened opening openers openly remotely sense senses censor estimated estimates quotes smokey placed places replaces reply replied report wires wired burner burners turning urning earning learning
running runs burnt bunt bursts toile trail trailer dripped tripped tripping trips dropping dripping shipping gripping ripping sewing sewn seven sever severe fever never ever older holder colder boiled boil
boilers spoiler broiler foiled cooler coolers cooled coming morning mornings mourning evenings heaters sealing selling celling dealing healing feeling peeling ceilings stealing housed houses horse hoses
alarms track tracked steel steal still style sting singing springy tenant panic manual dial door doors poor floors moor poured pouring insist insert inside outside outlets outlet owner towels toilets
peoples street streets steep sheet house homes phone phones hours fully family finally friend friends Friday fried fired fires field filed filled filter filters wished washed washer washers dishwasher
banging hanging changing charging bang hang exchange ranging sanding standing branding landing loose loosen lose losing closed closes closing clothes cloth clogs clog clogging
propose prepare premise promised natural mutual actual factual breaking baking braking drinking thinking blinking linking leaking sinking stinking shrinking stinks blowing flowing glowing growing slowing
mowing showing knowing throwing going doing lowing cooking looking booking hooking locking coating cooling pooling fooling schooling tooling heading hearting heating bleating weekends weekday weekdays weekly
driving drawing drying trying crying frying shorting sorting switcher burnings puerto puertas llaves llave llama llamar llamen corrientes fugas gotas
detectores detector sensores electricista electricistas electrico electrica electricos electricas termostato termostatos emergencia emergencias paneles controles remotos remoto apartamento apartamentos generador generadores instalar instalan instalen instala instale inspeccion inspector alarma alarmas monoxido garaje
wives licked licks licking watery waters watered watched watches smelling spelling swelling`.trim().toLowerCase().split(/\s+/));

/** Slips too far for the distance, and text-message spellings. */
export const MISSPELLED: ReadonlyMap<string, string> = new Map(Object.entries({
  braker: 'breaker', brakers: 'breakers', braeker: 'breaker', celing: 'ceiling', cieling: 'ceiling', dor: 'door', dors: 'doors', frige: 'fridge', frig: 'fridge', triping: 'tripping',
  hes: "he's", shes: "she's", theyre: "they're", wifes: "wife's", triped: 'tripped', trpping: 'tripping', evry: 'every', runing: 'running', extention: 'extension', meeter: 'meter', here: 'here', shud: 'should', worryed: 'worried', loosing: 'losing',
  scedule: 'schedule', honeywel: 'honeywell', hangin: 'hanging', leakin: 'leaking', drippin: 'dripping', workin: 'working', rite: 'right', gona: 'gonna', neads: 'needs', revers: 'reverse',
  tonite: 'tonight', tmrw: 'tomorrow', tmr: 'tomorrow', tmrow: 'tomorrow', tomarrow: 'tomorrow', tommorow: 'tomorrow', tommorrow: 'tomorrow', wat: 'what', wats: "what's", wen: 'when', wont: "won't",
  dont: "don't", cant: "can't", doesnt: "doesn't", isnt: "isn't", didnt: "didn't", aint: "isn't", "ain't": "isn't", wasnt: "wasn't", arent: "aren't", havent: "haven't", hasnt: "hasn't", couldnt: "couldn't",
  wouldnt: "wouldn't", im: "i'm", ive: "i've", id: 'id', theres: "there's", thats: "that's", its: 'its', u: 'you', ur: 'your', pls: 'please', plz: 'please', ppl: 'people', thru: 'through', abt: 'about',
  bc: 'because', cuz: 'because', bcuz: 'because', becuz: 'because', nite: 'night', ac: 'ac', "a/c": 'ac', toliet: 'toilet', tiolet: 'toilet', toilit: 'toilet', tolet: 'toilet', fawcet: 'faucet', faucit: 'faucet', fosset: 'faucet', faucett: 'faucet', foset: 'faucet',
  plummer: 'plumber', plumer: 'plumber', watter: 'water', wter: 'water', hotwater: 'hot water', sparkin: 'sparking', smokin: 'smoking', smel: 'smell', smels: 'smells', smeling: 'smelling', smeel: 'smell', gass: 'gas', gaz: 'gas', guele: 'huele', uele: 'huele', holor: 'olor', umo: 'humo', geting: 'getting', leek: 'leak', leeking: 'leaking', leeks: 'leaks', leaky: 'leaky',
  flud: 'flood', fluding: 'flooding', floding: 'flooding', bussted: 'busted', brok: 'broke', broked: 'broke', brocken: 'broken', lok: 'lock', loked: 'locked', lockd: 'locked', lockt: 'locked', keyz: 'keys', kees: 'keys', thermastat: 'thermostat', thermistat: 'thermostat', termostat: 'thermostat',
  furnice: 'furnace', furnance: 'furnace', furnas: 'furnace', heeter: 'heater', heet: 'heat', brekr: 'breaker', opner: 'opener', oppener: 'opener', garge: 'garage', garrage: 'garage', remot: 'remote', sencor: 'sensor', senser: 'sensor', sensers: 'sensors', springz: 'springs',
  outlit: 'outlet', plugg: 'plug', swich: 'switch', swith: 'switch', switche: 'switch', electrishun: 'electrician', lite: 'light', lites: 'lights', flikering: 'flickering', flickring: 'flickering', genrator: 'generator', monoxid: 'monoxide', monixide: 'monoxide', alarum: 'alarm',
  drane: 'drain', trunck: 'trunk',  dranes: 'drains', draneing: 'draining', slo: 'slow', tstat: 'thermostat', thermo: 'thermostat', cliks: 'clicks', clik: 'click', lockin: 'locking', flushs: 'flushes', gettin: 'getting', comin: 'coming', blowin: 'blowing', smokn: 'smoking', toylet: 'toilet', sinc: 'sink', watr: 'water', hetr: 'heater', dore: 'door', pannel: 'panel', fyre: 'fire', burnin: 'burning', smellin: 'smelling', buzzin: 'buzzing',  drean: 'drain', cloged: 'clogged', clogd: 'clogged', sewege: 'sewage', suage: 'sewage', sewadge: 'sewage', presure: 'pressure', basment: 'basement', bacement: 'basement', bathrm: 'bathroom', kitchin: 'kitchen', cieiling: 'ceiling', stoped: 'stopped', stopd: 'stopped', spraing: 'spraying', squeeling: 'squealing',
  agua: 'agua', calefacion: 'calefaccion', serradura: 'cerradura', yave: 'llave', yaves: 'llaves', k: 'que', q: 'que', xq: 'porque', bano: 'bano', votando: 'botando', ronpio: 'rompio', ronpieron: 'rompieron', ronpido: 'rompido', rebento: 'revento', rebentado: 'reventado', rebentada: 'reventada', vano: 'bano', vanos: 'banos', tuveria: 'tuberia', urjente: 'urgente', urjencia: 'urgencia', urjensia: 'urgencia', ase: 'hace', ay: 'hay', ai: 'ai',
}));
