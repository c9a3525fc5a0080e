import { countSegments } from '../../../../platform/values/smsSegments';
import type { PlaceConflict } from './area/conflict';
import { epoch, localMoment } from './scheduling/localTime';
import type { Language, LifeSafety, PriceEstimate, Weekday } from './types';

/**
 * Every text the rules send, in both languages. Characters of GSM-7 only (Spanish without á í ó ú, which would cost a text its 160 characters). Choices are numbered; no
 * customer is ever asked for a keyword (contract/dispatch.md).
 */
export interface Words { en: string; es: string }

export const joined = (first: Words, second: Words): Words => ({ en: `${first.en} ${second.en}`, es: `${first.es} ${second.es}` });
/** The text behind what is said before it, if anything is. */
export const prefaced = (preface: Words | null, text: Words): Words => (preface ? joined(preface, text) : text);

/** One fixed text for each hazard; never composed, never from a model. Source: contract/domain.md, "Conversations". */
export const SAFETY: Readonly<Record<LifeSafety, Words>> = {
  gas: { en: 'DANGER: leave the building now. Do not touch switches or light anything. From outside call 911 and your gas utility. We have alerted our team.', es: 'PELIGRO: salgan ya del edificio. No toque interruptores ni encienda nada. Desde afuera llame al 911 y a la empresa de gas. Avisamos a nuestro equipo.' },
  carbon_monoxide: { en: 'DANGER: carbon monoxide can kill. Get everyone outside into fresh air now and call 911 from there. Do not go back in. We have alerted our team.', es: 'PELIGRO: el gas de escape (CO) puede matar. Salgan todos al aire libre ya y llame al 911 desde afuera. No vuelvan a entrar. Avisamos a nuestro equipo.' },
  fire: { en: 'DANGER: get everyone out now and call 911 from outside. Do not go back in. Only cut the power if you can do it safely on the way out. We have alerted our team.', es: 'PELIGRO: salgan todos ya y llame al 911 desde afuera. No vuelvan a entrar. Corte la luz solo si puede hacerlo sin riesgo. Avisamos a nuestro equipo.' },
  electric_shock: { en: 'DANGER: keep away, touch nothing there. If safe, switch off the main breaker. Someone hurt or a line down: stay back and call 911. We have alerted our team.', es: 'PELIGRO: no se acerque ni toque nada. Si es seguro, baje el interruptor principal. Si hay heridos o un cable tirado, llame al 911. Avisamos a nuestro equipo.' },
  water_near_power: { en: 'DANGER: stay out of the water and away from anything electric. If you can reach it dry, switch off the main breaker; if not, call 911. We have alerted our team.', es: 'PELIGRO: no toque el agua ni nada electrico. Si llega en seco, baje el interruptor principal; si no, llame al 911. Avisamos a nuestro equipo.' },
  person_trapped: { en: 'If anyone is trapped or in danger, call 911 now. Stay with them where it is safe for you. Help is on its way: we have alerted our team.', es: 'Si alguien esta atrapado o en peligro, llame al 911 ya. Quédese cerca si es seguro. La ayuda va en camino: avisamos a nuestro equipo.' },
  medical: { en: 'If anyone is hurt or needs medical help, call 911 now. We have alerted our team and a person will contact you right away.', es: 'Si hay alguien herido o necesita ayuda médica, llame al 911 ya. Avisamos a nuestro equipo y una persona le contactara enseguida.' },
};

export const ESCALATED = {
  asked: { en: 'Thank you. I have passed this to our team; a person will contact you soon.', es: 'Gracias. Pasé su mensaje a nuestro equipo; una persona le contactara pronto.' },
  outOfScope: { en: 'That may not be work we do. I have passed it to our team; a person will tell you soon.', es: 'Quiza no es un trabajo que hacemos. Lo pasé a nuestro equipo; una persona le avisara pronto.' },
  notOffered: { en: 'Sorry, that is a job we do not offer. I have passed it to our team; a person will contact you soon.', es: 'Perdone, ese trabajo no lo ofrecemos. Lo pasé a nuestro equipo; una persona le contactara pronto.' },
  notUnderstood: { en: "Sorry, I did not understand. I have passed this to our team; a person will contact you soon.", es: 'Perdone, no entendi. Lo pasé a nuestro equipo; una persona le contactara pronto.' },
  bookedVisit: { en: "I can't cancel a booked visit myself. I have passed this to our team; a person will contact you soon.", es: 'No puedo cancelar una cita ya hecha. Lo pasé a nuestro equipo; una persona le contactara pronto.' },
  noSlot: { en: 'I find no free time for this. I have passed it to our team; a person will contact you soon.', es: 'No encuentro hora libre para esto. Lo pasé a nuestro equipo; una persona le contactara pronto.' },
} as const satisfies Record<string, Words>;

