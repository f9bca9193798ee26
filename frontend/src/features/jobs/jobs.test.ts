import { expect, test } from 'vitest';
import type { Parameter } from '../../shared/api/types';
import { FIRST_COSTS, type Setup } from '../../shared/run/setup';
import { combinationsOf, countOf, faultOfAxes, gridFrom, listFrom, proposedAxes, type Axis } from './grid';
import { bandAxis, bestIndex, cellsOf, cellUnder, indexOf, settingsAt } from './heat';
import { columnsOf } from './columns';
import { bandsOf, medianOf, outline } from './fan';
import { runOf } from './links';
import { meaningsOf } from './meaning';
import { FIRST_RESAMPLING, FIRST_SEARCH, FIRST_WINDOWS, monteCarloFrom, sweepFrom, usualCondition, walkForwardFrom, type JobForm } from './request';
import type { Fan, HeatGrid } from './results';

const axis = (change: Partial<Axis>): Axis => ({ name: 'fast', kind: 'range', value: 10, from: 2, to: 10, step: 2, list: '', ...change });

test('a range counts both ends, and a step that misses the last by rounding alone', () => {
  expect(countOf(axis({}))).toBe(5);
  expect(countOf(axis({ from: 0.1, to: 0.3, step: 0.1 }))).toBe(3);
  expect(countOf(axis({ to: 9.9 }))).toBe(4);
  expect([axis({ step: 0 }), axis({ step: -1 }), axis({ to: 1 })].map(countOf)).toEqual([0, 0, 0]);
});

test('a list is numbers between commas or spaces, each once', () => {
  expect(listFrom('10, 20 50;10')).toEqual([10, 20, 50]);
  expect(listFrom('10, ten')).toBeNull();
  expect(countOf(axis({ kind: 'list', list: '10, ten' }))).toBe(0);
});

test('the grid holds what varies, the settings what does not', () => {
  const axes = [axis({}), axis({ name: 'slow', kind: 'list', list: '20 50' }), axis({ name: 'size', kind: 'fixed', value: 0.5 })];
  expect(gridFrom(axes)).toEqual({ grid: { fast: { from: 2, to: 10, step: 2 }, slow: [20, 50] }, settings: { size: 0.5 } });
  expect(combinationsOf(axes)).toBe(10);
  expect(faultOfAxes(axes)).toBeNull();
});

test('axes that cannot be searched are refused in words', () => {
  expect(faultOfAxes([axis({ step: 0 })])).toContain('fast needs a step above 0');
  expect(faultOfAxes([axis({ kind: 'list', list: '' })])).toContain('fast needs numbers');
  expect(faultOfAxes([axis({ kind: 'fixed' })])).toBe('Let one parameter vary at least.');
  expect(faultOfAxes([axis({ from: 0, to: 20_000, step: 1 })])).toContain('20001 values');
});

test('a form proposes two ranges within the bounds, whatever the parameters are', () => {
  const parameter = (change: Partial<Parameter>): Parameter => ({ name: 'p', default: 10, min: 1, max: 500, step: 1, doc: '', ...change });
  const parameters = [parameter({}), parameter({ name: 'q', default: 2, min: 0.5, max: 4, step: 0 }), parameter({ name: 'r', min: 0, max: 1, default: 1 })];
  const axes = proposedAxes(parameters, { p: 7 });
  expect(axes.map(({ kind }) => kind)).toEqual(['range', 'range', 'fixed']);
  expect(axes[0]?.value).toBe(7);
  axes.forEach(({ from, to, step }, at) => {
    expect(from).toBe(parameters[at]?.min);
    expect(to).toBeLessThanOrEqual(parameters[at]?.max ?? 0);
    expect(step).toBeGreaterThan(0);
  });
  expect(combinationsOf(axes)).toBeGreaterThan(20);
});

const setup: Setup = { strategy: 'sma-cross', settings: { fast: 1 }, symbols: 'AAPL', period: '5y', benchmark: '', costs: FIRST_COSTS };
const form: JobForm = {
  kind: 'sweep',
  setup,
  axes: [axis({}), axis({ name: 'slow', kind: 'fixed', value: 30 })],
  search: { ...FIRST_SEARCH, where: ' fast < slow ' },
  windows: FIRST_WINDOWS,
  resampling: FIRST_RESAMPLING,
};

test('each kind of job sends the run, and what it asks besides', () => {
  const sweep = sweepFrom(form);
  expect(sweep).toMatchObject({ strategy: 'sma-cross', settings: { slow: 30 }, grid: { fast: { from: 2, to: 10, step: 2 } } });
  expect(sweep).toMatchObject({ where: 'fast < slow', rank_by: 'return_pct', top: 20, random: null });
  expect(walkForwardFrom(form)).toMatchObject({ in_sample: 504, out_of_sample: 126, anchored: false, where: 'fast < slow' });
  const study = monteCarloFrom(form);
  expect(study).toMatchObject({ settings: { fast: 10, slow: 30 }, method: 'block_bootstrap', paths: 2000 });
  expect('grid' in study).toBe(false);
});

