// The page of strategies against a running service.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESKTOP, endVisit, logIn, openBrowser, openPage } from './browser.js';
import { answer, assertSound, DRESSES, inAddress, part, query } from './workshop.js';

const SHELF = [
  'bollinger', 'buy-and-hold', 'donchian', 'ema-cross', 'momentum-rotation', 'pair-trade', 'rsi-reversion', 'sma-cross', 'volatility-target',
];

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

for (const [size, viewport, colorScheme] of DRESSES) {
  test(`the shelf and everything about one strategy are there without a fault on a ${size}`, async () => {
    const visit = await openPage(browser, '/?page=strategies&strategy=sma-cross', viewport, (page) => page.emulateMedia({ colorScheme }));
    const { page } = visit;
    const rows = part(page, 'Strategies').locator('tbody th a');
    await rows.first().waitFor();
    const names = await rows.allTextContents();
    for (const name of SHELF) assert.ok(names.includes(name), `${name} is not on the shelf`);
    await part(page, 'Versions').getByText('need a login').waitFor();
    await assertSound(page);
    await logIn(page);
    await part(page, 'Versions').locator('tbody tr').first().waitFor();
    await part(page, 'Log').locator('[aria-busy=false]').waitFor();
    await part(page, 'Shadow').locator('[aria-busy=false]').waitFor();
    await assertSound(page);
    await endVisit(visit, `strategies ${size}`.replaceAll(' ', '-'));
  });
}

test('the parameters are those of the description, and choosing another strategy is in the address', async () => {
  const visit = await openPage(browser, '/?page=strategies&strategy=sma-cross');
  const { page } = visit;
  const { strategies } = await answer(page, 'backtest/strategies');
  const cells = () =>
    page
      .getByRole('region', { name: 'Parameters, as a table' })
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  const wanted = (name) =>
    strategies
      .find(({ plugin }) => plugin === name)
      .parameters.map(({ name, default: usual, min, max, step, doc }) => [name, `${usual}`, `${min}`, `${max}`, step ? `${step}` : 'any', doc]);
  await part(page, 'sma-cross').waitFor();
  assert.deepEqual(await cells(), wanted('sma-cross'));
  await part(page, 'Strategies').getByRole('link', { name: 'donchian' }).click();
  await part(page, 'donchian').waitFor();
  assert.equal(query(page).get('strategy'), 'donchian');
  assert.deepEqual(await cells(), wanted('donchian'));
  await page.goBack();
  await part(page, 'sma-cross').waitFor();
  await part(page, 'sma-cross').getByRole('link', { name: /^Backtest/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Backtests' }).waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Strategy', exact: true }).inputValue(), 'sma-cross');
  await endVisit(visit, 'strategies-parameters');
});

test('who is logged in sees what a strategy has used, and its versions', async () => {
  const visit = await openPage(browser, '/?page=strategies&strategy=sma-cross');
  const { page } = visit;
  await logIn(page);
  const versions = part(page, 'Versions').locator('tbody tr');
  await versions.filter({ hasText: 'serves' }).waitFor();
  const { strategies } = await answer(page, 'backtest/strategies');
  const { digest } = strategies.find(({ plugin }) => plugin === 'sma-cross');
  assert.ok((await versions.filter({ hasText: 'serves' }).innerText()).includes(digest.slice(0, 8)));
  await part(page, 'sma-cross').getByText('Peak memory').waitFor();
  await part(page, 'Strategies').getByRole('columnheader', { name: 'Calls' }).waitFor();
  await endVisit(visit, 'strategies-versions');
});

test('an upload that is no component is refused in the words of the service', async () => {
  const visit = await openPage(browser, '/?page=strategies', DESKTOP);
  const { page, expected } = visit;
  expected.push(/status of 422/);
  await logIn(page);
  const upload = part(page, 'Upload a strategy');
  await upload.getByLabel('Component (.wasm)').setInputFiles({ name: 'My_Own Cross.wasm', mimeType: 'application/wasm', buffer: Buffer.from('nonsense') });
  assert.equal(await upload.getByLabel('Name').inputValue(), 'my-own-cross');
  await upload.getByRole('button', { name: 'Upload' }).click();
  await upload.getByRole('alert').filter({ hasText: /^Refused: .*component/ }).waitFor();
  const { strategies } = await answer(page, 'backtest/strategies');
  assert.ok(!strategies.some(({ plugin }) => plugin === 'my-own-cross'));
  await assertSound(page);
  await endVisit(visit, 'strategies-refused');
});

test('the page is reached by the navigation', async () => {
  const visit = await openPage(browser, '/');
  const { page } = visit;
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Strategies' }).click();
  await page.getByRole('heading', { level: 1, name: 'Strategies' }).waitFor();
  assert.equal(await inAddress(page, 'page'), 'strategies');
  await part(page, 'Strategies').locator('tbody th a').first().waitFor();
  await endVisit(visit, 'strategies-navigation');
});
