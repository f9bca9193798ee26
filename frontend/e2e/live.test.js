// The page of live runs against a running service: started, followed, stopped, replayed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { endVisit, logIn, openBrowser, openPage } from './browser.js';
import { assertSound, DRESSES, inAddress, part } from './workshop.js';

const PAGE = '/?page=live&symbol=SPX&strategy=sma-cross';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

for (const [size, viewport, colorScheme] of DRESSES) {
  test(`a strategy runs on live bars until it is stopped, and comes out the same on a ${size}`, async () => {
    const visit = await openPage(browser, PAGE, viewport, (page) => page.emulateMedia({ colorScheme }));
    const { page } = visit;
    await part(page, 'New live run').getByText('Live runs need a login').waitFor();
    await logIn(page);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const id = await inAddress(page, 'live');
    assert.ok(id.length > 10);
    const run = part(page, 'sma-cross on SPX');
    // Each replayed price is a bar, at any hour: the simulated market has sessions.
    await part(page, 'Log').getByRole('cell', { name: 'Bar', exact: true }).nth(1).waitFor({ timeout: 60_000 });
    await part(page, 'Log').getByText(/^version \d+, warmed up on \d+ bars$/).waitFor();
    await assertSound(page);
    await run.getByRole('button', { name: 'Stop', exact: true }).click();
    await run.locator('dd', { hasText: 'stopped' }).waitFor();
    assert.equal(await run.getByRole('button', { name: 'Stop', exact: true }).count(), 0);
    await run.getByRole('button', { name: 'Check by replay' }).click();
    await run.getByRole('status').getByText('The same, bit for bit').waitFor();
    await part(page, 'Live runs').getByRole('link', { name: 'sma-cross' }).first().waitFor();
    await assertSound(page);
    await endVisit(visit, `live ${size}`.replaceAll(' ', '-'));
  });
}

test('a number of symbols that the strategy does not take is refused before it is sent', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  await logIn(page);
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
  await page.getByLabel('Symbols', { exact: true }).fill('AAPL, MSFT');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await part(page, 'New live run').getByRole('alert').filter({ hasText: 'sma-cross takes 1 ticker, not 2.' }).waitFor();
  await endVisit(visit, 'live-refused');
});
