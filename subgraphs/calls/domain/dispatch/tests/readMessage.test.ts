import { readMessage, wordsOf } from '../reading/readMessage';

const read = (text: string) => readMessage(text, 'PLUMBING');

test.each([
  ['Quit texting me', true],
  ['remove me from your list', true],
  ['pls take my number off', true],
  ["don't ever message this number again", true],
  ['I never signed up for this, leave me alone', true],
  ['no more texts please', true],
  ['no me escriban mas', true],
  ['por favor dejen de mandarme mensajes', true],
  ['lose my number', true],
  ['not interested stop', true],
  ['you can stop now, got it handled', true],
  ['enough with the messages', true],
  ['sáquenme de su lista', true],
  ["the toilet won't stop running", false],
  ['can you stop by tomorrow', false],
  ['cancel the visit please', false],
  ["thanks, we're good", false],
  ['water wont stop coming out', false],
])('whether "%s" asks not to be texted: %s', (text, expected) => {
  expect(read(text).optOut).toBe(expected);
});

test.each([
  ['have someone call me at 208-555-0123', true],
  ['Can I talk to Mike?', true],
  ['need to speak with the owner', true],
  ['give me a ring when you get a chance', true],
  ['call me when you are on the way', false],
  ['send someone today', false],
  ['is there a real person there', true],
  ['quiero hablar con una persona', true],
  ['me pueden llamar por favor', true],
  ['please call, texting is hard for me', true],
  ['prefer a phone call to go over options', true],
  ['can you call my husband Dan instead', true],
  ['Need a person out here fast', false],
  ['just call me', true],
  ['would rather discuss by phone', true],
])('whether "%s" asks for a person: %s', (text, expected) => {
  expect(read(text).wantsHuman).toBe(expected);
});

test.each([
  ['can you stop by tomorrow', 'tomorrow'],
  ['send someone today', 'today'],
  ['leak at 55 Elm Street apt 4B, Salt Lake City UT 84101, before 10am', 'before 10am'],
  ['1420 NW 23rd Ave, Portland, OR. After 5pm on weekdays', 'After 5pm on weekdays'],
  ['1300 Hwy 55, Eagle ID 83616. Mon or Tue before lunch', 'Mon or Tue before lunch'],
  ['started sunday, getting worse', null],
  ['it happens every morning', null],
  ['since 6am no power', null],
  ['any chance for saturday?', 'saturday'],
  ['the sooner the better', 'the sooner the better'],
  ['I can do this thurs 10-2', 'this thurs 10-2'],
  ['el martes después de las 4', 'martes después de las 4'],
  ['lo antes posible por favor', 'lo antes posible'],
  ['not before noon', 'not before noon'],
  ['home all day friday', 'all day friday'],
  ['dec 3rd or 4th', 'dec 3rd or 4th'],
  ['no rush, whenever', null],
  ['every day except Sunday', 'every day except Sunday'],
  ['within the next hour', 'within the next hour'],
])('when "%s" wants the visit: %s', (text, expected) => {
  expect(read(text).preferredText).toBe(expected);
});

