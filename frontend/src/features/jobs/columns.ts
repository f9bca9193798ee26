// Which figures of a combination a table shows.
import type { JobRow } from '../../shared/api/types';

/** What tells combinations apart at a glance; a backtest of one shows all. */
const LEADING = ['return_pct', 'sharpe', 'max_drawdown_pct', 'n_trades', 'win_rate_pct', 'profit_factor'];

/** The figure that ranks, then the leading ones that there are; all when there is none of these. */
export function columnsOf(rows: readonly JobRow[], rankBy: string | null | undefined): string[] {
  // The risk group's stand in a map of their own.
  const known = new Set(rows.flatMap(({ figures }) => Object.keys(figures)).filter((name) => name !== 'risk'));
  const wanted = [...new Set([rankBy ?? 'return_pct', ...LEADING])].filter((name) => known.has(name));
  return wanted.length ? wanted : [...known];
}
