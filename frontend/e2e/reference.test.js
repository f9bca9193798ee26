// The two pages for the API description: served from the binary, complete, nothing from outside.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { endVisit, openBrowser, openPage } from './browser.js';

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

test('/docs lists the operations and opens one of them', async () => {
  const visit = await openPage(browser, '/docs');
  const { page } = visit;
  const operation = page.locator('.opblock', { hasText: '/api/v1/data/quotes' }).first();
  await operation.waitFor();
  await operation.locator('button').first().click();
  await operation.getByText('Responses').first().waitFor();
  await endVisit(visit, 'docs');
});

test('/redoc describes the operations', async () => {
  const visit = await openPage(browser, '/redoc');
  const { page } = visit;
  await page.getByText('/api/v1/data/quotes').first().waitFor({ state: 'attached' });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(height > 2000, `the page is only ${height} pixels high`);
  await endVisit(visit, 'redoc');
});