test.each([
  ['leak at 55 Elm Street apt 4B, Salt Lake City UT 84101, before 10am', '55 Elm Street apt 4B|Salt Lake City|UT|84101'],
  ['1420 NW 23rd Ave, Portland, OR. After 5pm on weekdays', '1420 NW 23rd Ave|Portland|OR|'],
  ['im in Meridian 83646', '|Meridian||83646'],
  ['zip 83704', '|||83704'],
  ['10 Sunrise Cir #3 Nampa Idaho', '10 Sunrise Cir #3|Nampa|ID|'],
  ['sorry meant 814 Birch Ln not 841 Birch Ln, Reno NV 89502', '814 Birch Ln|Reno|NV|89502'],
  ['1300 Hwy 55, Eagle ID 83616. Mon or Tue before lunch', '1300 Hwy 55|Eagle|ID|83616'],
  ['N5512 County Road K, Fond du Lac WI 54937', 'N5512 County Road K|Fond du Lac|WI|54937'],
  ['3rd floor of 900 Broadway, New York NY 10003', '900 Broadway|New York|NY|10003'],
  ['8 Avenue C, Brooklyn NY', '8 Avenue C|Brooklyn|NY|'],
  ['5 St Charles Pl, St Louis MO 63103', '5 St Charles Pl|St Louis|MO|63103'],
  ['our shop on Main Street by the bank', '|||'],
  ['unit 7, 510 W Idaho St, Boise 83702', 'unit 7, 510 W Idaho St|Boise||83702'],
  ['its apt 4B at 510 W Idaho st, boise 83702', 'apt 4B at 510 W Idaho st|boise||83702'],
  ['#4, 510 W Idaho St, Boise 83702', '#4, 510 W Idaho St|Boise||83702'],
  ['#4 510 W Idaho St Boise', '#4 510 W Idaho St|Boise||'],
  ['apt. 4-B, 510 W Idaho St, Boise ID', 'apt. 4-B, 510 W Idaho St|Boise|ID|'],
  ['suite 200, 510 W Idaho St, Boise ID', 'suite 200, 510 W Idaho St|Boise|ID|'],
  ['ste 5 - 510 W Idaho St, Boise', 'ste 5 - 510 W Idaho St|Boise||'],
  ['lot 12, 2900 S Orchard St, Boise', 'lot 12, 2900 S Orchard St|Boise||'],
  ['lot 12 2900 S Orchard St, Boise', 'lot 12 2900 S Orchard St|Boise||'],
  ['trailer 9, 2900 S Orchard St, Boise 83705', 'trailer 9, 2900 S Orchard St|Boise||83705'],
  ['upstairs unit, 510 W Idaho St, Boise 83702', 'upstairs unit, 510 W Idaho St|Boise||83702'],
  ['basement apartment at 510 W Idaho St, Boise', 'basement apartment at 510 W Idaho St|Boise||'],
  ['bldg 3 apt 12, 510 W Idaho St, Boise 83702', 'bldg 3 apt 12, 510 W Idaho St|Boise||83702'],
  ['apartment B of 510 W Idaho St, Boise', 'apartment B of 510 W Idaho St|Boise||'],
  ['my tenant in unit 3, 510 W Idaho St, Boise has no heat', 'unit 3, 510 W Idaho St|Boise||'],
  ['Apt 4B\n510 W Idaho St\nBoise 83702', 'Apt 4B, 510 W Idaho St|Boise||83702'],
  ['apto 3, 510 W Idaho St, Boise 83702', 'apto 3, 510 W Idaho St|Boise||83702'],
  ['departamento 3, 510 W Idaho St, Boise 83702', 'departamento 3, 510 W Idaho St|Boise||83702'],
  ['depto. 3 en 510 W Idaho St, Boise 83702', 'depto. 3 en 510 W Idaho St|Boise||83702'],
  ['510 W Idaho St Apt 4B, Boise 83702', '510 W Idaho St Apt 4B|Boise||83702'],
  ['510 W Idaho St, apt. 4-b, Boise ID 83702', '510 W Idaho St, apt. 4-b|Boise|ID|83702'],
  ['510 W Idaho St. apt 4, Boise', '510 W Idaho St. apt 4|Boise||'],
  ['510 W Idaho St. unit 4 in Boise', '510 W Idaho St. unit 4|Boise||'],
  ['510 W Idaho St #4, Boise', '510 W Idaho St #4|Boise||'],
  ['510 W Idaho St Unit #4, Boise', '510 W Idaho St Unit #4|Boise||'],
  ['510 W Idaho St suite 200, Boise ID', '510 W Idaho St suite 200|Boise|ID|'],
  ['2900 S Orchard St lot 12, Boise', '2900 S Orchard St lot 12|Boise||'],
  ['2900 S Orchard St trailer 9, Boise 83705', '2900 S Orchard St trailer 9|Boise||83705'],
  ['510 W Idaho St upstairs unit, Boise 83702', '510 W Idaho St upstairs unit|Boise||83702'],
  ['510 W Idaho St, upstairs unit, Boise 83702', '510 W Idaho St, upstairs unit|Boise||83702'],
  ['510 W Idaho St departamento 3, Boise 83702', '510 W Idaho St departamento 3|Boise||83702'],
  ['510 W Idaho St apto 3, Boise', '510 W Idaho St apto 3|Boise||'],
  ['510 W Idaho St, Boise ID 83702 apt 4', '510 W Idaho St apt 4|Boise|ID|83702'],
  ['510 W Idaho St, Boise, ID 83702, Apt 4B', '510 W Idaho St Apt 4B|Boise|ID|83702'],
  ['510 W Idaho St, Boise 83702. Apt 4', '510 W Idaho St Apt 4|Boise||83702'],
  ['510 W Idaho St\nBoise 83702\nunit 7', '510 W Idaho St unit 7|Boise||83702'],
  ['510 W Idaho St, Boise, apt 4, my sink leaks', '510 W Idaho St apt 4|Boise||'],
  ['510 W Idaho St Boise 83702 apt 4 is where it leaks', '510 W Idaho St apt 4|Boise||83702'],
  ['510 W Idaho St, Boise ID 83702 #4', '510 W Idaho St #4|Boise|ID|83702'],
  ['510 W Idaho St, Boise 83702 apto 3', '510 W Idaho St apto 3|Boise||83702'],
  ['510 W Idaho St, Boise 83702, #2 works for me', '510 W Idaho St|Boise||83702'],
  ['510 W Idaho St, Boise 83702. Unit 2 is not cooling', '510 W Idaho St|Boise||83702'],
  ['510 W Idaho St Apt 4, Boise 83702, building 3', '510 W Idaho St Apt 4|Boise||83702'],
  ['apt 4, 12 Oak St', 'apt 4, 12 Oak St|||'],
  ['unit 3 and now unit 1 flooded. 1660 Pulaski Hwy Unit 3, Edgewood MD 21040', '1660 Pulaski Hwy Unit 3|Edgewood|MD|21040'],
  ['ac unit 2 at 510 W Idaho St, Boise', '510 W Idaho St|Boise||'],
  ['breaker #4 at 510 W Idaho St, Boise', '510 W Idaho St|Boise||'],
  ['option #2, 510 W Idaho St, Boise', '510 W Idaho St|Boise||'],
  ['my 8 unit building, 510 W Idaho St, Boise', '510 W Idaho St|Boise||'],
  ['I live at 510 W Idaho St. in Boise', '510 W Idaho St|Boise||'],
  ['i live at 510 w idaho st boise', '510 w idaho st|boise||'],
  ['vivo en 510 W Idaho St, Boise', '510 W Idaho St|Boise||'],
  ['I live at 12 Oak St, but the rental is 510 W Idaho St, Boise', '510 W Idaho St|Boise||'],
  ['the leak is at 510 W Idaho St, Boise, I live at 12 Oak St', '510 W Idaho St|Boise||'],
  ['my office is 12 Oak St Boise but the leak is at 510 W Idaho St Boise', '510 W Idaho St|Boise||'],
  ['mailing address is 12 Oak St, Boise', '|||'],
  ['calle Idaho 510, Boise 83702', 'calle Idaho 510|Boise||83702'],
  ['Calle Idaho #510, Boise 83702', 'Calle Idaho #510|Boise||83702'],
  ['avenida Roosevelt numero 12, Nampa ID', 'avenida Roosevelt numero 12|Nampa|ID|'],
  ['vivo en la calle Main 1200 en Boise', 'calle Main 1200|Boise||'],
  ['Calle de la Rosa 45 apto 3, Nampa ID', 'Calle de la Rosa 45 apto 3|Nampa|ID|'],
  ['apto 3, calle Idaho 510, Boise', 'apto 3, calle Idaho 510|Boise||'],
  ['la fuga esta en la calle a 2 casas de la esquina', '|||'],
  // Road names without a number are no street: eval/GUIDE.md.
  ['corner of Fairview and Cole in Boise', '|Boise||'],
  ['Fairview & Cole', '|||'],
  ['6th house on Cole rd, boise 83704', '|boise||83704'],
])('where "%s" wants it: %s', (text, expected) => {
  expect((['street', 'city', 'state', 'zip'] as const).map((part) => read(text).address?.[part] ?? '').join('|')).toBe(expected);
});

