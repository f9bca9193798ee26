import { expect, test } from 'vitest';
import type { RiskReport } from '../../shared/api/types';
import { riskFigures } from './figures';

const all = (of: RiskReport) => Object.values(riskFigures(of)).flat();

const report = {
  metrics: { volatility: 0.2, sharpe: null, surprise: 1.5 },
  undefined: { sharpe: 'zero_variance' },
  definitions: [
    { name: 'sharpe', title: 'Sharpe ratio', unit: 'ratio', formula: 'mean / sd' },
    { name: 'volatility', title: 'Volatility', unit: 'fraction', formula: 'sd * sqrt(252)' },
  ],
} as unknown as RiskReport;

test('figures follow the order, titles and units of the definitions', () => {
  const figures = all(report);
  expect(figures.map(({ title }) => title)).toEqual(['Sharpe ratio', 'Volatility', 'Surprise']);
  expect(figures[1]).toMatchObject({ text: '20.00\u202f%', explanation: 'sd * sqrt(252)', reason: null });
});

test('a figure without a value says why', () => {
  expect(all(report)[0]).toMatchObject({ reason: 'zero variance' });
});

test('figures against a benchmark come first only when there is one', () => {
  const metrics = { volatility: 0.2, beta: 1.1, omega: 1.2 };
  const titles = (benchmark: string | null) =>
    riskFigures({ ...report, metrics, definitions: [], benchmark } as unknown as RiskReport).leading.map(({ name }) => name);
  expect(titles(null)).toEqual(['volatility']);
  expect(titles('SPX')).toEqual(['volatility', 'beta']);
});
