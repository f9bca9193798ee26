// The risk page against a running service: every part, its table and its definitions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faultsOf } from './axe.js';
import { DESKTOP, endVisit, openBrowser, openPage, PHONE } from './browser.js';

const PARTS = [
  'Metrics', 'Drawdowns', 'Rolling figures', 'Months and years', 'Distribution of returns', 'Value at risk', 'Volatility',
  'Correlation', 'Efficient frontier', 'Stress',
];
const PAGE = '/?page=risk&symbol=AAPL&period=2y&benchmark=MSFT&symbols=AAPL,MSFT,SPY';
const NONE = '–';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

const part = (page, name) => page.getByRole('region', { name, exact: true });

/** Every part has its answer, and every chart its lines. */
async function settled(page) {
  for (const name of PARTS) {
    await part(page, name).locator('[aria-busy=false]').first().waitFor();
    await part(page, name).getByText('Source:').first().waitFor();
  }
  assert.equal(await page.getByRole('alert').count(), 0, 'a part could not be shown');
}

/** What the service itself answers. */
const answer = (page, path, request) =>
  page.evaluate(
    async ([path, request]) => {
      const options = request && { method: 'POST', headers: { 'content-type': 'application/json' }, body: request };
      return (await fetch(`/api/v1/risk/${path}`, options || {})).json();
    },
    [path, request && JSON.stringify(request)],
  );

/** The cells of a part's table view, row by row. */
async function tableOf(page, name) {
  await part(page, name).getByRole('button', { name: 'Table', exact: true }).click();
  const table = part(page, name).getByRole('region', { name: `${name}, as a table` }).locator('table');
  await table.waitFor();
  return table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
}

const fixed = (value, digits) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '−');
const fraction = (value, digits = 2) => `${fixed(value * 100, digits)}\u202f%`;
const plus = (value, text) => (value > 0 ? `+${text}` : text);

// Two periods: over a year there is no back-test of the value at risk, over five there is.
for (const [size, viewport, colorScheme, period] of [
  ['phone in dark', PHONE, 'dark', '1y'],
  ['desktop in light', DESKTOP, 'light', '5y'],
]) {
  test(`every part of the risk page is there without a fault on a ${size}`, async () => {
    const visit = await openPage(browser, PAGE.replace('2y', period), viewport, (page) => page.emulateMedia({ colorScheme }));
    const { page } = visit;
    await page.getByRole('heading', { level: 1, name: 'Risk of AAPL' }).waitFor();
    await settled(page);
    for (const summary of await page.locator('main summary').all()) await summary.click();
    assert.deepEqual(await faultsOf(page), []);
    const charts = await page.locator('main svg path').count();
    assert.ok(charts >= 7, `${charts} lines are drawn`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(overflow, 0, 'nothing reaches past the right edge');
    await endVisit(visit, `risk ${size}`.replaceAll(' ', '-'));
  });
}

test('the tables have no fault either, and hold the figures of the API', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  await settled(page);
  const symbols = ['AAPL', 'MSFT', 'SPY'];

  const falls = await answer(page, 'drawdowns/AAPL?period=2y');
  const rows = await tableOf(page, 'Drawdowns');
  assert.equal(rows.length, falls.time.length);
  assert.deepEqual(rows[0], [falls.time.at(-1).slice(0, 10), fraction(falls.underwater.at(-1)), fixed(falls.value.at(-1), 4)]);

  const rolling = await answer(page, 'rolling/AAPL?period=2y&window=63&benchmark=MSFT');
  const last = rolling.columns.map(({ unit, values }) => (unit === 'fraction' ? fraction(values.at(-1)) : fixed(values.at(-1), 3)));
  assert.deepEqual((await tableOf(page, 'Rolling figures'))[0], [rolling.time.at(-1).slice(0, 10), ...last]);

  const { distribution } = await answer(page, 'metrics/AAPL?period=2y');
  const classes = await tableOf(page, 'Distribution of returns');
  assert.deepEqual(classes.map(([, , count]) => Number(count)), distribution.counts);

  const { matrices } = await answer(page, `correlation?period=2y&symbols=${symbols}`);
  const pairs = Object.fromEntries((await tableOf(page, 'Correlation')).map(([pair, ...values]) => [pair, values]));
  assert.deepEqual(pairs['AAPL – SPY'], matrices.map(({ rows: of }) => plus(of[0][2], fixed(of[0][2], 3))));

  const { fits } = await answer(page, 'volatility/AAPL?period=2y');
  assert.deepEqual((await tableOf(page, 'Volatility'))[0].slice(1), fits.map(({ volatility }) => fraction(volatility.at(-1))));

  const wanted = { symbols, period: '2y', objective: 'min_variance', frontier: 50 };
  const { frontier, weights } = await answer(page, 'optimize', wanted);
  const points = await tableOf(page, 'Efficient frontier');
  assert.equal(points.length, frontier.length);
  assert.deepEqual(points[0].slice(0, 3), [
    fraction(frontier[0].volatility),
    plus(frontier[0].expected_return, fraction(frontier[0].expected_return)),
    fixed(frontier[0].sharpe, 3),
  ]);
  const shown = await part(page, 'Weights of the portfolio').locator('tbody td:nth-child(2)').allTextContents();
  assert.deepEqual(shown, weights.map(({ weight }) => fraction(weight)));

  const { windows } = await answer(page, 'stress', { weights: { AAPL: 1 } });
  const returns = windows.map(({ metrics }) => metrics.return).filter((value) => typeof value === 'number');
  const crises = await tableOf(page, 'Stress');
  assert.deepEqual(crises.map((cells) => cells[3]), returns.sort((a, b) => a - b).map((value) => plus(value, fraction(value))));

  assert.deepEqual(await faultsOf(page), []);
  await endVisit(visit, 'risk-tables');
});

