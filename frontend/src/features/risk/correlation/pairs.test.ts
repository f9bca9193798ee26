import { expect, test } from 'vitest';
import type { Correlations } from '../../../shared/api/types';
import { describePairs, pairsFrom } from './pairs';

const answer = {
  symbols: ['A', 'B', 'C'],
  period: { n: 250 },
  matrices: [
    { method: 'pearson', rows: [[1, 0.2, -0.4], [0.2, 1, 0.9], [-0.4, 0.9, 1]] },
    { method: 'spearman', rows: [[1, 0.1, null], [0.1, 1, 0.8], [null, 0.8, 1]] },
  ],
} as unknown as Correlations;

test('every pair is there once with one value for each method, the closest first', () => {
  expect(pairsFrom(answer)).toEqual([
    { first: 'B', second: 'C', values: [0.9, 0.8] },
    { first: 'A', second: 'B', values: [0.2, 0.1] },
    { first: 'A', second: 'C', values: [-0.4, null] },
  ]);
});

test('the matrix is told by its ends', () => {
  expect(describePairs(answer)).toBe(
    'Correlation of 3 symbols over 250 common days: highest between B and C (+0.90), lowest between A and C (−0.40).',
  );
});