test('the name of a street is no sign of work where its unit stands behind the city', () => {
  const text = 'my sink is clogged, 510 Smoke Ridge Rd, Boise ID 83702 unit 4';
  expect(read(text)).toMatchObject({ jobType: 'drain_cleaning', lifeSafety: null, preferredText: null, address: { street: '510 Smoke Ridge Rd unit 4' } });
  expect(wordsOf(text)).not.toMatch(/smoke|unit/);
});

describe('a customer cannot make reading slow: a text four times as long takes about four times the work', () => {
  const trades = ['PLUMBING', 'ELECTRICAL', 'HVAC', 'LOCKSMITH', 'GARAGE_DOOR'] as const;
  const textOf = (unit: string, length: number) => unit.repeat(length).slice(0, length);
  /** The clock of CPU time may stand still for 10 ms: so long a stretch that a tick more or less does not matter. */
  const stretchMicros = 50_000;
  /** Of several tries the least: what else the process does only adds to it. */
  const workOf = (text: string) =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const before = process.cpuUsage();
        let reads = 0;
        let micros = 0;
        for (; micros < stretchMicros; reads++) {
          for (const trade of trades) readMessage(text, trade);
          const { user, system } = process.cpuUsage(before);
          micros = user + system;
        }
        return micros / reads;
      }),
    );

  test.each(['locked ', 'water in the ', '12 oak ', 'a', 'my ', '1 2 3 ', 'smell of burning no ', 'water ', 'the ', 'was leaking ', 'my baby is locked in the ', 'got my hand ', '1 Main St ', 'he is locked in the ', 'turned got the all the ', 'line tree the power '])('of "%s"', (unit) => {
    const [short, long] = [textOf(unit, 400), textOf(unit, 1600)];
    workOf(long);
    // In proportion 4, by the square 16.
    expect(workOf(long) / workOf(short)).toBeLessThan(9);
  });
});

test.each([
  ['toilet wobbles, and while you are here the kitchen sprayer needs replacing too', 'toilet_repair'],
  ['the sink is slow. also, our water heater quit and there is no hot water at all', 'water_heater_repair'],
  ['Also looking for someone to unclog a shower drain', 'drain_cleaning'],
])('of two jobs the more urgent, of equals the first named: "%s"', (text, job) => {
  expect(read(text).jobType).toBe(job);
});