test('the frontier stays, whatever becomes of the objective', async () => {
  const visit = await openPage(browser, PAGE, DESKTOP, (page) =>
    page.route('**/api/v1/risk/optimize', async (route) => {
      if (route.request().postDataJSON().objective !== 'max_sharpe') return route.continue();
      const problem = { title: 'Unprocessable', status: 422, detail: 'No asset beats the risk-free rate.', code: 'no_excess_return' };
      return route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    }),
  );
  const { page, expected } = visit;
  expected.push(/status of 422/);
  await settled(page);
  const frontier = part(page, 'Efficient frontier');
  const objective = frontier.getByRole('combobox', { name: 'Objective' });
  assert.equal(await objective.inputValue(), 'min_variance');
  const symbols = ['AAPL', 'MSFT', 'SPY'];
  for (const name of ['risk_parity', 'hrp', 'herc', 'inverse_volatility', 'equal_weight']) {
    await objective.selectOption(name);
    const { weights } = await answer(page, 'optimize', { symbols, period: '2y', objective: name });
    const wanted = weights.map(({ weight }) => fraction(weight));
    await page.waitForFunction(
      (wanted) => {
        const cells = [...document.querySelectorAll('[aria-label="Weights of the portfolio"] tbody td:nth-child(2)')];
        return cells.map((cell) => cell.textContent).join() === wanted.join();
      },
      wanted,
    );
    assert.equal(await frontier.getByRole('alert').count(), 0, name);
    assert.equal(await frontier.locator('polyline').count(), 1, name);
  }
  await objective.selectOption('max_sharpe');
  await frontier.getByRole('alert').getByText('No asset beats the risk-free rate.').waitFor();
  assert.equal(await frontier.locator('polyline').count(), 1);
  assert.equal(await frontier.locator('path.chosen').count(), 0);
  assert.deepEqual(await faultsOf(page), []);
  await endVisit(visit, 'risk-frontier');
});

test('the page is reached by the navigation, and its choices are in the address', async () => {
  const visit = await openPage(browser, '/?symbol=AAPL&period=2y');
  const { page } = visit;
  const search = (wanted) => page.waitForFunction((text) => location.search === text, wanted);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Risk' }).click();
  await search('?page=risk&symbol=AAPL&period=2y');
  await part(page, 'Metrics').locator('[data-metric]').first().waitFor();
  await page.getByRole('button', { name: '5Y', exact: true }).click();
  await page.getByRole('combobox', { name: 'Benchmark' }).fill('msft');
  await page.getByRole('combobox', { name: 'Benchmark' }).press('Enter');
  await page.getByLabel('Convention').selectOption('empyrical');
  await page.getByLabel('Risk-free, % a year').fill('2.5');
  await page.getByLabel('Risk-free, % a year').press('Enter');
  await page.getByLabel('Window').selectOption('126');
  await page.getByRole('button', { name: 'Remove MSFT' }).click();
  await page.waitForFunction(() => new URLSearchParams(location.search).get('symbols')?.split(',').includes('MSFT') === false);
  const query = new URL(page.url()).searchParams;
  const { symbols, ...others } = Object.fromEntries(query);
  assert.ok(symbols.startsWith('AAPL,'));
  assert.deepEqual(others, {
    page: 'risk', symbol: 'AAPL', period: '5y', benchmark: 'MSFT', convention: 'empyrical', risk_free: '0.025', window: '126',
  });
  await part(page, 'Metrics').getByText('convention empyrical · against MSFT').waitFor();
  await page.reload();
  await part(page, 'Metrics').getByText('convention empyrical · against MSFT').waitFor();
  assert.equal(await page.getByLabel('Risk-free, % a year').inputValue(), '2.5');
  await page.goto(new URL('/?symbol=AAPL', page.url()).href);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Risk of AAPL' }).waitFor();
  await endVisit(visit, 'risk-address');
});

