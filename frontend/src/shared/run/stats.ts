// The statistics of a run as rows. Names are the API's; the units stand in the names.
import type { RunReport } from '../api/types';
import type { Figure } from '../format/figure';
import { decimal, fraction, percent, signedPercent, trend, whole } from '../format/number';
import { moment, words } from '../format/time';
import { withUnit } from '../format/unit';

/** What is shown first; all others follow on request, in the server's order. */
const LEADING = [
  'return_pct', 'buy_hold_return_pct', 'cagr_pct', 'volatility_ann_pct',
  'sharpe_ratio', 'sortino_ratio', 'max_drawdown_pct', 'exposure_time_pct',
  'n_trades', 'win_rate_pct', 'profit_factor', 'commissions',
];
/** Names that do not read well when only their underscores are taken away. */
const TITLES: Record<string, string> = {
  buy_hold_return_pct: 'Buy and hold return',
  cagr_pct: 'Yearly growth (CAGR)',
  return_ann_pct: 'Yearly return',
  volatility_ann_pct: 'Yearly volatility',
  n_trades: 'Trades',
  sqn: 'System quality number',
  exposure_time_pct: 'Time in the market',
  equity_final: 'Final equity',
  equity_peak: 'Highest equity',
  max_drawdown_pct: 'Largest drawdown',
  avg_drawdown_pct: 'Average drawdown',
  max_drawdown_duration_days: 'Longest drawdown',
  avg_drawdown_duration_days: 'Average drawdown length',
  sharpe: 'Sharpe ratio, as in risk',
  sortino: 'Sortino ratio, as in risk',
  calmar: 'Calmar ratio, as in risk',
  max_drawdown: 'Largest drawdown, as in risk',
  volatility: 'Volatility, as in risk',
};
/** Fractions, as the risk page has them. */
const FRACTIONS = new Set(['max_drawdown', 'volatility', 'ulcer_index']);
const WITH_SIGN = new Set(['return_pct', 'buy_hold_return_pct', 'cagr_pct', 'return_ann_pct', 'alpha_pct']);

/** Of a run, or of the curve of a walk-forward, which has no figures of the risk group. */
export type Stats = { stats: Readonly<Record<string, unknown>>; undefined: Readonly<Record<string, unknown>> };

export function leadingStats(report: Stats): Figure[] {
  return LEADING.filter((name) => name in report.stats).map((name) => statOf(report, name));
}

export function otherStats(report: Stats): Figure[] {
  return namesOf(report)
    .filter((name) => !LEADING.includes(name))
    .map((name) => statOf(report, name));
}

/** Names of all statistics but those of the risk group, which have a map of their own. */
export function namesOf({ stats }: Pick<Stats, 'stats'>): string[] {
  return Object.keys(stats).filter((name) => name !== 'risk');
}

/** The figures of the risk group in the order of their definitions; runs kept earlier have none. */
export function riskStats(report: Pick<RunReport, 'stats' | 'undefined' | 'meta'>): Figure[] {
  const basis = report.meta.risk as RunReport['meta']['risk'] | undefined;
  return (basis?.definitions ?? []).map(({ name, title, unit, formula }) => {
    const value = report.stats.risk[name] ?? null;
    const why = report.undefined.risk[name] ?? 'not_defined';
    return {
      name,
      title: title || words(name),
      text: withUnit(value, unit),
      explanation: formula,
      reason: value === null ? words(why).toLowerCase() : null,
    };
  });
}

/** One statistic, or why there is none. */
export function statOf(report: Stats, name: string): Figure {
  const value = report.stats[name];
  const why = report.undefined[name];
  const none = value === null || value === undefined;
  return {
    name,
    title: titleOf(name),
    text: textOf(name, value),
    reason: none ? words(typeof why === 'string' ? why : 'not_defined').toLowerCase() : null,
    trend: WITH_SIGN.has(name) && typeof value === 'number' ? trend(value) : undefined,
  };
}

/** The name of a statistic for people. */
export function titleOf(name: string): string {
  return TITLES[name] ?? words(name.replace(/_(pct|days)$/, ''));
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return moment(value);
  if (typeof value !== 'number') return decimal(null);
  if (WITH_SIGN.has(name)) return signedPercent(value);
  if (name.endsWith('_pct')) return percent(value);
  if (FRACTIONS.has(name)) return fraction(value);
  if (name.endsWith('_days')) return `${whole(value)} days`;
  return name.startsWith('n_') ? whole(value) : decimal(value);
}
