// What the tests of the pages about strategies have in common.
import assert from 'node:assert/strict';
import { faultsOf } from './axe.js';

/** A titled part of a page. */
export const part = (page, name) => page.getByRole('region', { name, exact: true });

/** What the service itself answers on a route that is open to all. */
export const answer = (page, path) => page.evaluate(async (path) => (await fetch(`/api/v1/${path}`)).json(), path);

export const query = (page) => new URL(page.url()).searchParams;

/** Waits until the address has a value for `name`, and answers it. */
export async function inAddress(page, name) {
  await page.waitForFunction((name) => new URLSearchParams(location.search).get(name), name);
  return query(page).get(name);
}

/** No fault that a machine can find, and nothing past the right edge. */
export async function assertSound(page) {
  assert.deepEqual(await faultsOf(page), []);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(overflow, 0, 'nothing reaches past the right edge');
}

export const fixed = (value, digits) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '−');

/** Both ends of what is looked at: a narrow dark one and a wide light one. */
export const DRESSES = [
  ['phone in dark', { width: 390, height: 844 }, 'dark'],
  ['desktop in light', { width: 1440, height: 900 }, 'light'],
];
