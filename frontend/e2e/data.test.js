// Where prices come from: beside each price, and on the page of the providers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.js';
import { DESKTOP, endVisit, openBrowser, openPage, PHONE } from './browser.js';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

test('each price says who gave it, how late and of when', async () => {
  const visit = await openPage(browser, '/', DESKTOP);
  const { page } = visit;
  const rows = page.locator('[data-symbol]');
  await rows.first().waitFor();
  const origins = page.locator('[data-symbol] [data-provider]');
  assert.equal(await origins.count(), await rows.count());
  assert.match(await origins.first().getAttribute('title'), /^Price of .+\. Provider: .+; delay: .+\./);
  await endVisit(visit, 'origins');
});

for (const [size, viewport] of [['phone', PHONE], ['desktop', DESKTOP]]) {
  test(`the providers are listed with their state on a ${size}`, async () => {
    const visit = await openPage(browser, '/?page=data', viewport);
    const { page } = visit;
    for (const stream of ['alpaca_stream', 'finnhub_stream']) {
      const row = page.locator(`tr[data-provider="${stream}"]`);
      await row.waitFor();
      assert.match(await row.textContent(), /ready|off|failing/);
    }
    assert.deepEqual(await faultsOf(page), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(overflow, 0, 'nothing reaches past the right edge');
    await endVisit(visit, `providers-${size}`);
  });
}

test('bars within a day are drawn and named by their time, for as long as they are given', async () => {
  const visit = await openPage(browser, '/?symbol=AAPL', DESKTOP);
  const { page } = visit;
  const prices = page.getByRole('region', { name: 'Price', exact: true });
  await prices.getByRole('button', { name: '5 min', exact: true }).click();
  await prices.getByText('no longer period for such bars').waitFor();
  await page.locator('[data-drawn="true"]').first().waitFor();
  assert.equal(new URL(page.url()).searchParams.get('interval'), '5m');
  await prices.getByRole('button', { name: 'Table', exact: true }).click();
  assert.match(await prices.locator('tbody th').first().textContent(), /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  await prices.getByRole('button', { name: 'Chart', exact: true }).click();
  await page.locator('[data-drawn="true"]').first().waitFor();
  await endVisit(visit, 'minutes');
});
