// The page of jobs against a running service: a sweep with its map, walk-forward, Monte Carlo.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { endVisit, logIn, openBrowser, openPage } from './browser.js';
import { assertSound, DRESSES, inAddress, part, query } from './workshop.js';

const PAGE = '/?page=jobs&symbol=AAPL&period=2y&strategy=sma-cross';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

/** A visit with somebody logged in and the form filled with the strategy's parameters. */
async function open(viewport, colorScheme, path = PAGE) {
  const visit = await openPage(browser, path, viewport, (page) => page.emulateMedia({ colorScheme }));
  await visit.page.getByRole('group', { name: /^Slow/ }).waitFor();
  await logIn(visit.page);
  await visit.page.getByRole('button', { name: 'Start', exact: true }).waitFor();
  return visit;
}

async function range(page, name, [from, to, step]) {
  const axis = page.getByRole('group', { name: new RegExp(`^${name}`) });
  await axis.getByLabel('From').fill(String(from));
  await axis.getByLabel('To').fill(String(to));
  await axis.getByLabel('Step').fill(String(step));
  await axis.getByLabel('Step').press('Tab');
}

for (const [size, viewport, colorScheme] of DRESSES) {
  test(`a sweep runs to its end, and a cell of its map leads to a backtest on a ${size}`, async () => {
    const visit = await open(viewport, colorScheme);
    const { page } = visit;
    await assertSound(page);
    await range(page, 'Fast', [2, 10, 4]);
    await range(page, 'Slow', [20, 40, 10]);
    await page.getByText('9 combinations, before the condition').waitFor();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await inAddress(page, 'job');
    await part(page, 'Sweep of sma-cross').getByText(/^Done: 9 of 9/).waitFor();
    const best = part(page, 'Best combinations').locator('tbody tr');
    assert.equal(await best.count(), 9);
    await part(page, 'Luck among the trials').getByText('Deflated Sharpe ratio').waitFor();
    const slider = part(page, 'Map').getByRole('slider');
    assert.equal(await slider.getAttribute('aria-valuemax'), '8');
    await slider.focus();
    await page.keyboard.press('Home');
    assert.match(await slider.getAttribute('aria-valuetext'), /^fast 2, slow 20: Return/);
    await page.keyboard.press('ArrowUp');
    assert.match(await slider.getAttribute('aria-valuetext'), /^fast 2, slow 30: Return/);
    await assertSound(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Backtests' }).waitFor();
    assert.deepEqual([query(page).get('strategy'), query(page).get('period')], ['sma-cross', '2y']);
    assert.match(query(page).get('settings'), /fast:2.*slow:30/);
    assert.equal(await page.getByLabel('Slow', { exact: true }).inputValue(), '30');
    await endVisit(visit, `jobs sweep ${size}`.replaceAll(' ', '-'));
  });
}

test('a walk-forward study shows each window and the equity of the untouched parts', async () => {
  const visit = await open();
  const { page } = visit;
  await page.getByRole('button', { name: 'Walk-forward' }).click();
  await range(page, 'Fast', [5, 10, 5]);
  await range(page, 'Slow', [20, 30, 10]);
  await page.getByLabel('In sample, bars').fill('200');
  await page.getByLabel('Out of sample, bars').fill('60');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await part(page, 'Walk-forward of sma-cross').getByText(/^Done/).waitFor();
  await part(page, 'Out of sample').getByRole('slider').waitFor();
  assert.ok((await part(page, 'Windows').locator('tbody tr').count()) >= 4);
  await assertSound(page);
  await part(page, 'Out of sample').getByRole('button', { name: 'Table', exact: true }).click();
  assert.ok((await page.getByRole('region', { name: 'Out of sample, as a table' }).locator('tbody tr').count()) > 100);
  await endVisit(visit, 'jobs-walk-forward');
});

test('a Monte Carlo study shows a fan and its quantiles', async () => {
  const visit = await open();
  const { page } = visit;
  await page.getByRole('button', { name: 'Monte Carlo' }).click();
  await page.getByLabel('Paths', { exact: true }).fill('300');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await part(page, 'Monte Carlo of sma-cross').getByText(/^Done: 300 of 300/).waitFor();
  await part(page, 'Paths').getByText('of 300 paths end below').waitFor();
  assert.ok((await part(page, 'Paths').locator('path.band').count()) >= 1);
  assert.match(await part(page, 'Paths').getByRole('slider').getAttribute('aria-valuetext'), /50\u202f% [\d,]+/);
  const shares = await part(page, 'Quantiles').locator('tbody th').allInnerTexts();
  assert.ok(shares.includes('50\u202f%'), shares.join());
  await assertSound(page);
  await endVisit(visit, 'jobs-monte-carlo');
});

test('jobs need a login, and a job that cannot be planned is refused in the words of the service', async () => {
  const visit = await openPage(browser, PAGE);
  const { page, expected } = visit;
  expected.push(/status of 422/);
  await part(page, 'New job').getByText('Jobs need a login').waitFor();
  await page.getByRole('button', { name: 'To the login' }).click();
  await logIn(page);
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
  await page.getByLabel('Only where').fill('fast < nonsense');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await part(page, 'New job').getByRole('alert').filter({ hasText: 'nonsense' }).waitFor();
  await range(page, 'Fast', [10, 2, 1]);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await part(page, 'New job').getByRole('alert').filter({ hasText: 'fast needs a step above 0' }).waitFor();
  await endVisit(visit, 'jobs-refused');
});

test('a long job is cancelled', async () => {
  const visit = await open(undefined, 'light', PAGE.replace('2y', 'max'));
  const { page } = visit;
  await range(page, 'Fast', [2, 200, 1]);
  await range(page, 'Slow', [10, 900, 1]);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await inAddress(page, 'job');
  const job = part(page, 'Sweep of sma-cross');
  await job.getByRole('button', { name: 'Cancel job' }).click();
  await job.getByText(/^Cancelled/).waitFor();
  assert.equal(await job.getByRole('button', { name: 'Cancel job' }).count(), 0);
  await part(page, 'Jobs').getByText('cancelled').first().waitFor();
  await endVisit(visit, 'jobs-cancelled');
});
