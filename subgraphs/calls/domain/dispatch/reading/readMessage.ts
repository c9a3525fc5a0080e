import type { AddressParts, Language, LifeSafety, TradeType, Urgency } from '../types';
import { CONFIDENCE } from './confidence';
import { withoutDeniedDangers } from './denials';
import { findAddress } from './readAddress';
import { asksWhetherRobot, asksAboutBooking, asksWho, readsAngry, readsOptOut, readsPraise, readsSolved, readsThanks, readsWantsHuman, readsWithdrawn } from './readIntent';
import { readJob, unnegated } from './readJob';
import { readLifeSafety } from './readLifeSafety';
import { readLanguage, readName, readPhone } from './readName';
import { readTimeSpan } from './readTime';
import { hourInstead } from './readReply';
import { readUrgency } from './readUrgency';
import { NO_TOWNS, type Towns } from './towns';
import { fold, plainWords } from './words';

/** All that one text says by itself. */
export interface MessageReading {
  jobType: string | null;
  jobConfidence: number;
  outOfScope: boolean;
  urgency: Urgency;
  urgencyConfidence: number;
  lifeSafety: LifeSafety | null;
  wantsHuman: boolean;
  optOut: boolean;
  asksRobot: boolean;
  asksWho: boolean;
  asksBooking: boolean;
  angry: boolean;
  thanks: boolean;
  /** Wants nothing any more: "cancel that", "never mind, found someone else". */
  withdraws: boolean;
  address: AddressParts | null;
  preferredText: string | null;
  name: string | null;
  phone: string | null;
  language: Language;
  languageSure: boolean;
}

/** Reads one text of a customer by rules; `towns` are cities known by their bare names. What it says is data: nothing in it changes a price, a slot or a rule. */
export function readMessage(text: string, trade: TradeType, towns: Towns = NO_TOWNS): MessageReading {
  const { address, spans } = findAddress(text, towns) ?? { address: null, spans: [] };
  const words = wordsOf(text, spans);
  const undenied = withoutDeniedDangers(words).replace(NEW_YEAR, '~');
  const job = readJob(undenied, trade);
  const lifeSafety = readLifeSafety(words, trade);
  const wantsHuman = readsWantsHuman(words);
  const optOut = readsOptOut(words);
  const praises = !lifeSafety && readsPraise(words);
  const solved = praises || !lifeSafety && readsSolved(words);
  const thanks = readsThanks(words) && job.jobType === null || solved;
  const phone = readPhone(text);
  const isMereGuess = (wantsHuman || phone !== null) && job.confidence === CONFIDENCE.guess;
  const isFumes = trade === 'HVAC' && (lifeSafety === 'gas' || lifeSafety === 'carbon_monoxide');
  const jobType = isFumes ? 'carbon_monoxide' : (optOut || solved || isMereGuess) && !lifeSafety ? null : job.jobType ?? (lifeSafety && !job.outOfScope ? DANGER_JOBS[trade]?.[lifeSafety] ?? null : null);
  const aside = optOut || thanks || (jobType === null && !job.outOfScope);
  const { urgency, confidence } = readUrgency(unnegated(undenied), job.foreign?.trade ?? trade, job.foreign?.code ?? jobType, lifeSafety, aside);
  const { language, sure } = readLanguage(fold(text), text);
  const preferredText = optOut ? null : hourInstead(text) ?? readTimeSpan(text, spans);
  const withdraws = !optOut && !lifeSafety && !praises && (solved || preferredText === null && readsWithdrawn(words));
  return {
    jobType, jobConfidence: job.confidence, outOfScope: job.outOfScope && !optOut && !solved, urgency, urgencyConfidence: confidence, lifeSafety, wantsHuman, optOut,
    asksRobot: asksWhetherRobot(words), asksWho: asksWho(words), asksBooking: asksAboutBooking(words), angry: readsAngry(words), thanks, withdraws,
    address: address && { ...address, street: address.street?.replace(/\s*\n\s*/g, ', ') ?? null }, preferredText, name: readName(text), phone, language, languageSure: sure,
  };
}

/** The plain words of a text without its address: what jobs, urgency and dangers are read from. */
export function wordsOf(text: string, spans: readonly string[] = findAddress(text)?.spans ?? []): string {
  return plainWords(withoutSpans(text, spans.filter((span) => span.length > 4)));
}

/** Nothing new is wanted by it. */
const NEW_YEAR = /\bnew year'?s?\b(?: (?:day|eve))?/g;

/** The work behind a danger that is told without naming any. Source: eval/GUIDE.md tie-breaks. */
const DANGER_JOBS: Partial<Record<TradeType, Partial<Record<LifeSafety, string>>>> = {
  PLUMBING: { gas: 'gas_line' },
  ELECTRICAL: { electric_shock: 'wiring_repair', fire: 'wiring_repair', water_near_power: 'wiring_repair' },
  HVAC: { gas: 'carbon_monoxide', carbon_monoxide: 'carbon_monoxide', fire: 'noise_smell' },
};

/** Street names ("Smoke Ridge", "Spring St") are no signs of work. */
function withoutSpans(text: string, spans: readonly string[]): string {
  return spans.reduce((rest, span) => rest.replace(span, ' , '), text).replace(/ ,\s*,?\s*[A-Z]{2}\b\.?/g, ' , ');
}
