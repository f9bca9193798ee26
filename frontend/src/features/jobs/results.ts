// What jobs come to. The document leaves it open, because it depends on the kind of the job.
import type { Curve, Job, JobRow, RunReport } from '../../shared/api/types';

export type HeatGrid = {
  x: string;
  y: string;
  x_values: number[];
  y_values: number[];
  /** One row for each value of `y`; null where there is no result. */
  values: (number | null)[][];
  figure: string;
};

export type Trials = Partial<
  Record<'n' | 'best_sharpe' | 'expected_max_sharpe' | 'deflated_sharpe' | 'spa_p_value' | 'spa_p_lower' | 'spa_p_upper' | 'pbo', number | null>
>;

/** What a reviewer would remark; results of an earlier form have none. */
type Reviewed = { findings?: RunReport['findings'] };

export type SweepResult = Reviewed & {
  n: number;
  best: JobRow[];
  heatmap?: HeatGrid | null;
  plateau?: { settings: Record<string, number>; score: number; value: number } | null;
  trials?: Trials | null;
};

type Span = { start: string; end: string };
export type Window = {
  in_sample: Span;
  out_of_sample: Span;
  settings: Record<string, number>;
  in_sample_figure: number | null;
  out_of_sample_figure: number | null;
};

export type WalkForwardResult = Reviewed & {
  windows: Window[];
  equity: Curve;
  stats: Record<string, number | null>;
  undefined?: Record<string, string>;
  efficiency: number | null;
  stability: number | null;
};

export type Quantile = {
  probability: number;
  final_value: number | null;
  max_drawdown_pct: number | null;
  sharpe: number | null;
  /** Bars. */
  longest_fall?: number | null;
};
export type Fan = { time: string[]; levels: { probability: number; value: number[] }[] };

export type MonteCarloResult = Reviewed & {
  paths: number;
  quantiles: Quantile[];
  probability_of_loss: number;
  fan: Fan;
  observed: { final_value: number | null; max_drawdown_pct: number | null };
};

export const KINDS: Record<string, string> = {
  sweep: 'Sweep',
  walk_forward: 'Walk-forward',
  monte_carlo: 'Monte Carlo',
};

/** Whether nothing more will come of a job. */
export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** `fast 10, slow 30` */
export function settingsInWords(settings: Readonly<Record<string, number | null>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value === null ? '–' : Number(value.toPrecision(10))}`)
    .join(', ');
}
