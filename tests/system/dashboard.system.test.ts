/**
 * The product as its owner meets it: two browser pages on the built application, nothing replaced.
 * Run: npm run build && npx vite build dashboard && npx jest --testPathIgnorePatterns /node_modules/ --testMatch '**\/*.system.test.ts'
 */
import type { Browser, Page } from 'playwright-core';
import { type RunningApp, startApp } from './runningApp';
import { mergeCustomers } from './mergeCustomers';
import { breakableLine, customerPhone, heldAnswer, logIn, outOfReach, part, picture, pressUntilFocused, seriousViolations, startBrowser } from './screens';

const owner = { email: 'owner@demo.nevermisscall.test', password: 'never-miss-a-call' };

jest.setTimeout(300_000);

let browser: Browser;
let app: RunningApp;
let dashboard: Page;
let phonePage: Page;
let phone: ReturnType<typeof customerPhone>;
const faults: string[] = [];
let loads = 0;
let line: Awaited<ReturnType<typeof breakableLine>>;

beforeAll(async () => {
  browser = await startBrowser();
  app = await startApp();
  const owners = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  owners.setDefaultTimeout(90_000);
  dashboard = await owners.newPage();
  dashboard.on('pageerror', (error) => faults.push(error.message));
  dashboard.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  line = await breakableLine(dashboard);
  dashboard.on('load', () => (loads += 1));
  const customers = await browser.newContext();
  customers.setDefaultTimeout(90_000);
  phonePage = await customers.newPage();
  await phonePage.goto(app.simulator);
  phone = customerPhone(phonePage);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
}, 60_000);

const counter = async (name: string) => Number(await part(dashboard, `counter-${name}`).getAttribute('data-value'));
const counterReaches = (name: string, value: number) => dashboard.locator(`[data-testid="counter-${name}"][data-value="${value}"]`).waitFor();
const conversation = (number: string) => part(dashboard, 'conversation-item').filter({ hasText: number });
const focused = (testId: string) => dashboard.locator(`[data-testid="${testId}"]:focus`).waitFor();
const texts = (sender: string) => dashboard.locator(`[data-testid="thread-message"][data-sender="${sender}"]`);

test('the owner logs in and finds a live page that everybody can use', async () => {
  await dashboard.goto(app.dashboard);
  await part(dashboard, 'login-email').waitFor();
  expect(await seriousViolations(dashboard)).toEqual([]);
  await logIn(dashboard, app.dashboard, owner.email, owner.password);
  await part(dashboard, 'counter-calls').waitFor();
  await dashboard.locator('[data-testid="counter-calls"]:not([data-value=""])').waitFor();
  await picture(dashboard, '1-empty-inbox');
  expect(await seriousViolations(dashboard)).toEqual([]);
  loads = 0;
});

test('a missed call is texted back, and the dashboard shows both as they happen', async () => {
  const [calls, missed] = [await counter('calls'), await counter('missedCalls')];
  await phone.pickUp('+12085550142');
  await phone.callAndNobodyAnswers();
  await phone.received.first().waitFor();
  await dashboard.locator('[data-testid="call-item"][data-status="MISSED"][data-outcome="TEXTED"]').waitFor();
  await conversation('555-0142').click();
  await texts('SYSTEM').first().waitFor();
  await counterReaches('calls', calls + 1);
  await counterReaches('missedCalls', missed + 1);
  await picture(dashboard, '2-missed-call');
});

test('the customer books a visit by text; lead, appointment and figures appear without a reload', async () => {
  const [leads, bookings] = [await counter('leads'), await counter('bookings')];
  await phone.ask('water heater leakin all over the garage!!');
  await part(dashboard, 'lead-card').waitFor();
  const offer = await phone.ask('4120 W Emerald St Boise 83704');
  expect(offer).toMatch(/2\D/);
  await picture(dashboard, '3-slots-offered');
  // Late in the evening the second time may be of a dearer hour than the first: its price is confirmed first.
  const isDearer = (await phone.ask('2')).includes('Reply 1 to confirm');
  if (isDearer) await phone.ask('1');
  await dashboard.locator('[data-testid="appointment-card"]', { hasText: 'Confirmed' }).waitFor();
  await part(dashboard, 'lead-card').filter({ hasText: 'Booked' }).waitFor();
  expect(await texts('CUSTOMER').count()).toBe(isDearer ? 4 : 3);
  expect(await texts('AI').count()).toBeGreaterThanOrEqual(3);
  await counterReaches('leads', leads + 1);
  await counterReaches('bookings', bookings + 1);
  await picture(dashboard, '4-booked');
  await picture(phonePage, '4-booked-phone');
  expect(await seriousViolations(dashboard)).toEqual([]);
});

