import { readBusinessFile } from './businessFile';

const address = { street: '1 Main St', city: 'Boise', state: 'ID', zip: '83702' };
const file = {
  name: 'Your Plumbing', trades: ['PLUMBING'], timeZone: 'America/Boise', address, numbers: ['+12085550150'], forwardTargets: ['+12085550100'],
  owner: { email: 'owner@example.com', firstName: 'Your', lastName: 'Name' },
};

test('what is left out is left to createBusiness; of hours that are given, a day left out is closed', () => {
  expect(readBusinessFile(JSON.stringify(file))).toEqual({ file });
  const day = [{ opens: '18:00', closes: '02:00' }, { opens: '06:00', closes: '24:00' }];
  const closed = { monday: [], tuesday: [], wednesday: [], thursday: [], saturday: [], sunday: [] };
  expect(readBusinessFile(JSON.stringify({ ...file, hours: { friday: day } }))).toEqual({ file: { ...file, hours: { ...closed, friday: day } } });
});

test.each<[change: object, faults: string[]]>([
  [{ name: ' ' }, ['name: takes the name of the business']],
  [{ trades: ['ROOFING'] }, ['trades.0: takes one of PLUMBING, ELECTRICAL, HVAC, LOCKSMITH, GARAGE_DOOR']],
  [{ trades: [] }, ['trades: takes one trade or more']],
  [{ timeZone: 'EST' }, ['timeZone: takes an IANA name such as America/Boise']],
  [{ timeZone: 'America/Bosie' }, ['timeZone: takes an IANA name such as America/Boise']],
  [{ address: { ...address, zip: '8370', state: 'Idaho' } }, ['address.state: takes two letters such as ID', 'address.zip: takes a ZIP code such as 83702']],
  [{ address: { ...address, latitude: 43.6 } }, ['address: takes both of latitude and longitude, or neither']],
  [{ address: { ...address, latitude: 436, longitude: -116.2 } }, ['address.latitude: takes a number from -90 to 90']],
  [{ numbers: undefined }, ['numbers: takes a list of numbers in E.164']],
  [{ numbers: ['2085550150'] }, ['numbers.0: takes a number in E.164, such as +12085550199']],
  [{ numbers: ['+12085550150', '+12085550150'] }, ['numbers: takes each number once']],
  [{ forwardTargets: [] }, ['forwardTargets: takes one number or more']],
  [{ forwardTargets: ['+12085550150'] }, ['forwardTargets: takes other numbers than the business’s own']],
  [{ alertPhones: ['me'] }, ['alertPhones.0: takes a number in E.164, such as +12085550199']],
  [{ hours: { monday: [{ opens: '24:00', closes: '24:01' }] } }, ['hours.monday.0.opens: takes a time such as 08:00', 'hours.monday.0.closes: takes a time such as 17:00, at most 24:00']],
  [{ hours: { mon: [] } }, ['hours.mon: there is no such field']],
  [{ serviceRadiusMiles: 0 }, ['serviceRadiusMiles: takes a number from 1 to 500']],
  [{ holidays: ['2026-11-31', 'Christmas'] }, ['holidays.0: takes a date such as 2026-11-26', 'holidays.1: takes a date such as 2026-11-26']],
  [{ trades: ['GARAGE_DOOR'], jobs: { drain_cleaning: {} } }, [expect.stringMatching(/^jobs\.drain_cleaning: is no work of these trades, which are spring, /) as string]],
  [{ jobs: { drain_cleaning: { priceLow: 9_000 } } }, [expect.stringMatching(/^jobs\.drain_cleaning: takes a priceLow that is not above its priceHigh; usual are \d+ and \d+$/) as string]],
  [{ jobs: { drain_cleaning: { priceLow: 99.5, minutes: 5 } } }, ['jobs.drain_cleaning.minutes: takes a number from 15 to 1440', 'jobs.drain_cleaning.priceLow: takes whole dollars']],
  [{ missedCallText: '' }, ['missedCallText: takes the text after a missed call']],
  [{ screening: 'ON' }, ['screening: takes one of OFF, PRESS_KEY, ANSWERING_MACHINE_DETECTION']],
  [{ owner: { ...file.owner, email: 'nobody' } }, ['owner.email: takes an e-mail address']],
  [{ owner: { ...file.owner, password: 'hush-hush' } }, ['owner.password: there is no such field']],
])('%j: each fault names the field and what it takes', (change, faults) => {
  expect(readBusinessFile(JSON.stringify({ ...file, ...change }))).toEqual({ faults });
});

test('what is no JSON is told so', () => expect(readBusinessFile('{')).toEqual({ faults: [expect.stringMatching(/^not JSON: /)] }));
