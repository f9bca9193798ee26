// The form of a job and the requests that it makes, one for each kind.
import type { components } from '../../api/schema';
import { requestFrom, type Setup } from '../../shared/run/setup';
import { gridFrom, type Axis } from './grid';

export type Kind = 'sweep' | 'walk_forward' | 'monte_carlo';

export type Search = {
  /** A condition such as `fast < slow`. */
  where: string;
  rankBy: string;
  top: number;
  /** Combinations drawn by chance; null for all. */
  random: number | null;
};

export type Windows = { inSample: number; outOfSample: number; anchored: boolean; embargo: number };
export type Resampling = { method: 'block_bootstrap' | 'trade_shuffle'; paths: number; block: number | null; seed: number };

export type JobForm = { kind: Kind; setup: Setup; axes: Axis[]; search: Search; windows: Windows; resampling: Resampling };

export const FIRST_SEARCH: Search = { where: '', rankBy: 'return_pct', top: 20, random: null };
export const FIRST_WINDOWS: Windows = { inSample: 504, outOfSample: 126, anchored: false, embargo: 0 };
export const FIRST_RESAMPLING: Resampling = { method: 'block_bootstrap', paths: 2000, block: null, seed: 0 };

/** Figures by which combinations can be ranked. */
export const RANKS: Record<string, string> = {
  return_pct: 'Return',
  return_ann_pct: 'Yearly return',
  sharpe: 'Sharpe ratio',
  sortino: 'Sortino ratio',
  calmar: 'Calmar ratio',
  max_drawdown_pct: 'Largest drawdown',
  profit_factor: 'Profit factor',
  win_rate_pct: 'Win rate',
  exposure_time_pct: 'Time in the market',
  n_trades: 'Trades',
  sharpe_ratio: 'Sharpe ratio, as in a run',
  sortino_ratio: 'Sortino ratio, as in a run',
  sqn: 'System quality number',
};

type Bodies = components['schemas'];

/** What a strategy with `fast` and `slow` all but always needs. */
export function usualCondition(names: readonly string[]): string {
  return names.includes('fast') && names.includes('slow') ? 'fast < slow' : '';
}

export function sweepFrom({ setup, axes, search }: JobForm): Bodies['SweepBody'] {
  const { grid, settings } = gridFrom(axes);
  return { ...requestFrom({ ...setup, settings }), ...searchFrom(search), grid };
}

export function walkForwardFrom(form: JobForm): Bodies['WalkForwardBody'] {
  const { inSample, outOfSample, anchored, embargo } = form.windows;
  return { ...sweepFrom(form), in_sample: inSample, out_of_sample: outOfSample, anchored, embargo };
}

/** A Monte Carlo study runs one setting of each parameter. */
export function monteCarloFrom({ setup, axes, resampling }: JobForm): Bodies['MonteCarloBody'] {
  const settings = Object.fromEntries(axes.map(({ name, value }) => [name, value]));
  return { ...requestFrom({ ...setup, settings }), ...resampling };
}

function searchFrom({ where, rankBy, top, random }: Search) {
  return { where: where.trim(), rank_by: rankBy, top, random, seed: 0 };
}