test('the visit stands in the appointments of its day', async () => {
  const item = part(dashboard, 'appointment-item').filter({ hasText: '4120 W Emerald St' });
  await part(dashboard, 'nav-appointments').click();
  for (let day = 0; day < 7; day += 1) {
    await part(dashboard, 'appointment-item').or(part(dashboard, 'no-appointments')).first().waitFor();
    if ((await item.count()) > 0) break;
    await part(dashboard, 'day-next').click();
  }
  expect(await item.count()).toBe(1);
  await picture(dashboard, '5-appointments');
  expect(await seriousViolations(dashboard)).toEqual([]);
  await part(dashboard, 'nav-inbox').click();
});

test('after the owner takes over, the owner\'s words arrive and the AI stays silent', async () => {
  await phone.pickUp('+12085550143');
  await phone.callAndNobodyAnswers();
  await conversation('555-0143').click();
  await texts('SYSTEM').first().waitFor();
  await part(dashboard, 'take-over').click();
  await part(dashboard, 'return-to-ai').waitFor();
  await part(dashboard, 'composer').fill('Olivia here, what can I do for you?');
  await part(dashboard, 'send').click();
  await phone.received.filter({ hasText: 'Olivia here' }).waitFor();
  await phone.say('my kitchen sink is clogged');
  await texts('CUSTOMER').filter({ hasText: 'clogged' }).waitFor();
  // Whoever calls and writes after that is answered: had the AI meant to answer here, it would have.
  await phone.pickUp('(208) 555-0144');
  await phone.callAndNobodyAnswers();
  await phone.received.first().waitFor();
  await phone.ask('my kitchen sink is clogged');
  expect(await texts('AI').count()).toBe(0);
  await texts('HUMAN').first().waitFor();
  await picture(dashboard, '6-taken-over');
});

test('the owner resolves the conversation', async () => {
  await part(dashboard, 'resolve').click();
  await conversation('555-0143').filter({ hasText: 'Resolved' }).waitFor();
  await picture(dashboard, '7-resolved');
});

test('a customer who wants no visit leaves a lost lead that says why', async () => {
  await phone.ask('no thanks, we found someone else');
  await conversation('555-0144').click();
  await part(dashboard, 'lead-card').filter({ hasText: 'Lost: withdrawn' }).waitFor();
});

test('the inbox lists what is chosen; what comes to fit appears by itself, what no longer does goes', async () => {
  await part(dashboard, 'choice-resolved').click();
  await conversation('555-0143').waitFor();
  for (const words of await part(dashboard, 'conversation-item').allInnerTexts()) expect(words.toLowerCase()).toContain('resolved');
  await phone.ask('my kitchen sink is clogged again');
  await conversation('555-0144').waitFor({ state: 'detached' });
  await part(dashboard, 'choice-needsYou').click();
  await part(dashboard, 'no-conversations').filter({ hasText: 'Nobody needs you' }).waitFor();
  await phone.say('can a real person call me please');
  await conversation('555-0144').filter({ hasText: 'Needs you' }).waitFor();
  expect(await part(dashboard, 'conversation-item').count()).toBe(1);
  await part(dashboard, 'choice-all').click();
  await conversation('555-0142').waitFor();
});

test('a danger comes first, in one row that leads to the customer; who has seen it goes on at the next', async () => {
  const alerts = part(dashboard, 'alert-item');
  await part(dashboard, 'nav-inbox').click();
  await phone.say('I smell gas in the kitchen');
  await alerts.first().and(dashboard.locator('[data-kind="LIFE_SAFETY"]')).filter({ hasText: 'I smell gas' }).waitFor();
  await alerts.nth(1).and(dashboard.locator('[data-kind="CUSTOMER_WAITING"]')).waitFor();
  for (const alert of await alerts.all()) expect((await alert.boundingBox())!.height).toBeLessThan(48);
  await picture(dashboard, '8-danger');
  expect(await seriousViolations(dashboard)).toEqual([]);
  await alerts.first().getByRole('link').press('Enter');
  await part(dashboard, 'thread').and(dashboard.getByLabel('(208) 555-0144')).waitFor();
  await part(dashboard, 'alert-acknowledge').first().press('Enter');
  await dashboard.locator('[data-kind="CUSTOMER_WAITING"] button:focus').waitFor();
});

test('the keyboard alone opens a conversation, takes it over, answers, resolves it and leads back to the list', async () => {
  const composer = part(dashboard, 'composer');
  await phone.pickUp('+12085550142');
  await part(dashboard, 'choice-emergencies').focus();
  await pressUntilFocused(dashboard, 'Tab', part(dashboard, 'conversation-item').and(dashboard.locator('[tabindex="0"]')));
  await dashboard.keyboard.press('Home');
  await pressUntilFocused(dashboard, 'ArrowDown', conversation('555-0142'));
  await dashboard.keyboard.press('Enter');
  await composer.and(dashboard.getByLabel('Text to (208) 555-0142')).and(dashboard.locator(':focus')).waitFor();
  await pressUntilFocused(dashboard, 'Shift+Tab', part(dashboard, 'take-over'));
  await dashboard.keyboard.press('Enter');
  await focused('composer');
  await dashboard.keyboard.type('We are on our way');
  await dashboard.keyboard.press('Enter');
  await phone.received.filter({ hasText: 'We are on our way' }).waitFor();
  await focused('composer');
  expect(await composer.inputValue()).toBe('');
  await pressUntilFocused(dashboard, 'Shift+Tab', part(dashboard, 'resolve'));
  await dashboard.keyboard.press('Enter');
  await focused('return-to-ai');
  await dashboard.keyboard.press('Escape');
  await conversation('555-0142').and(dashboard.locator(':focus')).waitFor();
});