test('fast and slow suggest their condition', () => {
  expect([usualCondition(['slow', 'fast']), usualCondition(['window'])]).toEqual(['fast < slow', '']);
});

const grid: HeatGrid = {
  x: 'fast', y: 'slow', x_values: [2, 4, 6], y_values: [10, 20],
  values: [[1, null, 3], [-4, 5, 2]], figure: 'return_pct',
};

test('cells go row by row from the bottom, and come back from their settings', () => {
  expect(cellsOf(grid).map(({ value }) => value)).toEqual([1, null, 3, -4, 5, 2]);
  cellsOf(grid).forEach((_, at) => expect(indexOf(grid, settingsAt(grid, at))).toBe(at));
  expect(settingsAt(grid, 4)).toEqual({ fast: 4, slow: 20 });
  expect(indexOf(grid, { fast: 4 + 1e-12, slow: 20, size: 9 })).toBe(4);
  expect(indexOf(grid, { fast: 5, slow: 20 })).toBe(-1);
});

test('the best cell is the highest with a value', () => {
  expect(bestIndex(cellsOf(grid))).toBe(4);
  expect(bestIndex(cellsOf({ ...grid, values: [] }))).toBe(-1);
});

test('a place is in its cell, and one outside in the nearest', () => {
  expect(cellUnder(grid, 0.5, 0.5)).toBe(0);
  expect(cellUnder(grid, 2.99, 1.01)).toBe(5);
  expect(cellUnder(grid, -3, 9)).toBe(3);
  expect(cellUnder({ ...grid, x_values: [] }, 0, 0)).toBe(-1);
});

test('a map of one parameter is a single row without a name', () => {
  const line = { ...grid, y: '', y_values: [0], values: [[1, 2, 3]] };
  expect(settingsAt(line, 1)).toEqual({ fast: 4 });
  expect(indexOf(line, { fast: 6 })).toBe(2);
});

test('labels stand in the middle of their cells, no more than fit', () => {
  const ticks = bandAxis([1, 2, 3, 4, 5, 6, 7], 'fast', 4).ticks;
  expect(ticks).toEqual([{ at: 0.5, text: '1' }, { at: 2.5, text: '3' }, { at: 4.5, text: '5' }, { at: 6.5, text: '7' }]);
  expect(bandAxis([0.30000000000000004], 'q', 5).ticks[0]?.text).toBe('0.3');
});

test('each figure about the trials says what it means, and one without a value is not there', () => {
  const [deflated, spa, ...rest] = meaningsOf({ n: 64, deflated_sharpe: 0.42, best_sharpe: 1.1, expected_max_sharpe: 0.9, spa_p_value: 0.2, pbo: null });
  expect(deflated?.meaning).toContain('With 64 trials, the probability is 42\u202f%');
  expect(spa?.meaning).toContain('may well be luck');
  expect(rest).toEqual([]);
  expect(meaningsOf({})).toEqual([]);
  expect(meaningsOf({ spa_p_value: 0.01 })[0]?.meaning).toContain('hardly luck');
});

test('a fan has bands from the outside in, and the median between them', () => {
  const level = (probability: number, ...value: number[]) => ({ probability, value });
  const fan: Fan = { time: ['a', 'b'], levels: [level(0.5, 3, 3), level(0.05, 1, 0), level(0.95, 5, 6), level(0.25, 2, 2), level(0.75, 4, 4)] };
  expect(bandsOf(fan)).toEqual([
    { name: '5\u202f% to 95\u202f%', low: [1, 0], high: [5, 6] },
    { name: '25\u202f% to 75\u202f%', low: [2, 2], high: [4, 4] },
  ]);
  expect(medianOf(fan)).toEqual([3, 3]);
  const same = (value: number): number => value;
  expect(outline({ name: '', low: [1, 0], high: [5, 6] }, same, same)).toBe('M0.0 5.0L1.0 6.0L1.0 0.0L0.0 1.0Z');
  expect([bandsOf({ time: [], levels: [] }), medianOf({ time: [], levels: [] })]).toEqual([[], []]);
});

test('a combination leads to a backtest of it on the same symbols and over the same period', () => {
  const request = { strategy: 'sma-cross', symbols: ['AAPL'], settings: { size: 1 }, period: '5y' };
  expect(runOf({ request }, { fast: 5, slow: null })).toEqual({
    page: 'runs', strategy: 'sma-cross', settings: { size: 1, fast: 5 }, symbols: ['AAPL'], run: null, period: '5y',
  });
  expect('period' in runOf({ request: { ...request, period: '17y' } }, {})).toBe(false);
});

test('a table begins with the figure that ranks, and leaves the many others to the backtest', () => {
  const row = (figures: Record<string, number>) => [{ settings: {}, figures }];
  expect(columnsOf(row({ return_pct: 1, sharpe: 2, calmar: 3, beta: 4 }), 'calmar')).toEqual(['calmar', 'return_pct', 'sharpe']);
  expect(columnsOf(row({ odd: 1 }), null)).toEqual(['odd']);
  expect(columnsOf([], undefined)).toEqual([]);
});
