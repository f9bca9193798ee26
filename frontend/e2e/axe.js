// The rules of accessibility that a machine can check.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, one line for each kind of fault with the first element that has it. A part that
 * is being loaded anew is dimmed for as long as that takes: what is wrong for good is found again. */
export async function faultsOf(page) {
  // Evaluated by the debugger: a script element would be refused by the page's own policy.
  await page.evaluate(AXE);
  let faults = await faultsNow(page);
  for (let again = 0; faults.length && again < 3; again += 1) faults = await faultsNow(page);
  return faults;
}

async function faultsNow(page) {
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0].html.slice(0, 160)})`);
}
