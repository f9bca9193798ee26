// The rules of accessibility that a machine can check, on the page in each of its dresses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.js';
import { coloursDrawn, DESKTOP, endVisit, logIn, openBrowser, openPage, PHONE } from './browser.js';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

for (const [name, viewport, colorScheme] of [
  ['on a desktop in light', DESKTOP, 'light'],
  ['on a phone in dark', PHONE, 'dark'],
]) {
  test(`the page with a backtest has no fault ${name}`, async () => {
    const visit = await openPage(browser, '/', viewport, (page) => page.emulateMedia({ colorScheme }));
    const { page } = visit;
    await coloursDrawn(page, '.price');
    await logIn(page);
    await page.getByRole('button', { name: 'Log out' }).waitFor();
    await page.getByRole('button', { name: 'Run backtest' }).click();
    await coloursDrawn(page, '.backtest');
    await page.getByText('All statistics').click();
    await page.getByText(/^Trades/).last().click();
    assert.deepEqual(await faultsOf(page), []);
    await endVisit(visit, `accessible ${name}`.replaceAll(' ', '-'));
  });
}

test('the login form and the tables have no fault', async () => {
  const visit = await openPage(browser, '/', DESKTOP);
  const { page } = visit;
  await coloursDrawn(page, '.price');
  await page.getByRole('group', { name: 'Show prices as' }).getByRole('button', { name: 'Table' }).click();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Log in' }).click();
  assert.deepEqual(await faultsOf(page), []);
  await endVisit(visit, 'accessible-form');
});
