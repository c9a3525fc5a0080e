import { businessQuestions, type BusinessQuestion } from './reading/readQuestion';
import { epoch, localMoment, minutesOf, WEEKDAYS } from './scheduling/localTime';
import { openStretches } from './scheduling/openHours';
import { DAYS, joined, spokenClock, spokenTime, type Words } from './texts';
import type { BusinessHours, DispatchRequest, Language, OpenPeriod } from './types';

/** A week ahead the next opening is looked for; a business that is shut longer is told to be closed, and no more. */
const NEXT_OPENING_MS = 7 * 24 * 60 * 60_000;

/** Answers to what the customer's text asks about the business, by its configuration and no more than that; null where it asks nothing of the kind. */
export function answersIn(request: DispatchRequest, now: string): Words | null {
  const answers = businessQuestions(request.currentMessage).map((question) => answerTo(question, request, now));
  return answers.length === 0 ? null : answers.reduce(joined);
}

function answerTo(question: BusinessQuestion, { businessHours, businessAddress }: DispatchRequest, now: string): Words {
  if (question === 'hours') return inBoth((language) => hoursIn(businessHours, language));
  if (question === 'openNow') return inBoth((language) => openNowIn(businessHours, now, language));
  if (question === 'location') return locationOf(businessAddress);
  if (question === 'spanish') return { en: 'Yes, we can go on in Spanish.', es: 'Si, podemos seguir en español.' };
  return { en: 'You get a price range here before anything is booked.', es: 'Aqui le damos un rango de precio antes de reservar.' };
}

const inBoth = (say: (language: Language) => string): Words => ({ en: say('en'), es: say('es') });

/** "We are open Mon-Fri 8 AM-5 PM." Neighbouring days with the same hours are one. */
function hoursIn({ weekly, emergency247 }: BusinessHours, language: Language): string {
  const spans: { from: number; to: number; hours: string }[] = [];
  for (const [at, day] of WEEKDAYS.entries()) {
    const hours = (weekly[day] ?? []).map((period) => periodIn(period)).join(', ');
    const last = spans.at(-1);
    if (hours === '') continue;
    if (last?.hours === hours && last.to === at - 1) last.to = at;
    else spans.push({ from: at, to: at, hours });
  }
  const name = (at: number) => DAYS[language][WEEKDAYS[at]!];
  const listed = spans.map(({ from, to, hours }) => `${from === to ? name(from) : `${name(from)}-${name(to)}`} ${hours}`).join('; ');
  const regular = listed === '' ? [] : [language === 'en' ? `We are open ${listed}.` : `Abrimos ${listed}.`];
  const always = emergency247 ? [language === 'en' ? 'Emergencies at any hour.' : 'Emergencias a toda hora.'] : [];
  const said = [...regular, ...always].join(' ');
  return said === '' && language === 'es' ? 'No tenemos horario fijo.' : said === '' ? 'We have no fixed hours.' : said;
}

const periodIn = ({ opens, closes }: OpenPeriod): string => `${spokenClock(minutesOf(opens))}-${spokenClock(minutesOf(closes))}`;

function openNowIn(hours: BusinessHours, now: string, language: Language): string {
  const at = epoch(now);
  const [next] = openStretches(hours, at, at + NEXT_OPENING_MS);
  if (next && next.from <= at) {
    const closes = spokenClock(localMoment(next.to, hours.timeZone).minuteOfDay);
    return language === 'en' ? `Yes, we are open until ${closes}.` : `Si, abrimos hasta las ${closes}.`;
  }
  const opens = next ? spokenTime(new Date(next.from).toISOString(), hours.timeZone, language) : null;
  const closed = language === 'en' ? `We are closed now${opens ? ` and open ${opens}` : ''}.` : `Ahora estamos cerrados${opens ? `; abrimos ${opens}` : ''}.`;
  return hours.emergency247 ? `${closed} ${language === 'en' ? 'Emergencies at any hour.' : 'Emergencias a toda hora.'}` : closed;
}

function locationOf({ street, city, state, zip }: DispatchRequest['businessAddress']): Words {
  const place = [street, city, [state, zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return place === '' ? { en: 'We come to you.', es: 'Nosotros vamos a su domicilio.' } : { en: `We are at ${place}.`, es: `Estamos en ${place}.` };
}
