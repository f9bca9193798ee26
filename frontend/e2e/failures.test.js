// The web app when something fails: said in words, limited to its part, and over by itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { coloursDrawn, DESKTOP, endVisit, openBrowser, openPage, pricesShown } from './browser.js';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

test('a lost connection is said and comes back by itself', async () => {
  const open = [];
  const visit = await openPage(browser, '/', DESKTOP, (page) =>
    page.routeWebSocket('**/api/v1/ws', (socket) => {
      socket.connectToServer();
      open.push(socket);
    }),
  );
  const { page } = visit;
  const status = page.getByRole('status');
  await status.filter({ hasText: 'Live' }).waitFor();
  await page.evaluate(() => {
    window.heard = [];
    new MutationObserver(() => window.heard.push(document.querySelector('[role=status]').textContent)).observe(
      document.querySelector('[role=status]'),
      { childList: true, characterData: true, subtree: true },
    );
  });
  await open[0].close();
  await page.waitForFunction(() => window.heard.some((text) => text.includes('Disconnected')));
  await status.filter({ hasText: 'Live' }).waitFor();
  assert.equal(open.length, 2);
  const before = JSON.stringify(await pricesShown(page));
  await page.waitForFunction(
    (known) =>
      Object.entries(JSON.parse(known)).some(
        ([symbol, price]) => document.querySelector(`[data-symbol="${symbol}"] [data-price]`)?.dataset.price !== price,
      ),
    before,
    { timeout: 60_000 },
  );
  await endVisit(visit, 'reconnected');
});

test('an unknown symbol is answered in the words of the server', async () => {
  const visit = await openPage(browser, '/?symbol=NOSUCH');
  const { page, expected } = visit;
  expected.push(/status of 4\d\d/);
  const alert = page.getByRole('region', { name: 'Price', exact: true }).getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /NOSUCH/);
  await endVisit(visit, 'unknown-symbol');
});

test('a server without a WebSocket is believed, and prices are asked for instead', async () => {
  const visit = await openPage(browser, '/', DESKTOP, async (page) => {
    await page.routeWebSocket('**/api/v1/ws', (socket) => void socket.close());
    await page.route('**/api/v1/ws', (route) =>
      route.fulfill({
        status: 404,
        contentType: 'application/problem+json',
        body: JSON.stringify({ title: 'Not Found', status: 404, detail: 'Live updates are switched off here.' }),
      }),
    );
  });
  const { page, expected } = visit;
  expected.push(/status of 404/);
  const status = page.getByRole('status').filter({ hasText: 'Prices every 20 s' });
  await status.waitFor();
  assert.equal(await status.getAttribute('title'), 'Live updates are switched off here.');
  await endVisit(visit, 'without-websocket');
});

test('an answer that does not fit breaks its own part and not the page', async () => {
  const visit = await openPage(browser, '/', DESKTOP, (page) =>
    page.route('**/api/v1/predictions/quick-predict*', (route) => route.fulfill({ json: { symbol: 'ODD' } })),
  );
  const { page } = visit;
  const alert = page.getByRole('region', { name: 'Prediction', exact: true }).getByRole('alert');
  await alert.filter({ hasText: 'This answer cannot be shown' }).waitFor();
  await coloursDrawn(page, '.price');
  await page.getByRole('region', { name: 'Risk', exact: true }).locator('dd').first().waitFor();
  await endVisit(visit, 'odd-answer');
});

test('a server that cannot be reached is said in words', async () => {
  const visit = await openPage(browser, '/', DESKTOP, (page) =>
    page.route('**/api/v1/risk/**', (route) => route.abort('connectionrefused')),
  );
  const { page, expected } = visit;
  expected.push(/ERR_CONNECTION_REFUSED/);
  const alert = page.getByRole('region', { name: 'Risk', exact: true }).getByRole('alert');
  await alert.filter({ hasText: 'The server cannot be reached.' }).waitFor();
  await page.unrouteAll();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('region', { name: 'Risk', exact: true }).locator('dd').first().waitFor();
  await endVisit(visit, 'unreachable');
});