export const ASK_JOB: Words = { en: 'What do you need help with, and at which address?', es: '¿En qué le podemos ayudar y en qué direccion?' };
export const ASK_STREET: Words = { en: 'What is the street address with city or ZIP code?', es: '¿Cual es la direccion, con ciudad o codigo postal?' };
export const ASK_CITY: Words = { en: 'Which city or ZIP code is that in?', es: '¿En qué ciudad o codigo postal esta?' };
/** For one who does not know the ZIP code. */
export const ASK_STREET_AND_CITY: Words = { en: 'No problem. What is the street address, and in which city?', es: 'No hay problema. ¿Cual es la calle con numero, y en qué ciudad?' };
export const ASK_CITY_ALONE: Words = { en: 'No problem, the city is enough. Which city is that in?', es: 'No hay problema, con la ciudad basta. ¿En qué ciudad esta?' };
export const ASK_TIME: Words = { en: 'Which day and time would suit you?', es: '¿Qué dia y hora le conviene?' };
export const NOT_FOUND: Words = { en: 'I could not find that address. Please send street, city and ZIP code.', es: 'No encontré esa direccion. Mande calle, ciudad y codigo postal.' };
export const WELCOME: Words = { en: "You're welcome! Text us any time.", es: '¡Con gusto! Escribanos cuando quiera.' };
export const STILL_BOOKED: Words = { en: "You're all set. Text us if anything changes.", es: 'Todo listo. Escribanos si algo cambia.' };
export const I_AM_A_MACHINE: Words = { en: "I'm an automated assistant, not a person.", es: 'Soy un asistente automatico, no una persona.' };
export const SORRY_NOT_UNDERSTOOD: Words = { en: 'Sorry, I did not get that.', es: 'Perdone, no entendi.' };
export const WHICH_ONE: Words = { en: 'Which one would you like?', es: 'Cual prefiere?' };
export const TAKEN: Words = { en: 'That time is no longer free.', es: 'Esa hora ya no esta libre.' };
export const NOT_THEN: Words = { en: 'Nothing is free then.', es: 'No hay nada libre entonces.' };
export const NOT_AT_THAT_HOUR: Words = { en: 'Nothing is free at that time of day.', es: 'No hay nada libre a esa hora del dia.' };
/** To who asks the price before we know for what. */
export const PRICE_DEPENDS: Words = { en: 'The price depends on the work; you get an estimate here before anything is booked.', es: 'El precio depende del trabajo; aqui le damos un estimado antes de reservar.' };
/** There is no free time before those offered. */
export const NONE_SOONER: Words = { en: 'Nothing sooner is free.', es: 'No hay nada libre antes.' };
/** What a customer adds to a visit is on record, and a person is told. */
export const NOTED: Words = { en: 'Thanks, noted for the visit.', es: 'Gracias, anotado para la visita.' };
export const NOTED_TOO: Words = { en: 'We noted the rest, too.', es: 'Anotamos lo demas.' };
/** To who finds the estimate too high. */
export const PRICE_TALK: Words = { en: 'It is only an estimate; our team can talk about the price with you.', es: 'Es solo un estimado; nuestro equipo puede hablar del precio con usted.' };
/** To who has yet to decide between the times offered. */
export const NO_RUSH: Words = { en: 'No rush, answer when you know.', es: 'Sin prisa, conteste cuando sepa.' };
export const QUESTION_PASSED: Words = { en: 'Our team will answer your question.', es: 'Nuestro equipo contestara su pregunta.' };
export const OTHER_PROBLEM_NOTED: Words = { en: 'We noted the other problem, too.', es: 'Anotamos tambien el otro problema.' };
/** To who had the wrong number. */
export const NO_PROBLEM: Words = { en: 'No problem at all. Have a good day!', es: 'No hay problema. ¡Que le vaya bien!' };
/** The customer wants nothing any more, and has nothing booked. */
export const WITHDRAWN: Words = { en: 'Understood, nothing is booked. Text us any time if you need us.', es: 'Entendido, no queda ninguna cita. Escribanos cuando nos necesite.' };

