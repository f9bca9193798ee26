// The web app against a running service: what a visitor sees and does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  coloursDrawn, DESKTOP, endVisit, logIn, openBrowser, openPage, PHONE, pricesShown,
} from './browser.js';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

for (const [size, viewport] of [['phone', PHONE], ['desktop', DESKTOP]]) {
  test(`a visitor logs in, sees prices move, a chart and a backtest on a ${size}`, async () => {
    const visit = await openPage(browser, '/', viewport);
    const { page } = visit;
    const colours = await coloursDrawn(page, '.price');
    assert.ok(colours >= 5, `${colours} colours on the price chart`);

    const first = await pricesShown(page);
    assert.ok(Object.keys(first).length > 0, 'the watchlist is empty');
    await page.waitForFunction(
      (known) =>
        [...document.querySelectorAll('[data-symbol]')].some(
          (row) => known[row.dataset.symbol] !== row.querySelector('[data-price]')?.dataset.price,
        ),
      first,
      { timeout: 60_000 },
    );

    await logIn(page);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await page.getByRole('button', { name: 'Run backtest' }).click();
    await coloursDrawn(page, '.backtest');
    for (const panel of ['Risk', 'Prediction', 'Backtest']) {
      const figures = page.getByRole('region', { name: panel, exact: true }).locator('dd');
      await figures.first().waitFor();
      assert.ok((await figures.count()) >= 4, `${panel} shows figures`);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(overflow, 0, 'nothing reaches past the right edge');
    await endVisit(visit, `${size}-logged-in`);
  });
}

test('an address opens its symbol and period, and Back returns to the one before', async () => {
  const listed = await openPage(browser, '/');
  await listed.page.locator('[data-symbol]').nth(1).waitFor();
  const [first, second] = Object.keys(await pricesShown(listed.page));
  await endVisit(listed, 'watchlist');

  const visit = await openPage(browser, `/?symbol=${second}&period=2y`);
  const { page } = visit;
  await page.getByRole('heading', { level: 1, name: second, exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: '2Y', exact: true }).getAttribute('aria-pressed'), 'true');
  await page.locator(`[data-symbol="${first}"]`).click();
  await page.getByRole('heading', { level: 1, name: first, exact: true }).waitFor();
  assert.equal(new URL(page.url()).search, `?symbol=${first}&period=2y`);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: second, exact: true }).waitFor();
  await endVisit(visit, 'address');
});

test('everything is reached by the keyboard and shows where the focus is', async () => {
  const visit = await openPage(browser, '/');
  const { page } = visit;
  await coloursDrawn(page, '.price');
  await page.getByRole('button', { name: 'Run backtest' }).waitFor();
  const reached = [];
  for (let step = 0; step < 100; step++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const name = element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent;
      return { name: name.trim(), outlined: outlineStyle !== 'none' && outlineWidth !== '0px' };
    });
    if (!focus) break;
    assert.ok(focus.outlined, `no visible focus on ${focus.name}`);
    reached.push(focus.name);
  }
  assert.equal(reached[0], 'Skip to the prices');
  for (const name of ['Log in', 'Show symbol', '1Y', 'Week', 'Table', 'Strategy', 'Run backtest']) {
    assert.ok(reached.some((text) => text.startsWith(name)), `${name} is not reached: ${reached.join(' | ')}`);
  }
  await endVisit(visit, 'keyboard');
});

test('the login form opens, refuses a wrong password in words and closes by Escape', async () => {
  const visit = await openPage(browser, '/');
  const { page, expected } = visit;
  expected.push(/status of 401/);
  const opener = page.getByRole('button', { name: 'Log in' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await logIn(page, 'not-the-password');
  const alert = page.getByRole('dialog').getByRole('alert');
  await alert.waitFor();
  assert.ok((await alert.textContent()).trim().length > 10);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.ok(await opener.evaluate((element) => element === document.activeElement), 'focus is back on the button');
  await endVisit(visit, 'login-refused');
});

test('a session outlives a reload, and ends by logging out', async () => {
  const visit = await openPage(browser, '/');
  const { page } = visit;
  await logIn(page);
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await coloursDrawn(page, '.backtest');
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await endVisit(visit, 'logged-out');
});

test('the chart is also there as a table', async () => {
  const visit = await openPage(browser, '/?period=3mo');
  const { page } = visit;
  await coloursDrawn(page, '.price');
  await page.getByRole('group', { name: 'Show prices as' }).getByRole('button', { name: 'Table' }).click();
  const rows = page.locator('.price tbody tr');
  await rows.first().waitFor();
  assert.ok((await rows.count()) > 20);
  assert.match(await rows.first().innerText(), /^\d{4}-\d{2}-\d{2}/);
  await endVisit(visit, 'table');
});

test('light and dark follow the system until one is chosen, and the choice is kept', async () => {
  const visit = await openPage(browser, '/');
  const { page } = visit;
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background();
  assert.notEqual(light, dark);
  await page.getByRole('button', { name: /^Theme/ }).click();
  assert.equal(await background(), light);
  await page.reload();
  assert.equal(await background(), light);
  await page.getByRole('button', { name: /^Theme/ }).click();
  await coloursDrawn(page, '.price');
  assert.equal(await background(), dark);
  await page.evaluate(() => localStorage.clear());
  await endVisit(visit, 'dark');
});

test('prices that are no market’s are marked at the top of the page', async () => {
  const visit = await openPage(browser, '/');
  const { page } = visit;
  const providers = await page.evaluate(async () => {
    const batch = await (await fetch('/api/v1/data/quotes')).json();
    return batch.quotes.map((quote) => quote.provider);
  });
  await page.locator('[data-symbol]').first().waitFor();
  if (providers.includes('simulated')) await page.getByText(/^Simulated prices/).first().waitFor();
  await endVisit(visit, 'banner');
});
