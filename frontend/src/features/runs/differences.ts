// Several runs as one table: settings and statistics in rows, one column for each run.
import type { KeptRun } from '../../shared/api/types';
import { namesOf, statOf, titleOf } from '../../shared/run/stats';
import { NONE } from '../../shared/format/number';
import { words } from '../../shared/format/time';

export type Row = {
  name: string;
  title: string;
  texts: string[];
  /** Whether the runs are not all alike in it. */
  differs: boolean;
  /** The column that is best, when the sign of better is beyond doubt and they differ. */
  best: number | null;
};

/** Statistics of which more, or less, is better whatever one thinks of risk. */
const MORE = new Set(['return_pct', 'cagr_pct', 'sharpe_ratio', 'sortino_ratio', 'calmar_ratio', 'profit_factor', 'sqn', 'equity_final', 'max_drawdown_pct', 'avg_drawdown_pct', 'expectancy_pct', 'alpha_pct']);
const LESS = new Set(['commissions', 'max_drawdown_duration_days', 'avg_drawdown_duration_days']);

/** Every statistic that any of the runs has, in the order of the first that has it. */
export function statRows(runs: readonly KeptRun[]): Row[] {
  const names = [...new Set(runs.flatMap(namesOf))];
  return names.map((name) => {
    const values = runs.map(({ stats }) => stats[name] ?? null);
    const texts = runs.map((run) => (run.stats[name] == null ? NONE : statOf(run, name).text));
    const differs = new Set(values).size > 1;
    return { name, title: titleOf(name), texts, differs, best: differs ? bestOf(name, values) : null };
  });
}

/** Drawdowns are negative, so that more of them is less of a fall. */
function bestOf(name: string, values: readonly (number | null)[]): number | null {
  const sign = MORE.has(name) ? 1 : LESS.has(name) ? -1 : 0;
  if (!sign) return null;
  const scores = values.map((value) => (value === null ? -Infinity : value * sign));
  const best = Math.max(...scores);
  // Two that share the first place have none to be marked.
  return scores.filter((score) => score === best).length === 1 ? scores.indexOf(best) : null;
}

/** What was asked: strategy, version, symbols, span, every setting, and the digest of the data. */
export function requestRows(runs: readonly KeptRun[]): Row[] {
  const settings = [...new Set(runs.flatMap(({ request }) => Object.keys(request.settings ?? {})))];
  const row = (name: string, texts: string[]): Row => ({
    name,
    title: words(name),
    texts,
    differs: new Set(texts).size > 1,
    best: null,
  });
  return [
    row('strategy', runs.map(({ meta }) => meta.strategy.name)),
    row('version', runs.map(({ meta }) => String(meta.strategy.version))),
    row('symbols', runs.map(({ request }) => request.symbols.join(', '))),
    row('start', runs.map(({ start }) => start.slice(0, 10))),
    row('end', runs.map(({ end }) => end.slice(0, 10))),
    ...settings.map((name) => row(name, runs.map(({ request }) => String(request.settings?.[name] ?? NONE)))),
    row('data', runs.map(({ meta }) => meta.data_digest.slice(0, 8))),
  ];
}
