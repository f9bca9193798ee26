// A browser for the tests: watches for what a page must never do, and knows the way to log in.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const BASE_URL = (process.env.BASE_URL ?? 'http://127.0.0.1:8000').replace(/\/$/, '');
const OUT = process.env.E2E_OUT ?? join(tmpdir(), 'sandbourse-e2e');
export const PHONE = { width: 375, height: 812 };
export const DESKTOP = { width: 1440, height: 900 };

/** A browser with an empty profile, gone with all its traces when `close` is called. */
export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), 'sandbourse-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
  const browser = context.browser();
  return {
    context,
    version: browser?.version() ?? 'unknown',
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/**
 * Opens `path` at a size. `faults` collects requests to other origins, errors on the console and
 * exceptions; `expected` names console lines that the test provokes.
 */
export async function openPage({ context }, path, viewport = DESKTOP, prepare = async () => {}) {
  const page = await context.newPage();
  const faults = [];
  const expected = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== BASE_URL) faults.push(`request to ${request.url()}`);
  });
  page.on('console', (line) => {
    const known = expected.some((pattern) => pattern.test(line.text()));
    if (line.type() === 'error' && !known) faults.push(`console: ${line.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  await page.setViewportSize(viewport);
  await prepare(page);
  await page.goto(BASE_URL + path);
  return { page, faults, expected };
}

/** Ends a visit: a picture for people, and the check that nothing forbidden happened. */
export async function endVisit({ page, faults }, name) {
  mkdirSync(OUT, { recursive: true });
  await page.screenshot({ path: join(OUT, `${name}.png`), fullPage: true });
  await page.close();
  assert.deepEqual(faults, []);
}

export async function logIn(page, password = process.env.PASSWORD ?? '') {
  const dialog = page.getByRole('dialog');
  if (!(await dialog.isVisible())) await page.getByRole('button', { name: 'Log in' }).click();
  await dialog.getByLabel('User name').fill(process.env.USER ?? '');
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Log in' }).click();
}

/** Waits until the chart in `panel` has been drawn, then counts the colours on its canvases. */
export async function coloursDrawn(page, panel) {
  await page.locator(`${panel} [data-drawn=true] canvas`).first().waitFor();
  await page.waitForFunction(countColours, { panel, atLeast: 5 });
  return page.evaluate(countColours, { panel, atLeast: 0 });
}

/** Runs in the page. Answers false while there are fewer than `atLeast`. */
function countColours({ panel, atLeast }) {
  const seen = new Set();
  for (const canvas of document.querySelectorAll(`${panel} [data-drawn=true] canvas`)) {
    if (!canvas.width || !canvas.height) continue;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const pixels = new Uint32Array(data.buffer);
    for (let at = 0; at < pixels.length; at += 7) if (pixels[at]) seen.add(pixels[at]);
  }
  return seen.size >= atLeast && seen.size;
}

/** Prices in the watchlist, by symbol. */
export const pricesShown = (page) =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('[data-symbol]')].map((row) => [
        row.dataset.symbol,
        row.querySelector('[data-price]')?.dataset.price,
      ]),
    ),
  );
