import { createZipTable } from './zipTable';

const table = createZipTable();
const address = { street: null, city: null, state: null, zip: null };

test('a ZIP code is placed within its city', async () => {
  expect(await table.locate({ ...address, zip: '83704' })).toMatchObject({ city: 'Boise', state: 'ID', precision: 'zip', latitude: expect.closeTo(43.63, 1), longitude: expect.closeTo(-116.29, 1) });
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
