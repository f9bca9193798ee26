// Fails the build when what a first visit loads has grown past its budget.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 120_000;

const assets = readdirSync('dist/assets').filter((name) => name.endsWith('.js'));
const bytes = assets.reduce((sum, name) => sum + gzipSync(readFileSync(`dist/assets/${name}`)).length, 0);
console.log(`web app: ${(bytes / 1000).toFixed(1)} kB of JavaScript, gzipped (budget ${BUDGET_BYTES / 1000} kB)`);
if (bytes > BUDGET_BYTES) {
  console.error('The web app is over its size budget.');
  process.exit(1);
}
