import type { Appointment } from './appointment';
import { freeWorkers } from './workers';

const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
const ann = { id: 'ann', name: 'Ann', userId: null };
const ben = { id: 'ben', name: 'Ben', userId: null };
const boise = { latitude: 43.6177, longitude: -116.2023 };
/** An hour and a half away. */
const mountainHome = { latitude: 43.133, longitude: -115.691 };
const visit = (workerId: string, start: string, end: string, place: Partial<typeof boise> = boise) => ({ workerId, startAt: new Date(at(start)), endAt: new Date(at(end)), address: place }) as Appointment;

test.each([
  ['the first who is free comes', [], 'ann'],
  ['whoever is taken sends the next', [visit('ann', '09:30', '10:30')], 'ben'],
  ['a buffer behind the visit before counts', [visit('ann', '08:00', '08:50')], 'ben'],
  ['a buffer behind the visit itself counts', [visit('ann', '10:10', '11:00')], 'ben'],
  ['with one buffer between them both fit', [visit('ann', '08:00', '08:45'), visit('ann', '10:15', '11:00')], 'ann'],
  ['whoever cannot drive there in time sends the next', [visit('ann', '07:30', '08:15', mountainHome)], 'ben'],
  ['the drive to the next visit counts, too', [visit('ann', '10:45', '11:30', mountainHome)], 'ben'],
  ['with the drive between them both fit', [visit('ann', '05:30', '06:30', mountainHome)], 'ann'],
  ['where a place is not known no drive is reckoned with', [visit('ann', '07:30', '08:15', {})], 'ann'],
  ['nobody comes where both are taken', [visit('ann', '09:00', '10:00'), visit('ben', '09:30', '09:45')], undefined],
])('%s', (_guarantee, calendar, expected) => {
  expect(freeWorkers([ann, ben], calendar, { start: at('09:00'), end: at('10:00'), location: boise }, 15)[0]?.id).toBe(expected);
});
