import type { Appointment } from './appointment';
import { freeWorker } from './workers';

const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
const ann = { id: 'ann', name: 'Ann', userId: null };
const ben = { id: 'ben', name: 'Ben', userId: null };
const visit = (workerId: string, start: string, end: string) => ({ workerId, startAt: new Date(at(start)), endAt: new Date(at(end)) }) as Appointment;

test.each([
  ['the first who is free comes', [], 'ann'],
  ['whoever is taken sends the next', [visit('ann', '09:30', '10:30')], 'ben'],
  ['a buffer behind the visit before counts', [visit('ann', '08:00', '08:50')], 'ben'],
  ['a buffer behind the visit itself counts', [visit('ann', '10:10', '11:00')], 'ben'],
  ['with one buffer between them both fit', [visit('ann', '08:00', '08:45'), visit('ann', '10:15', '11:00')], 'ann'],
  ['nobody comes where both are taken', [visit('ann', '09:00', '10:00'), visit('ben', '09:30', '09:45')], undefined],
])('%s', (_guarantee, calendar, expected) => {
  expect(freeWorker([ann, ben], calendar, { start: at('09:00'), end: at('10:00') }, 15)?.id).toBe(expected);
});