test('a definition shows on focus, leaves on Escape, and is what the term is described by', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  const metrics = part(page, 'Metrics');
  const row = metrics.locator('[data-metric=sharpe]');
  const term = row.getByRole('button');
  const definition = row.getByRole('tooltip', { includeHidden: true });
  await term.waitFor();
  assert.ok(!(await definition.isVisible()));
  await metrics.locator('[data-metric=volatility]').getByRole('button').focus();
  while (!(await term.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  assert.ok(await definition.isVisible());
  assert.match(await definition.innerText(), /mean\(r - f\)[^]*Unit: ratio/);
  assert.equal(await term.getAttribute('aria-describedby'), await definition.getAttribute('id'));
  await page.keyboard.press('Escape');
  assert.ok(!(await definition.isVisible()));
  await metrics.locator('[data-metric=sortino]').getByRole('button').hover();
  assert.ok(await metrics.locator('[data-metric=sortino]').getByRole('tooltip').isVisible());
  await endVisit(visit, 'risk-definition');
});

test('charts are read point by point with the arrow keys', async () => {
  const visit = await openPage(browser, PAGE);
  const { page } = visit;
  await settled(page);
  const falls = await answer(page, 'drawdowns/AAPL?period=2y');
  const slider = part(page, 'Drawdowns').getByRole('slider');
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  const text = `${falls.time.at(-2).slice(0, 10)}: Below the peak ${fraction(falls.underwater.at(-2))}`;
  assert.equal(await slider.getAttribute('aria-valuetext'), text);
  await page.keyboard.press('Home');
  assert.equal(await slider.getAttribute('aria-valuenow'), '0');
  for (const name of ['Rolling figures', 'Distribution of returns', 'Volatility', 'Efficient frontier']) {
    const text = await part(page, name).getByRole('slider').getAttribute('aria-valuetext');
    assert.match(text, /\d/, `${name} says nothing`);
  }
  await endVisit(visit, 'risk-reading');
});

test('what has no value says why, and a short history is warned of', async () => {
  const visit = await openPage(browser, '/?page=risk&symbol=AAPL&period=1mo');
  const { page, expected } = visit;
  // A month holds no window of 63 returns: the part says so, and the console that it was refused.
  expected.push(/status of 422/);
  const metrics = part(page, 'Metrics');
  const { warnings } = await answer(page, 'metrics/AAPL?period=1mo');
  assert.ok(warnings.length > 0);
  for (const { detail } of warnings) await metrics.getByRole('list', { name: 'Warnings' }).getByText(detail).waitFor();
  await metrics.getByText('Choose a benchmark above').waitFor();
  const empty = metrics.locator('dd', { hasText: 'the period is too short' }).first();
  assert.ok((await empty.innerText()).startsWith(NONE));
  await part(page, 'Rolling figures').getByRole('alert').filter({ hasText: 'shorter window' }).waitFor();
  await endVisit(visit, 'risk-short');
});

test('bounds that cannot hold are answered in the words of the server', async () => {
  const visit = await openPage(browser, PAGE);
  const { page, expected } = visit;
  expected.push(/status of 422/);
  const frontier = part(page, 'Efficient frontier');
  await frontier.getByLabel('Most of each, %').fill('20');
  await frontier.getByLabel('Most of each, %').press('Tab');
  await frontier.getByRole('alert').filter({ hasText: 'upper bounds' }).waitFor();
  await frontier.getByLabel('Most of each, %').fill('60');
  await frontier.getByLabel('Most of each, %').press('Tab');
  await frontier.getByRole('slider').waitFor();
  await frontier.getByRole('combobox', { name: 'Objective' }).selectOption('risk_parity');
  await frontier.locator('[aria-busy=false]').waitFor();
  await endVisit(visit, 'risk-bounds');
});

test('a part that fails says so and leaves the others alone', async () => {
  const visit = await openPage(browser, PAGE, DESKTOP, (page) =>
    page.route('**/api/v1/risk/volatility/**', (route) => route.abort('connectionrefused')),
  );
  const { page, expected } = visit;
  expected.push(/ERR_CONNECTION_REFUSED/);
  const alert = part(page, 'Volatility').getByRole('alert');
  await alert.filter({ hasText: 'The server cannot be reached.' }).waitFor();
  await part(page, 'Drawdowns').getByRole('slider').waitFor();
  await page.unrouteAll();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await part(page, 'Volatility').getByRole('slider').waitFor();
  await endVisit(visit, 'risk-failed-part');
});
