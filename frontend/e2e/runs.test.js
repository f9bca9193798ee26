// The page of backtests against a running service: run, kept, replayed, compared, reported.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.js';
import { DESKTOP, endVisit, openBrowser, openPage } from './browser.js';
import { answer, assertSound, DRESSES, fixed, inAddress, part, query } from './workshop.js';

const PAGE = '/?page=runs&symbol=AAPL&period=2y&strategy=sma-cross';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

/** Runs what the form holds and waits for the result; answers the identifier of the run. */
async function run(page, settings = {}) {
  const before = query(page).get('run');
  for (const [name, value] of Object.entries(settings)) await page.getByLabel(name, { exact: true }).fill(String(value));
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await page.waitForFunction((before) => {
    const now = new URLSearchParams(location.search).get('run');
    return now && now !== before;
  }, before);
  const id = query(page).get('run');
  await part(page, 'Equity').getByRole('slider').waitFor();
  return id;
}

const percent = (value) => `${value > 0 ? '+' : ''}${fixed(value, 2)}\u202f%`;

for (const [size, viewport, colorScheme] of DRESSES) {
  test(`a backtest is run and shown without a fault on a ${size}`, async () => {
    const visit = await openPage(browser, PAGE, viewport, (page) => page.emulateMedia({ colorScheme }));
    const { page } = visit;
    const id = await run(page);
    const kept = await answer(page, `backtest/runs/${id}`);
    const result = part(page, 'Result');
    const figure = result.locator('dl div', { has: page.getByText('Return', { exact: true }) }).locator('dd');
    assert.equal((await figure.innerText()).trim(), percent(kept.stats.return_pct));
    for (const { detail } of kept.findings) await result.getByText(detail).waitFor();
    await page.getByRole('heading', { name: `Trades (${kept.trades.length})` }).waitFor();
    for (const summary of await page.locator('main summary').all()) await summary.click();
    await result.getByText(kept.meta.result_hash).waitFor();
    await assertSound(page);
    await endVisit(visit, `runs ${size}`.replaceAll(' ', '-'));
  });
}

test('curves, tables and files hold what the service keeps', async () => {
  const visit = await openPage(browser, `${PAGE}&settings=fast:5,slow:30`);
  const { page } = visit;
  assert.equal(await page.getByLabel('Fast', { exact: true }).inputValue(), '5');
  const id = await run(page);
  const kept = await answer(page, `backtest/runs/${id}`);
  assert.deepEqual([kept.request.settings.fast, kept.request.settings.slow], [5, 30]);
  await part(page, 'Equity').getByRole('button', { name: 'Table', exact: true }).click();
  const row = await page.getByRole('region', { name: 'Equity, as a table' }).locator('tbody tr').first().locator('th, td').allInnerTexts();
  assert.deepEqual(row, [kept.equity.time.at(-1).slice(0, 10), fixed(kept.equity.value.at(-1), 2), fixed(kept.buy_and_hold.value.at(-1), 2)]);
  const slider = part(page, 'Drawdown').getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  assert.match(await slider.getAttribute('aria-valuetext'), /Below the peak 0\.00/);
  const trades = page.getByRole('region', { name: 'Trades, as a table' }).locator('tbody tr');
  assert.equal(await trades.count(), Math.min(500, kept.trades.length));
  const file = await page.getByRole('link', { name: 'Trades as CSV' }).getAttribute('href');
  const csv = await page.evaluate(async (file) => (await fetch(file)).text(), file);
  assert.equal(csv.trim().split('\n').length, kept.trades.length + 1);
  await endVisit(visit, 'runs-tables');
});

test('a kept run is replayed to the same result, bit for bit', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  await run(page);
  const result = part(page, 'Result');
  await result.getByRole('button', { name: 'Replay' }).click();
  await result.getByRole('status').getByText('The same, bit for bit').waitFor();
  await endVisit(visit, 'runs-replay');
});

test('the report is a page of its own, without a fault and without a request', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  const id = await run(page);
  const kept = await answer(page, `backtest/runs/${id}`);
  const address = await part(page, 'Result').getByRole('link', { name: 'Report' }).getAttribute('href');
  await endVisit(visit, 'runs-before-report');

  const report = await openPage(browser, address, DESKTOP);
  await report.page.getByRole('heading', { level: 1, name: /^sma-cross v\d+ on AAPL$/ }).waitFor();
  assert.ok((await report.page.locator('svg[role=img]').count()) >= 2);
  await report.page.getByText(kept.meta.data_digest).waitFor();
  const padding = await report.page.evaluate(() => getComputedStyle(document.querySelector('.tiles div')).padding);
  assert.notEqual(padding, '0px', 'the style of the report is refused');
  assert.deepEqual(await faultsOf(report.page), []);
  await endVisit(report, 'runs-report');
});

test('two runs beside each other differ in what was asked and in what came out', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  const first = await run(page, { Fast: 5, Slow: 20 });
  const second = await run(page, { Fast: 20, Slow: 80 });
  const boxes = part(page, 'Kept runs').getByRole('checkbox');
  await boxes.nth(1).waitFor();
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  assert.deepEqual((await inAddress(page, 'compare')).split(','), [second, first]);
  const comparison = part(page, 'Comparison');
  await comparison.getByRole('slider').waitFor();
  const texts = (name) => comparison.locator(`[data-stat="${name}"] td`).allInnerTexts();
  assert.deepEqual((await texts('fast')).map((text) => text.trim()), ['20', '5']);
  const kept = await Promise.all([second, first].map((id) => answer(page, `backtest/runs/${id}`)));
  assert.deepEqual(
    (await texts('return_pct')).map((text) => text.replace(/\s*\(best\)/, '').trim()),
    kept.map(({ stats }) => percent(stats.return_pct)),
  );
  assert.match(await comparison.locator('[data-stat=fast] th').innerText(), /≠/);
  await comparison.getByLabel('Only what differs').check();
  assert.equal(await comparison.locator('[data-stat=symbols]').count(), 0);
  await assertSound(page);
  await page.reload();
  await part(page, 'Comparison').getByRole('slider').waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await part(page, 'Comparison').waitFor({ state: 'detached' });
  await endVisit(visit, 'runs-compared');
});

test('a strategy for two symbols is refused with one, and runs with two', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  await page.getByRole('combobox', { name: 'Strategy', exact: true }).selectOption('pair-trade');
  await page.getByRole('button', { name: 'Run backtest' }).click();
  await page.getByRole('alert').filter({ hasText: 'pair-trade takes 2 tickers, not 1.' }).waitFor();
  await page.getByLabel('Symbols', { exact: true }).fill('AAPL, MSFT');
  const id = await run(page);
  const kept = await answer(page, `backtest/runs/${id}`);
  assert.deepEqual(kept.request.symbols, ['AAPL', 'MSFT']);
  await endVisit(visit, 'runs-pair');
});

test('the list is narrowed to one strategy, and an unknown run is answered in words', async () => {
  const visit = await openPage(browser, `${PAGE}&listed=donchian`);
  const { page, expected } = visit;
  expected.push(/status of 404/);
  const kept = part(page, 'Kept runs');
  await kept.locator('[aria-busy=false]').waitFor();
  const { runs } = await answer(page, 'backtest/runs?strategy=donchian&limit=100');
  assert.equal(await kept.getByRole('checkbox').count(), runs.length);
  await page.goto(new URL('/?page=runs&run=none-of-these', page.url()).href);
  await part(page, 'Result').getByRole('alert').filter({ hasText: 'none-of-these' }).waitFor();
  await endVisit(visit, 'runs-listed');
});
