/** The two pages as a person uses them: the owner's dashboard, and a customer's phone in the simulator. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type Locator, type Page, type WebSocketRoute, chromium } from 'playwright-core';

const screenshots = join(__dirname, '../../system-screenshots');

/** Debian's chromium, or the one CHROMIUM_PATH names. @throws Error when there is none */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`No browser at ${executablePath}: install Debian's chromium (apt-get install chromium), or set CHROMIUM_PATH.`);
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

export function part(page: Page, testId: string): Locator {
  return page.getByTestId(testId);
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

/** What axe finds that keeps people out, each with where. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** Controls of the page that no finger can get at: outside the screen, covered, or too small (24 px, WCAG 2.5.8); and how much wider than the screen the page is. */
export async function outOfReach(page: Page): Promise<string[]> {
  const found: string[] = [];
  const { width } = page.viewportSize()!;
  const tooWide = (await page.evaluate('document.documentElement.scrollWidth')) as number - width;
  if (tooWide > 0) found.push(`the page, by ${tooWide} px`);
  for (const control of await page.locator('a[href]:not(.skip):visible, button:enabled:visible, textarea:visible').elementHandles()) {
    const hit = await control.click({ trial: true, timeout: 3_000 }).then(() => true, () => false);
    const box = await control.boundingBox();
    if (!box) continue; // gone meanwhile: the page lives
    if (!hit || box.x < 0 || box.x + box.width > width || Math.min(box.width, box.height) < 24) found.push((await control.getAttribute('aria-label')) ?? (await control.innerText()));
  }
  return found;
}

/** Presses a key until that part has the focus. @throws Error where it never gets it */
export async function pressUntilFocused(page: Page, key: string, target: Locator): Promise<void> {
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press(key);
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`${key} does not lead to ${String(target)}`);
}

/** Holds the page's answers to one query until it is said what becomes of them; whoever asks after that is answered. */
export async function heldAnswer(page: Page, query: string) {
  let refuse!: (message: string) => void;
  let held = true;
  const refused = new Promise<string>((resolve) => (refuse = resolve));
  await page.route(/\/graphql$/, async (route) => {
    if (!held || !route.request().postData()?.includes(`query ${query}(`)) return route.fallback();
    await route.fulfill({ json: { errors: [{ message: await refused, extensions: { code: 'SERVICE_UNAVAILABLE' } }] } });
  });
  return {
    refuse(message: string) {
      held = false;
      refuse(message);
    },
  };
}

export async function logIn(page: Page, url: string, email: string, password: string): Promise<void> {
  await page.goto(url);
  await part(page, 'login-email').fill(email);
  await part(page, 'login-password').fill(password);
  await part(page, 'login-submit').click();
  await page.locator('[data-testid="connection-state"][data-state="connected"]').waitFor();
}

/** Lets a test cut the page's WebSocket, and keep it cut until mended. Call before the page is opened. */
export async function breakableLine(page: Page) {
  const sockets = new Set<WebSocketRoute>();
  let whole = true;
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    if (!whole) return void socket.close({ code: 1012 });
    sockets.add(socket);
    socket.connectToServer();
  });
  return {
    cut() {
      whole = false;
      for (const socket of sockets) void socket.close({ code: 1012 });
      sockets.clear();
    },
    mend() {
      whole = true;
    },
  };
}

/** A customer's phone. */
export function customerPhone(page: Page) {
  const received = page.locator('[data-testid="thread-message"][data-direction="received"]');
  return {
    received,
    async pickUp(number: string) {
      await part(page, 'customer-number').fill(number);
      await part(page, 'customer-number').press('Tab');
    },
    async callAndNobodyAnswers() {
      await part(page, 'call-button').click();
      await part(page, 'ring-out').click();
    },
    /** Sends a text and waits for the next one that comes back. @returns what it says */
    async ask(text: string): Promise<string> {
      const before = await received.count();
      await this.say(text);
      await received.nth(before).waitFor();
      return (await received.nth(before).innerText()).trim();
    },
    async say(text: string) {
      await part(page, 'composer').fill(text);
      await part(page, 'send-button').click();
    },
  };
}
