import { expect, test } from 'vitest';
import type { RiskReport } from '../../../shared/api/types';
import { groupOf, groupsFrom } from './groups';
import { periodReturns } from './periods';

const report = {
  metrics: { sharpe: null, volatility: 0.2, max_drawdown_days: 31, beta: null, smart_sharpe: 0.5, surprise: 1.5 },
  undefined: { sharpe: 'zero_variance', beta: 'no_benchmark', '10y': 'insufficient_data' },
  definitions: [
    { name: 'volatility', title: 'Annual volatility', unit: 'fraction', formula: 'std(r) * sqrt(Y)' },
    { name: 'sharpe', title: 'Sharpe ratio', unit: 'ratio', formula: 'mean / std' },
    { name: 'smart_sharpe', title: 'Smart Sharpe ratio', unit: 'ratio', formula: 'sharpe / penalty' },
    { name: 'max_drawdown_days', title: 'Longest time under a peak', unit: 'days', formula: 'max' },
    { name: 'beta', title: 'Beta', unit: 'ratio', formula: 'cov / var' },
  ],
  period_returns: { '10y': null, mtd: -0.01, ytd: 0.2 },
} as unknown as RiskReport;

test('metrics of every convention find their group', () => {
  const expected = {
    growth: ['cagr', 'cum_returns_final', 'comp', 'annual_volatility', 'expected_return', 'return_ann_pct', 'duration_days', 'downside_risk'],
    reward: ['sharpe', 'probabilistic_sharpe_ratio', 'adjusted_sortino', 'calmar_ratio', 'ulcer_performance_index', 'rar', 'autocorr_penalty'],
    drawdowns: ['max_drawdown', 'avg_drawdown_pct', 'max_drawdown_duration_days', 'ulcer_index', 'pain_index'],
    tail: ['var_95', 'cvar_99_parametric', 'conditional_value_at_risk_95', 'daily_value_at_risk', 'skew', 'tail_ratio', 'risk_of_ruin'],
    outcomes: ['best', 'worst_month', 'avg_day', 'outlier_win_ratio', 'payoff_ratio', 'kelly_criterion', 'exposure', 'cpc_index'],
    benchmark: ['beta', 'beta_fragility_heuristic', 'alpha_pct', 'r_squared', 'excess_sharpe', 'up_down_capture', 'treynor_ratio', 'batting_average'],
  };
  for (const [group, names] of Object.entries(expected)) {
    for (const name of names) expect(groupOf(name), name).toBe(group);
  }
});

test('each group shows its leading metrics first and keeps the order of the definitions', () => {
  const groups = groupsFrom(report);
  expect(groups.map(({ name }) => name)).toEqual(['growth', 'reward', 'drawdowns', 'benchmark']);
  expect(groups[1]).toMatchObject({ leading: [{ name: 'sharpe' }], others: [{ name: 'smart_sharpe', text: '0.500' }] });
  expect(groups[2]?.leading[0]).toMatchObject({ text: '31 days', formula: 'max', unit: 'days' });
});

test('a metric without a definition is there under its own name', () => {
  expect(groupsFrom(report)[0]?.others).toMatchObject([{ title: 'Surprise', formula: null, text: '1.500' }]);
});

test('what has no value says why in words', () => {
  const [growth, reward, , benchmark] = groupsFrom(report);
  expect(growth?.leading[0]?.reason).toBeNull();
  expect(reward?.leading[0]?.reason).toBe('the returns do not vary');
  expect(benchmark?.leading[0]?.reason).toBe('no benchmark is chosen');
});

test('period returns go from the shortest to the longest, and one without a value keeps its place', () => {
  expect(periodReturns(report).map(({ name, value, reason }) => [name, value, reason])).toEqual([
    ['mtd', -0.01, null],
    ['ytd', 0.2, null],
    ['10y', null, 'the period is too short'],
  ]);
});
