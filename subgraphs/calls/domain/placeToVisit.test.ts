import { placeToVisit } from './placeToVisit';

const point = { latitude: 43.6, longitude: -116.2 };
const street = '4120 W Emerald St';
const placed = { ...point, precision: 'zip' as const };
const whole = { street, city: 'Boise', state: 'ID', zip: '83706', country: 'US', ...point };

test.each([
  ['the ZIP code', { street, city: null, state: null, zip: '83706' }, { ...placed, city: 'Boise', state: 'ID', zip: '83706' }, whole],
  ['the city, where it has one ZIP code', { street, city: 'Boise', state: null, zip: null }, { ...placed, city: 'Boise', state: 'ID', zip: '83706' }, whole],
  ['the city, where it has several', { street, city: 'Boise', state: null, zip: null }, { ...placed, city: 'Boise', state: 'ID' }, { ...whole, zip: '' }],
  ['another state than the ZIP code’s', { street, city: 'Boise', state: 'OR', zip: '83706' }, { ...placed, city: 'Boise', state: 'ID', zip: '83706' }, whole],
  ['a part of town, which the map calls by the city', { street, city: 'North End', state: 'id', zip: '83706-1234' }, { ...placed, city: 'Boise', state: 'ID', zip: '83706' }, { ...whole, city: 'North End', zip: '83706-1234' }],
  ['what the map does not know', { street, city: 'Boise', state: 'id', zip: '83706' }, null, whole],
])('a customer who says the street and %s is visited at a whole address', (_what, said, located, visited) => {
  expect(placeToVisit(said, located, point)).toEqual(visited);
});