/** Behind an offer of times that are far off for an emergency. */
export const TEAM_TOLD: Words = { en: 'I have told our team that this is an emergency.', es: 'Avisé a nuestro equipo que es una emergencia.' };

/** Asks whether a known customer is still where the last visit was. */
export const stillAt = (street: string): Words => ({ en: `Is this still at ${shortened(street)}? If not, please send the address.`, es: `¿Sigue en ${shortened(street)}? Si no, mande la direccion.` });

/** Asks which of a city and a ZIP code that disagree is right; the answer is read by reading/readWhichPlace.ts. */
export const whichPlace = ({ said, zip, there }: PlaceConflict): Words => ({
  en: `You wrote ${shortened(said)}, but ZIP code ${zip} is in ${there}. Which is right?`,
  es: `Puso ${shortened(said)}, pero el codigo postal ${zip} es de ${there}. ¿Cual es correcto?`,
});

/** How a friendly business begins; a professional, formal or unknown tone adds nothing. */
export const warmth = (tone: string): Words =>
  /friend|warm|casual|amable|amistos/i.test(tone) ? { en: 'Happy to help! ', es: '¡Con gusto le ayudo! ' } : { en: '', es: '' };

/** Whether one of these texts of ours says that a machine writes; a business may be called "Automatic Doors". */
export const isIntroduced = (ours: readonly string[], business: string): boolean => ours.some((text) => /autom[aá]t/i.test(text.replaceAll(business, '')));

/** The text as a customer may get it first: opened by the truth that a machine writes, where neither it nor one of ours before (`ours`) says so. Source: contract/domain.md, "Conversations". */
export function introduced(text: string, ours: readonly string[], business: string, language: Language): string {
  return text === '' || isIntroduced([...ours, text], business) ? text : fitted(`${automated(business)[language]} ${text}`);
}

const automated = (business: string): Words => ({ en: `${shortened(business)}, automated assistant:`, es: `${shortened(business)}, asistente automatico:` });
export const whoWeAre = (business: string): Words => ({ en: `This is the automated assistant of ${shortened(business)}; we missed your call.`, es: `Soy el asistente automatico de ${shortened(business)}; no alcanzamos a contestar su llamada.` });
export const outOfArea = (business: string, miles: number | null): Words => ({
  en: `Sorry, that address is outside the area ${shortened(business)} serves${miles === null ? '' : ` (${Math.round(miles)} miles away)`}. We hope you find help nearby.`,
  es: `Lo sentimos, esa direccion esta fuera de la zona de ${shortened(business)}${miles === null ? '' : ` (a ${Math.round(miles)} millas)`}. Esperamos que encuentre ayuda cerca.`,
});

export const DAYS: Readonly<Record<Language, Readonly<Record<Weekday, string>>>> = {
  en: { monday: 'Mon', tuesday: 'Tue', wednesday: 'Wed', thursday: 'Thu', friday: 'Fri', saturday: 'Sat', sunday: 'Sun' },
  es: { monday: 'lun', tuesday: 'mar', wednesday: 'mié', thursday: 'jue', friday: 'vie', saturday: 'sab', sunday: 'dom' },
};

/** "Mon 11/23 8:30 AM"; in Spanish the day before the month, "lun 23/11 8:30 AM". */
export function spokenTime(start: string, timeZone: string, language: Language): string {
  const at = localMoment(epoch(start), timeZone);
  const [, month, day] = at.date.split('-').map(Number);
  return `${DAYS[language][at.weekday]} ${language === 'en' ? `${month}/${day}` : `${day}/${month}`} ${spokenClock(at.minuteOfDay)}`;
}

