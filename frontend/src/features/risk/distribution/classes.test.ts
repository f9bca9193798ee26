import { expect, test } from 'vitest';
import type { RiskReport } from '../../../shared/api/types';
import { classRows, describeReturns } from './classes';

const distribution = { lowest: -0.02, width: 0.02, counts: [3, 7], normal: [4.5, 5.5] };

test('each class knows its edges, its count and that of the normal distribution', () => {
  expect(classRows(distribution)).toEqual([
    { from: -0.02, to: 0, count: 3, normal: 4.5 },
    { from: 0, to: 0.02, count: 7, normal: 5.5 },
  ]);
});

test('the distribution is told in a sentence, also when there is none', () => {
  const report = { symbol: 'AAPL', period: { n: 10 }, distribution } as unknown as RiskReport;
  expect(describeReturns(report)).toBe(
    '10 daily returns of AAPL from −2.00\u202f% to 2.00\u202f% in 2 classes; most, 7, between 0.00\u202f% and 2.00\u202f%.',
  );
  expect(describeReturns({ ...report, distribution: null })).toContain('too few returns');
});
