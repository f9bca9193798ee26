// Fails the build when the JavaScript of the first page, or of all pages, has grown past its budget.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What a first visit loads: the entry and the files that the page names beside it. */
const FIRST_BYTES = 100_000;
/** With every page that is loaded when it is first asked for. */
const ALL_BYTES = 160_000;

const page = readFileSync('dist/index.html', 'utf8');
const assets = readdirSync('dist/assets').filter((name) => name.endsWith('.js'));
const size = (names) => names.reduce((sum, name) => sum + gzipSync(readFileSync(`dist/assets/${name}`)).length, 0);

const budgets = [
  { of: 'the first page', bytes: size(assets.filter((name) => page.includes(name))), most: FIRST_BYTES },
  { of: 'all pages', bytes: size(assets), most: ALL_BYTES },
];
for (const { of, bytes, most } of budgets) {
  console.log(`web app: ${(bytes / 1000).toFixed(1)} kB of JavaScript for ${of}, gzipped (budget ${most / 1000} kB)`);
  if (bytes > most) {
    console.error(`The JavaScript for ${of} is over its size budget.`);
    process.exitCode = 1;
  }
}
