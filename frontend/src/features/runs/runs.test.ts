import { expect, test } from 'vitest';
import type { KeptRun } from '../../shared/api/types';
import { belowPeak, indexed } from './curves';
import { requestRows, statRows } from './differences';

const run = (stats: Record<string, number | null>, settings: Record<string, number> = {}): KeptRun =>
  ({
    start: '2020-01-01T00:00:00Z',
    end: '2021-01-01T00:00:00Z',
    stats,
    undefined: {},
    request: { strategy: 'sma-cross', symbols: ['AAPL'], settings },
    meta: { strategy: { name: 'sma-cross', version: 1, digest: 'd' }, data_digest: '0123456789' },
  }) as unknown as KeptRun;

test('a drawdown is nothing at a peak and a fraction of the last one below it', () => {
  expect(belowPeak([100, 80, 120, 90])).toEqual([0, 80 / 100 - 1, 0, 90 / 120 - 1]);
  expect(belowPeak([])).toEqual([]);
  expect(belowPeak([0, -1])).toEqual([0, 0]);
});

test('curves of different spans begin at 100 and meet on the times of all', () => {
  const { time, values } = indexed([
    { time: ['2020-01-01', '2020-01-03'], value: [200, 300] },
    { time: ['2020-01-02', '2020-01-03', '2020-01-04'], value: [10, 5, 20] },
  ]);
  expect(time).toEqual(['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04']);
  expect(values).toEqual([
    [100, 100, 150, null],
    [null, 100, 50, 200],
  ]);
});

test('a curve that begins with nothing, or is empty, is not drawn', () => {
  expect(indexed([{ time: ['2020-01-01'], value: [0] }]).values).toEqual([[null]]);
  expect(indexed([{ time: [], value: [] }])).toEqual({ time: [], values: [[]] });
});

test('statistics that differ are marked, and the better one where better has one meaning', () => {
  const rows = statRows([
    run({ return_pct: 5, beta: 1, n_trades: 3, max_drawdown_pct: -20 }),
    run({ return_pct: 7, beta: 2, n_trades: 3, max_drawdown_pct: -10 }),
  ]);
  const mark = (name: string) => rows.filter((row) => row.name === name).map(({ differs, best }) => [differs, best])[0];
  expect(mark('return_pct')).toEqual([true, 1]);
  expect(mark('max_drawdown_pct')).toEqual([true, 1]);
  expect(mark('beta')).toEqual([true, null]);
  expect(mark('n_trades')).toEqual([false, null]);
});

test('a statistic that one run lacks is a dash, and a shared first place is not marked', () => {
  const [profit, total] = statRows([run({ profit_factor: null, return_pct: 5 }), run({ profit_factor: 2, return_pct: 5 }), run({ return_pct: 1 })]);
  expect(profit).toMatchObject({ texts: ['–', '2.00', '–'], differs: true, best: 1 });
  expect(total).toMatchObject({ differs: true, best: null });
});

test('what was asked stands beside each other, a setting that one lacks as a dash', () => {
  const rows = requestRows([run({}, { fast: 5 }), run({}, { fast: 5, slow: 20 })]);
  const row = (name: string) => rows.find((entry) => entry.name === name);
  expect(row('fast')).toMatchObject({ texts: ['5', '5'], differs: false });
  expect(row('slow')).toMatchObject({ texts: ['–', '20'], differs: true });
  expect(row('data')).toMatchObject({ texts: ['01234567', '01234567'], differs: false });
});
