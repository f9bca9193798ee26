import { expect, test } from 'vitest';
import type { Volatility } from '../../../shared/api/types';
import { daysAhead, describeFits, linesOf } from './fits';

const answer = {
  symbol: 'AAPL',
  fits: [
    { title: 'EWMA', volatility: [0.2, 0.21], forecast: [0.22, 0.22, 0.22] },
    { title: 'GARCH', volatility: [0.19, 0.2], forecast: [0.21] },
  ],
} as unknown as Volatility;

test('each model is a line in a colour of its own', () => {
  expect(linesOf(answer, 'forecast').map(({ name, look }) => [name, look])).toEqual([['EWMA', 'accent'], ['GARCH', 'second']]);
  expect(linesOf({ fits: [] }, 'volatility')).toEqual([]);
});

test('days ahead go as far as the longest forecast', () => {
  expect([daysAhead(answer), daysAhead({ fits: [] })]).toEqual([[1, 2, 3], []]);
});

test('the models are told by their last value and their forecast', () => {
  expect(describeFits(answer)).toContain('EWMA: last 21.00\u202f%, forecast for the next day 22.00\u202f%');
});
