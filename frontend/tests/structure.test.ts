import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts'))
  .map((name) => ({ name, text: readFileSync(join('src', name), 'utf8') }));

/** Pairs of a file and what it imports, both relative to `src`. */
const imports = files.flatMap(({ name, text }) =>
  [...text.matchAll(/from '(\.[^']+)'/g)].map(([, target]) => ({
    from: name,
    to: relative('.', join(dirname(name), target ?? '')),
  })),
);

const room = (path: string): string => path.split('/')[0] ?? '';
const ORDER = ['api', 'shared', 'features', 'app'];

test('shared code imports no feature, and features do not import the app', () => {
  const upwards = imports.filter(
    ({ from, to }) => ORDER.includes(room(from)) && ORDER.indexOf(room(to)) > ORDER.indexOf(room(from)),
  );
  expect(imports.length).toBeGreaterThan(50);
  expect(upwards).toEqual([]);
});

test('a feature never imports another feature', () => {
  const feature = (path: string): string | undefined => path.match(/^features\/([^/]+)\//)?.[1];
  const across = imports.filter(({ from, to }) => {
    const [a, b] = [feature(from), feature(to)];
    return a && b && a !== b;
  });
  expect(across).toEqual([]);
});

test('every file opens with a sentence on what it is, and none is long', () => {
  const silent = files
    .filter(({ name }) => !name.endsWith('.test.ts'))
    .filter(({ text }) => !/^(\/\/ |<!-- )[A-Z]/.test(text))
    .map(({ name }) => name);
  expect(silent).toEqual([]);
  expect(files.filter(({ text }) => text.split('\n').length > 250).map(({ name }) => name)).toEqual([]);
});

test('no component carries a style attribute, which the content security policy forbids', () => {
  expect(files.filter(({ text }) => /<[a-z][^>]*\sstyle="/.test(text)).map(({ name }) => name)).toEqual([]);
});
