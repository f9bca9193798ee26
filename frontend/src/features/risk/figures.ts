// The risk report as rows: titles, units and formulas are those that the server gives.
import type { RiskReport } from '../../shared/api/types';
import type { Figure } from '../../shared/format/figure';
import { words } from '../../shared/format/time';
import { withUnit } from '../../shared/format/unit';

/** What is shown first: growth, risk, the ratio of both, and the tail. */
const LEADING = [
  'cagr', 'volatility', 'sharpe', 'sortino', 'calmar', 'max_drawdown', 'max_drawdown_days',
  'var_95', 'cvar_95', 'skew', 'kurtosis', 'best_day', 'worst_day', 'win_rate',
];
/** Shown first too, once there is a benchmark to compare with. */
const AGAINST_BENCHMARK = ['beta', 'alpha', 'correlation', 'tracking_error', 'information_ratio'];

export type RiskFigures = { leading: Figure[]; others: Figure[] };

/** In the order of the definitions; figures without a definition come last under their own name. */
export function riskFigures(report: RiskReport): RiskFigures {
  const first = new Set(report.benchmark ? [...LEADING, ...AGAINST_BENCHMARK] : LEADING);
  const defined = report.definitions.map(({ name }) => name);
  const rest = Object.keys(report.metrics).filter((name) => !defined.includes(name));
  const figures = [...defined, ...rest]
    .filter((name) => name in report.metrics)
    .map((name) => figureOf(report, name));
  const leading = figures.filter(({ name }) => first.has(name));
  if (!leading.length) return { leading: figures, others: [] };
  return { leading, others: figures.filter(({ name }) => !first.has(name)) };
}

function figureOf(report: RiskReport, name: string): Figure {
  const definition = report.definitions.find((entry) => entry.name === name);
  const found: unknown = report.metrics[name];
  const value = typeof found === 'number' ? found : null;
  const reason = value === null ? words(report.undefined[name] ?? 'not_available').toLowerCase() : null;
  return {
    name,
    title: definition?.title || words(name),
    text: withUnit(value, definition?.unit ?? ''),
    explanation: definition?.formula,
    reason,
  };
}