test('a reply that was not sent waits in its own conversation', async () => {
  const composer = part(dashboard, 'composer');
  await composer.fill('We could come');
  await conversation('555-0144').click();
  await part(dashboard, 'thread').and(dashboard.getByLabel('(208) 555-0144')).waitFor();
  expect(await composer.inputValue()).toBe('');
  await conversation('555-0142').click();
  await part(dashboard, 'thread').and(dashboard.getByLabel('(208) 555-0142')).waitFor();
  expect(await composer.inputValue()).toBe('We could come');
  await composer.fill('');
});

test('HELP and STOP are answered on the phone once, by the carrier', async () => {
  await phone.pickUp('+12085550145');
  await phone.callAndNobodyAnswers();
  await phone.received.first().waitFor();
  expect(await phone.ask('HELP')).toMatch(/^Reply STOP to unsubscribe/);
  expect(await phone.ask('STOP')).toMatch(/^You have successfully been unsubscribed/);
  await picture(phonePage, '7-opted-out-phone');
  await conversation('555-0145').click();
  await texts('CUSTOMER').filter({ hasText: 'STOP' }).waitFor();
  expect([await texts('SYSTEM').count(), await texts('AI').count(), await phone.received.count()]).toEqual([1, 0, 3]);
  await part(dashboard, 'no-texts').waitFor();
});

test('a customer\'s other numbers stand beside what was said', async () => {
  await mergeCustomers(app.graphql, owner, '+12085550143', '+12085550145');
  await conversation('555-0143').click();
  await part(dashboard, 'other-numbers').filter({ hasText: '(208) 555-0145' }).waitFor();
});

test('a list that is on its way says so, and one that did not come can be asked for again', async () => {
  const answer = await heldAnswer(dashboard, 'Inbox');
  await part(dashboard, 'choice-unread').click();
  await part(dashboard, 'inbox').getByLabel('Loading').waitFor();
  answer.refuse('Calls are away for a moment.');
  await part(dashboard, 'inbox').getByRole('alert').filter({ hasText: 'Calls are away for a moment.' }).waitFor();
  await part(dashboard, 'inbox').getByRole('button', { name: 'Try again' }).click();
  await part(dashboard, 'no-conversations').or(part(dashboard, 'conversation-item')).first().waitFor();
  await part(dashboard, 'choice-all').click();
});

test('a connection that was lost comes back with what happened meanwhile, once', async () => {
  await conversation('555-0142').click();
  await texts('CUSTOMER').first().waitFor();
  await phone.pickUp('+12085550142');
  await phone.received.filter({ hasText: 'booked' }).first().waitFor();
  line.cut();
  await dashboard.locator('[data-testid="connection-state"][data-state="reconnecting"]').waitFor();
  await phone.say('thanks, see you then');
  await phonePage.locator('[data-testid="thread-message"][data-direction="sent"]', { hasText: 'see you then' }).waitFor();
  await picture(dashboard, '8-reconnecting');
  const meanwhile = texts('CUSTOMER').filter({ hasText: 'see you then' });
  expect(await meanwhile.count()).toBe(0);
  line.mend();
  await meanwhile.waitFor();
  await dashboard.locator('[data-testid="connection-state"][data-state="connected"]').waitFor();
  expect(await meanwhile.count()).toBe(1);
});

test('on a phone, list and thread are one after the other, with every control within reach and the name to be read', async () => {
  await dashboard.setViewportSize({ width: 390, height: 844 });
  await part(dashboard, 'thread').waitFor();
  await picture(dashboard, '9-phone-thread');
  expect(await outOfReach(dashboard)).toEqual([]);
  await part(dashboard, 'back').click();
  await conversation('555-0142').and(dashboard.locator(':focus')).waitFor();
  await picture(dashboard, '10-phone-inbox');
  expect(await outOfReach(dashboard)).toEqual([]);
  expect(await seriousViolations(dashboard)).toEqual([]);
  await part(dashboard, 'nav-appointments').click();
  await part(dashboard, 'day').waitFor();
  expect(await outOfReach(dashboard)).toEqual([]);
  line.cut();
  await dashboard.locator('[data-testid="connection-state"][data-state="reconnecting"]').waitFor();
  expect(await dashboard.getByRole('heading', { level: 1 }).evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBeLessThanOrEqual(1);
  line.mend();
});

test('all of it without a reload or a fault in the page', async () => {
  expect(loads).toBe(0);
  expect(faults).toEqual([]);
});
