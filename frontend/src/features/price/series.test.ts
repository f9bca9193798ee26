import { expect, test } from 'vitest';
import type { BarColumns } from '../../shared/api/types';
import { describeBars } from './describe';
import { barAt, candlesFrom } from './series';

const bars = (days: string[], closes: number[]): BarColumns => ({
  time: days.map((day) => `${day}T00:00:00Z`),
  open: closes,
  high: closes.map((close) => close + 1),
  low: closes.map((close) => close - 1),
  close: closes,
  volume: closes.map(() => 10),
});

test('columns become candles and volumes at epoch seconds', () => {
  const { candles, volumes } = candlesFrom(bars(['1970-01-02', '1970-01-03'], [100, 101]));
  expect(candles[1]).toEqual({ time: 172_800, open: 101, high: 102, low: 100, close: 101 });
  expect(volumes[0]).toEqual({ time: 86_400, value: 10 });
});

test('a bar out of order or with a missing price is left out instead of breaking the chart', () => {
  const columns = bars(['1970-01-03', '1970-01-02', '1970-01-04'], [1, 2, 3]);
  columns.open = [1, 2];
  expect(candlesFrom(columns).candles.map(({ time }) => time)).toEqual([172_800]);
});

test('a history is described by its ends and its range', () => {
  expect(describeBars('AAPL', bars(['2013-02-28', '2013-03-01'], [100, 110]))).toBe(
    'AAPL, 2 bars from 2013-02-28 to 2013-03-01: close from 100.00 to 110.00 (+10.00\u202f%), between 99.00 and 111.00.',
  );
  expect(describeBars('AAPL', bars([], []))).toBe('AAPL: no bars in this period.');
});

test('the bar under the pointer is found by its time, else the last one is meant', () => {
  const columns = bars(['1970-01-02', '1970-01-03', '1970-01-04'], [1, 2, 3]);
  expect([172_800, null, 5].map((time) => barAt(columns, time))).toEqual([1, 2, 2]);
});
