import { readMessage } from '../reading/readMessage';
import { businessQuestions, asksAnything, asksUnknown, asksWhatIsBooked, isVisitNote } from '../reading/readQuestion';
import { findsTooDear, isUndecided } from '../reading/readDoubt';
import { endsQuietly, isFarewell, namesSeveral, offersOfDay, pickedSlot, rejectsAll, remarkBeside, saysSamePlace, wantsOtherTimes } from '../reading/readReply';
import { secondJob } from '../reading/readJob';
import { withAnsweredAddress, withHouseCorrected } from '../reading/answeredAddress';
import { windowOf } from '../reading/timeWindow';
import { epoch } from '../scheduling/localTime';
import { isGreeting } from '../standstill';
import { NOW } from './sample';

const ZONE = 'America/Boise';
const TOWNS = new Set(['boise', 'garden city', 'meridian']);
const OFFERED = ['2026-11-20T17:00:00Z', '2026-11-20T19:00:00Z', '2026-11-23T17:00:00Z'];
const CHARACTERS_MAX = 1600;
const SHORT = CHARACTERS_MAX / 8;

/** All that is read of one text, in one conversation's state or another. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  message: (text) => readMessage(text, 'PLUMBING', TOWNS),
  answeredAddress: (text) => withAnsweredAddress({ ...readMessage('hi', 'PLUMBING'), address: null }, text, 'What is the street address with city or ZIP code?', TOWNS),
  correctedHouse: (text) => withHouseCorrected({ street: '4120 Emerald', city: null, state: null, zip: null }, text),
  secondJob: (text) => secondJob(text, 'PLUMBING', 'leak_repair'),
  pick: (text) => [pickedSlot(text, OFFERED, NOW, ZONE), remarkBeside(text), offersOfDay(text, OFFERED, NOW, ZONE), namesSeveral(text)],
  reply: (text) => [rejectsAll(text), wantsOtherTimes(text), saysSamePlace(text), isFarewell(text), endsQuietly(text), isGreeting(text)],
  question: (text) => [businessQuestions(text), asksWhatIsBooked(text), asksUnknown(text), asksAnything(text), isVisitNote(text)],
  doubt: (text) => [findsTooDear(text), isUndecided(text)],
  window: (text) => windowOf(text, epoch(NOW), ZONE),
};

/** What patterns stumble over: what they look for, nearly, again and again. */
const UNITS = [
  'a ', 'A ', '1 ', '1, ', ' ', '\n', '!', '. ', '- ', '()', '~', '\\', '😀', "'", 'no ', 'not ', 'no no gas and ', "isn't leaking and ", 'no any a the of ', 'and the ', 'also the sink ', 'the ', 'my ', 'my husband ', 'ID ', 'Boise, ', 'in ', 'in Boise ', 'n 1 e 1 ', 'unit 1, ',
  '12 Oak St ', '12 Oak St, Boise ID 83702 ', '12 calle de la ', 'calle a ', 'one two ', 'zip ', 'monday ', 'monday at 3 or ', 'between 1 and ', 'after 3 ', 'not friday ', "can't do ", 'before we ', 'need a ', 'ok ', 'thanks ', 'sorry ', 'wait 1 ', '2 but ', '1 or 2 ', '4210 not ', 'not 4120 ',
  'call me ', 'stop ', 'never mind ', 'fixed ', 'do you ', 'too expensive ', 'let me ', 'I am ', 'water ', 'leaking in the ', 'smell ', 'smoke, ', 'hand is swollen ', 'generator in the ', 'running the ', 'house is 50 ', 'sin luz ', 'de la ', 'el ',
];

const repeated = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Microseconds of CPU that a reading takes at least. */
function cpuOf(read: () => unknown): number {
  const tries = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    read();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...tries);
}

/** Eight times the length costs eight times the CPU where that is linear, 64 times where it is quadratic, 512 where it is cubic. */
const GROWTH_MAX = 20;
/** Below this nobody waits, whatever it grows by. */
const NOTICEABLE_MICROS = 15_000;

test.each(Object.keys(READERS))('no text makes reading its %s cost more than in proportion to its length', (name) => {
  const read = READERS[name]!;
  const costly = UNITS.flatMap((unit) => {
    const [short, long] = [repeated(unit, SHORT), repeated(unit, CHARACTERS_MAX)];
    read(short);
    const cpu = cpuOf(() => read(long));
    if (cpu < NOTICEABLE_MICROS) return [];
    const growth = cpu / cpuOf(() => read(short));
    return growth > GROWTH_MAX ? [`${JSON.stringify(unit)}: ${Math.round(cpu / 1000)} ms, ${growth.toFixed(1)} times an eighth of it`] : [];
  });
  expect(costly).toEqual([]);
});
