import { isBarePick } from './readReply';

/** The name and callback number a customer gives of themselves. Conservative: a wrong name is worse than none. */

const NOT_NAMES = new Set(`in at on the a an not so having getting trying looking sure out home locked stuck here calling texting writing interested freezing dying desperate sorry just really about going
done worried scared happy available free still also very too from with and or my your our property tenant landlord renting selling buying moving doing planning hoping thinking wondering back away busy
no una un el la en de muy aqui que para con sin desde`.split(/\s+/));
const NAME = "([A-ZÁÉÍÓÚÑ][a-záéíóúñ'’-]+(?: [A-ZÁÉÍÓÚÑ][a-záéíóúñ'’-]+){0,2})";
const INTRODUCTIONS: readonly RegExp[] = [
  new RegExp(`\\b(?:[Mm]y name is|[Mm]y name's|[Nn]ame is|[Nn]ame's|[Nn]ame:|[Tt]his is|[Ii]t's|[Ii] am|[Ii]['’]?m|[Mm]e llamo|[Mm]i nombre es|[Ss]oy|[Hh]abla|[Aa]sk for|[Pp]regunte por)\\s+${NAME}`),
  new RegExp(`^(?:[Hh]i|[Hh]ello|[Hh]ey|[Hh]ola)[,! ]+${NAME} (?:here|aqu[ií])\\b`),
  new RegExp(`(?:[,.!?\\n]|^)\\s*(?:[Tt]hanks|[Tt]hank you|[Tt]hx|[Gg]racias)[,.! -]+${NAME}\\s*$`),
  new RegExp(`[.!?\\n][^\\S\\n]*[-–—]\\s*${NAME}\\s*$`),
];

export function readName(text: string): string | null {
  for (const rule of INTRODUCTIONS) {
    const name = rule.exec(text)?.[1];
    if (name && !/^\w+(?:ing|ed)$/.test(name) && !NOT_NAMES.has(name.split(' ')[0]!.toLowerCase())) return name;
  }
  return null;
}

/** A North American number in the text as E.164, or null. */
export function readPhone(text: string): string | null {
  const found = /(?<![\d-])(?:\+?1[-. ]?)?\(?([2-9]\d{2})\)?[-. ]?([2-9]\d{2})[-. ]?(\d{4})(?![\d-])/.exec(text);
  return found ? `+1${found[1]}${found[2]}${found[3]}` : null;
}

const SPANISH = /\b(el|la|los|las|un|una|de|del|que|y|en|por|para|con|mi|se|es|esta|estan|hay|tengo|necesito|agua|puerta|casa|luz|gracias|hola|cuanto|cuando|pueden|puede|quiero|me|le|al|como|ya|su|cuesta|cita|manana|hoy|llaves|calle|huele|urgente|ayuda|tienen|nuevo|nueva|sirve|funciona|ustedes|porque|pero|muy|si|dos|tres|uno|buenos|buenas|dias|tardes|donde|estoy|estamos|soy|ahora|ahorita|prende|aire|olor|guele|uele|apesta|humo|fuego|lumbre|llamas|incendio|huevos?|podrid[oa]s?|quemad[oa]s?|quema|quemando|chispas?|fuga|corriente|toques?|encerrad[oa]s?|atrapad[oa]s?|maread[oa]s?|auxilio|socorro|peligro|emergencia|detecto|hora|horario|cierran?|abren?|ubicad[oa]s?|presupuestos?|gratis|entre semana|trabajo|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|mejor|puedo|despues|temprano)\b/g;
const ENGLISH = /\b(the|(?<!\b(?:huele|guele|uele|olor|apesta) )a|an|is|are|my|and|to|of|in|it|i|you|for|on|with|we|can|have|need|this|that|not|at|from|out|has|was|please|there|how|much|what|when|be|our|but|get|your|will|just|tomorrow|today|water|door|house|more|text|texts|texting|messages?|msgs?|stop|thanks|locked|out|lights?|nothing|cars?|inside|dead|broken|opener|heat|call|who|why|me|no|do|does|did|help|asap|now|please|pls|smells?|smelling|smoke|smoking|fire|burning|sparks?|sparking|leak|leaking|rotten|eggs?|emergency)\b/g;

/** The language most of the words are in; English where nothing tells. The number of an offer is no sure sign: "uno" is written in English too. */
export function readLanguage(folded: string, text: string): { language: 'en' | 'es'; sure: boolean } {
  const es = (folded.match(SPANISH)?.length ?? 0) + (/[ñ¿¡]/.test(text) ? 2 : 0);
  const en = (folded.match(ENGLISH)?.length ?? 0);
  return { language: es > en ? 'es' : 'en', sure: Math.abs(es - en) >= 1 && !isBarePick(text) };
}
