import { expect, test } from 'vitest';
import { suggestionFor } from './suggestion';

const quotes = new Map([
  ['AAPL', { provider: 'simulated' }],
  ['SPX', { provider: 'replay' }],
  ['MSFT', { provider: 'simulated' }],
  ...Array.from({ length: 10 }, (_, at): [string, { provider: string }] => [`S${at}`, { provider: 'simulated' }]),
]);

test('the symbol comes first, then others of its provider, eight at most', () => {
  expect(suggestionFor('MSFT', quotes)).toEqual(['MSFT', 'AAPL', 'S0', 'S1', 'S2', 'S3', 'S4', 'S5']);
});

test('a symbol of its own kind, or one without a quote, stands alone', () => {
  expect(suggestionFor('SPX', quotes)).toEqual(['SPX']);
  expect(suggestionFor('NEW', quotes)).toEqual(['NEW']);
});
