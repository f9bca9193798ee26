import { expect, test } from 'vitest';
import type { RunReport, StrategyInfo } from '../../shared/api/types';
import { leadingStats, otherStats, riskStats } from '../../shared/run/stats';
import { describeCurve, pointsFrom } from './equity';
import { FIRST_FORM, formFor, requestFrom } from './request';

const report = {
  stats: { start: '2012-01-03T00:00:00Z', return_pct: -3.5, n_trades: 4, profit_factor: null, sqn: 0.71 },
  undefined: { profit_factor: 'no_losses' },
} as unknown as RunReport;

test('the leading statistics come first, each with its unit and sign', () => {
  expect(leadingStats(report).map(({ title, text }) => [title, text])).toEqual([
    ['Return', '−3.50\u202f%'],
    ['Trades', '4'],
    ['Profit factor', '–'],
  ]);
});

test('all others follow, and one without a value says why', () => {
  expect(otherStats(report).map(({ text }) => text)).toEqual(['2012-01-03', '0.71']);
  expect(leadingStats(report)[2]?.reason).toBe('no losses');
});

test('a fraction among the statistics is shown in percent', () => {
  const figures = otherStats({ stats: { volatility: 0.25, sharpe: 0.5 }, undefined: {} } as unknown as RunReport);
  expect(figures.map(({ title, text }) => `${title} ${text}`)).toEqual(['Volatility, as in risk 25.00\u202f%', 'Sharpe ratio, as in risk 0.50']);
});

test('figures of risk have the titles and units of their definitions, and stand apart from the others', () => {
  const definitions = [
    { name: 'var_95', title: 'Value at risk', unit: 'fraction', formula: 'quantile(r, 0.05)' },
    { name: 'var_95_garch', title: 'Value at risk, GARCH', unit: 'fraction', formula: 'mu + z' },
  ];
  const withRisk = {
    stats: { sqn: 1, risk: { var_95: -0.0213, var_95_garch: null } },
    undefined: { risk: { var_95_garch: 'not_converged' } },
    meta: { risk: { definitions } },
  } as unknown as RunReport;
  expect(riskStats(withRisk).map(({ title, text, reason }) => [title, text, reason])).toEqual([
    ['Value at risk', '−2.13\u202f%', null],
    ['Value at risk, GARCH', '–', 'not converged'],
  ]);
  expect(otherStats(withRisk).map(({ name }) => name)).toEqual(['sqn']);
  expect(riskStats({ ...withRisk, meta: {} } as unknown as RunReport)).toEqual([]);
});

test('a commission in percent is sent as a fraction', () => {
  const request = requestFrom({ ...FIRST_FORM, commissionPercent: 0.2 }, 'GOOG', '2y');
  expect(request).toMatchObject({ strategy: 'sma-cross', symbols: ['GOOG'], period: '2y' });
  expect(request.commission?.relative).toBeCloseTo(0.002, 12);
});

test('choosing another strategy brings its defaults and keeps the cash', () => {
  const parameters = [{ name: 'window', default: 14, min: 2, max: 100, step: 1, doc: '' }];
  const form = formFor({ ...FIRST_FORM, cash: 500 }, { plugin: 'rsi', name: 'RSI', summary: '', parameters } as unknown as StrategyInfo);
  expect(form).toEqual({ strategy: 'rsi', settings: { window: 14 }, cash: 500, commissionPercent: 0.2 });
});

test('an equity curve becomes points in time order and a sentence', () => {
  const time = ['1970-01-02T00:00:00Z', '1970-01-02T00:00:00Z', '1970-01-03T00:00:00Z'];
  expect(pointsFrom(time, [1, 2, 3]).map(({ value }) => value)).toEqual([1, 3]);
  expect(describeCurve({ time, value: [10, 12, 9] })).toBe(
    'Equity from 10.00 on 1970-01-02 to 9.00 on 1970-01-03, between 9.00 and 12.00.',
  );
  expect(describeCurve({ time: [], value: [] })).toBe('No equity curve.');
});
