import { bookedText, momentText, phoneText, stampText } from '../src/words';

const boise = 'America/Boise';

test('a text of today shows the clock of the business, an older one its date too', () => {
  const now = new Date();
  expect(stampText(now.toISOString(), boise)).toBe(now.toLocaleTimeString('en-US', { timeZone: boise, hour: 'numeric', minute: '2-digit' }));
  expect(stampText('2024-03-10T23:30:00Z', boise).replace(/\s/g, ' ')).toBe('Mar 10, 5:30 PM');
  expect(stampText('2024-03-11T05:30:00Z', boise).replace(/\s/g, ' ')).toBe('Mar 10, 11:30 PM');
});

test('a day is the business’s day, whatever the browser’s', () => {
  expect(momentText('2024-03-11T05:30:00Z', boise)).toBe('Mar 10');
  expect(momentText('2024-03-11T05:30:00Z', 'America/New_York')).toBe('Mar 11');
});

test('a visit soon is named by its weekday, a later one by its date', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const plain = (text: string) => text.replace(/\s/g, ' ');
  const clock = new Date().toLocaleTimeString('en-US', { timeZone: boise, hour: 'numeric', minute: '2-digit' });
  const weekday = inDays(3).toLocaleDateString('en-US', { timeZone: boise, weekday: 'short' });
  expect(plain(bookedText(inDays(0).toISOString(), boise))).toBe(plain(`today ${clock}`));
  expect(plain(bookedText(inDays(3).toISOString(), boise))).toMatch(new RegExp(`^${weekday} \\d`));
  expect(plain(bookedText('2024-03-10T23:30:00Z', boise))).toBe('Mar 10, 5:30 PM');
});

test('numbers read as people write them; other countries’ stay whole', () => {
  expect([phoneText('+12085550142'), phoneText('+442071838750')]).toEqual(['(208) 555-0142', '+442071838750']);
});
