// The metrics of any convention in six groups, told by their names.
import type { RiskReport } from '../../../shared/api/types';
import { metricsFrom, type Metric } from '../metric';

export type GroupName = 'growth' | 'reward' | 'drawdowns' | 'tail' | 'outcomes' | 'benchmark';
export type MetricGroup = { name: GroupName; title: string; leading: Metric[]; others: Metric[] };

const TITLES: Record<GroupName, string> = {
  growth: 'Growth and volatility',
  reward: 'Reward for risk',
  drawdowns: 'Drawdowns',
  tail: 'Tail',
  outcomes: 'Outcomes',
  benchmark: 'Against the benchmark',
};

/** The first pattern that fits decides: `avg_drawdown` is a drawdown before it is an average. */
const PATTERNS: [GroupName, RegExp][] = [
  ['benchmark', /^(beta|alpha|r_squared|correlation|tracking|information|treynor|batting|excess_sharpe|.*capture)/],
  ['drawdowns', /drawdown|^ulcer_index|^pain_index/],
  ['reward', /sharpe|sortino|calmar|omega|gain_to_pain|performance_index|serenity|recovery|risk_return|^rar$|penalty/],
  ['tail', /var_|value_at_risk|skew|kurtosis|tail_ratio|common_sense|ruin/],
  ['outcomes', /^(best|worst|avg)|win|loss|payoff|profit|kelly|consecutive|exposure|cpc/],
];

/** What each group shows before it is opened; a name that a convention does not have is passed over. */
const LEADING = new Set([
  'cumulative_return', 'comp', 'cum_returns_final', 'cumulative_returns', 'return_pct', 'cagr', 'cagr_pct', 'annual_return',
  'return_ann_pct', 'volatility', 'annual_volatility', 'volatility_ann_pct', 'downside_deviation', 'downside_risk',
  'sharpe', 'sharpe_ratio', 'sortino', 'sortino_ratio', 'calmar', 'calmar_ratio', 'omega', 'omega_ratio',
  'probabilistic_sharpe', 'probabilistic_sharpe_ratio',
  'max_drawdown', 'max_drawdown_pct', 'avg_drawdown', 'avg_drawdown_pct', 'max_drawdown_days',
  'max_drawdown_duration_days', 'ulcer_index', 'pain_index',
  'var_95', 'value_at_risk_95', 'daily_value_at_risk', 'cvar_95', 'conditional_value_at_risk_95', 'skew', 'kurtosis',
  'tail_ratio', 'best_day', 'best', 'worst_day', 'worst', 'win_rate', 'payoff', 'payoff_ratio', 'profit_factor',
  'beta', 'alpha', 'alpha_pct', 'correlation', 'tracking_error', 'information_ratio', 'up_capture', 'down_capture',
]);

/** What fits no pattern tells how much there was to gain or to bear: growth. */
export function groupOf(name: string): GroupName {
  return PATTERNS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'growth';
}

/** The report's metrics, in the order of its definitions within each group; empty groups are left out. */
export function groupsFrom(report: RiskReport): MetricGroup[] {
  const metrics = metricsFrom({ ...report, values: report.metrics });
  return (Object.keys(TITLES) as GroupName[])
    .map((name) => {
      const members = metrics.filter((metric) => groupOf(metric.name) === name);
      const leading = members.filter((metric) => LEADING.has(metric.name));
      const others = members.filter((metric) => !LEADING.has(metric.name));
      return { name, title: TITLES[name], leading, others };
    })
    .filter(({ leading, others }) => leading.length + others.length > 0);
}
