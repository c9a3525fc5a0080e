import { createZipTable, townsAround } from './zipTable';

const table = createZipTable();
const address = { street: null, city: null, state: null, zip: null };

test('a ZIP code is placed within its city', async () => {
  expect(await table.locate({ ...address, zip: '83704' })).toMatchObject({ city: 'Boise', state: 'ID', precision: 'zip', latitude: expect.closeTo(43.63, 1), longitude: expect.closeTo(-116.29, 1) });
});

test.each([['83716', 'Boise', 43.6, -116.2], ['99503', 'Anchorage', 61.2, -149.9]])('a ZIP code that lies far from the others of its city is where the city is: %s', async (zip, city, latitude, longitude) => {
  expect(await table.locate({ ...address, zip })).toMatchObject({ city, zip, latitude: expect.closeTo(latitude, 0), longitude: expect.closeTo(longitude, 0) });
});

test('one of the military post is where it is', async () => {
  expect((await table.locate({ ...address, zip: '96319' }))!.latitude).toBeCloseTo(40.7, 0);
});

test('a city with its state is placed without a ZIP code', async () => {
  expect(await table.locate({ ...address, city: 'boise', state: 'ID' })).toMatchObject({ city: 'Boise', state: 'ID', latitude: expect.closeTo(43.6, 0) });
});

test('a ZIP code that does not exist is nowhere', async () => {
  expect(await table.locate({ ...address, zip: '00000' })).toBeNull();
});

test('a city name that many states share is not guessed', async () => {
  expect(await table.locate({ ...address, city: 'Springfield' })).toBeNull();
});

const boise = { latitude: 43.615, longitude: -116.202, state: 'ID' };
const portland = { latitude: 45.52, longitude: -122.68, state: 'OR' };

test.each([
  ['Meridian', boise, 'ID'], ['caldwell', boise, 'ID'], ['Garden City', boise, 'ID'], ['Vancouver', portland, 'WA'], ['Salem', portland, 'OR'],
])('of the towns called %s the one near the business is meant', async (city, near, state) => {
  expect(await table.locate({ ...address, city }, near)).toMatchObject({ state });
});

test('a state that is said decides, however far it is', async () => {
  expect(await table.locate({ ...address, city: 'Meridian', state: 'MS' }, boise)).toMatchObject({ state: 'MS' });
});

test('the towns around a place are known by their names', () => {
  const towns = townsAround(boise);
  expect([towns.has('boise'), towns.has('garden city'), towns.has('nampa'), towns.has('spokane'), towns.has('pocatello')]).toEqual([true, true, true, false, false]);
});
