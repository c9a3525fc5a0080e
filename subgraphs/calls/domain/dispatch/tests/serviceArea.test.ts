import { serviceAreaOf } from '../area/serviceArea';

const center = { latitude: 43.6177, longitude: -116.2023 };
const near = { zip: '83706', point: { latitude: 43.59, longitude: -116.19 } };
const far = { zip: '97201', point: { latitude: 45.51, longitude: -122.69 } };
const unplaced = { zip: null, point: null };
const area = { center, radiusMiles: 25, zips: [] as string[] };

test.each([
  ['inside the radius', area, near, true],
  ['outside it', area, far, false],
  ['outside it, in a listed ZIP code', { ...area, zips: ['97201'] }, far, true],
  ['in a listed ZIP code of nine digits', { ...area, zips: ['97201'] }, { ...far, zip: '97201-1234' }, true],
  ['not on the map', area, unplaced, null],
  ['not on the map, in a ZIP code that is not listed', { ...area, zips: ['83702'] }, { zip: '83706', point: null }, false],
  ['near, where ZIP codes alone count and it is in none', { ...area, radiusMiles: null, zips: ['83702'] }, near, false],
  ['near, where ZIP codes alone count and it is in one', { ...area, radiusMiles: null, zips: ['83706'] }, near, true],
  ['on no map and in no ZIP code, where ZIP codes alone count', { ...area, radiusMiles: null, zips: ['83702'] }, unplaced, null],
  ['a radius of nothing, which is none', { ...area, radiusMiles: 0, zips: ['83702'] }, near, false],
  ['anywhere, where nothing limits', { ...area, radiusMiles: null }, far, true],
  ['anywhere, where the radius is around nobody knows where', { ...area, center: null }, far, true],
])('an address %s', (_where, served, address, inServiceArea) => {
  expect(serviceAreaOf(served, address).inServiceArea).toBe(inServiceArea);
});