/** A minute of the day as "8:30 AM"; 1440 is midnight. */
export function spokenClock(minuteOfDay: number): string {
  const [hour, minute] = [Math.floor(minuteOfDay / 60) % 24, minuteOfDay % 60];
  return `${hour % 12 || 12}${minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`} ${hour < 12 ? 'AM' : 'PM'}`;
}

export function spokenPrice({ low, high, multiplier }: PriceEstimate): Words {
  const range = low === high ? `$${low}` : `$${low}-$${high}`;
  return multiplier === 1 ? { en: `Estimate ${range}.`, es: `Estimado ${range}.` } : { en: `Emergency estimate ${range} (x${multiplier}).`, es: `Estimado de emergencia ${range} (x${multiplier}).` };
}

export function offer(price: PriceEstimate, starts: readonly string[], timeZone: string): Words {
  const list = (language: Language) => starts.map((start, index) => `${index + 1}) ${spokenTime(start, timeZone, language)}`).join(', ');
  const numbers = (or: string) => (starts.length === 1 ? '1' : `${starts.slice(1).map((_, index) => index + 1).join(', ')} ${or} ${starts.length}`);
  return { en: `${spokenPrice(price).en} ${list('en')}. Reply ${numbers('or')}.`, es: `${spokenPrice(price).es} ${list('es')}. Responda ${numbers('o')}.` };
}

export function confirmAgain(price: PriceEstimate, start: string, timeZone: string): Words {
  return { en: `${spokenTime(start, timeZone, 'en')}: ${spokenPrice(price).en} Reply 1 to confirm, 2 for other times.`, es: `${spokenTime(start, timeZone, 'es')}: ${spokenPrice(price).es} Responda 1 para confirmar, 2 para otras horas.` };
}

export function booked(price: PriceEstimate, start: string, street: string | null, timeZone: string): Words {
  const at = street && street.length <= 60 ? street : null;
  return {
    en: `You're booked: ${spokenTime(start, timeZone, 'en')}${at ? ` at ${at}` : ''}. ${spokenPrice(price).en} Text us if anything changes.`,
    es: `Cita confirmada: ${spokenTime(start, timeZone, 'es')}${at ? ` en ${at}` : ''}. ${spokenPrice(price).es} Escribanos si algo cambia.`,
  };
}

/** What others wrote has its place in a text, not the whole of it. */
const NAME_CHARACTERS_MAX = 60;
const shortened = (name: string): string => (name.length <= NAME_CHARACTERS_MAX ? name : `${name.slice(0, NAME_CHARACTERS_MAX - 3).trimEnd()}...`);

/** The GSM-7 alphabet, one septet each; those of its extension take two. Source: 3GPP TS 23.038, 6.2.1. */
const GSM_BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const GSM_EXTENSION = new Set('^{}\\[~]|€');
/** Source: contract/domain.md, "Dispatch AI". */
const SEGMENTS_MAX = 3;

export const isOneSegment = (text: string): boolean => countSegments(gsm(text)) === 1;

/** The text in characters of GSM-7: one character outside it would cut a segment from 160 to 70. A name or street may bring such; its letter without the accent stands in. */
export function gsm(text: string): string {
  const plain = text.replace(/[\u2018\u2019\u00b4]/g, "'").replace(/[\u201c\u201d\u00ab\u00bb]/g, '"').replace(/[\u2013\u2014]/g, '-').replace(/\u2026/g, '...').replace(/[\u00a0\u202f]/g, ' ');
  return [...plain].map((character) => {
    if (GSM_BASIC.has(character) || GSM_EXTENSION.has(character)) return character;
    const base = character.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
    return base !== '' && [...base].every((letter) => GSM_BASIC.has(letter)) ? base : '';
  }).join('');
}

/** In GSM-7 and three SMS segments at most. */
export function fitted(text: string): string {
  const plain = gsm(text);
  if (countSegments(plain) <= SEGMENTS_MAX) return plain;
  let cut = plain;
  while (countSegments(`${cut}...`) > SEGMENTS_MAX) cut = cut.slice(0, -1);
  return `${cut}...`;
}
