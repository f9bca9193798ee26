// The form above the frontier and the request that it makes.
import type { OptimizeRequest } from '../../../shared/api/types';
import type { Question } from '../question';

/** Enough for a smooth line. */
const FRONTIER_POINTS = 50;

export const OBJECTIVES = {
  min_variance: 'Least variance',
  max_sharpe: 'Highest Sharpe ratio',
  efficient_return: 'Least risk for a return',
  efficient_risk: 'Highest return for a risk',
  max_utility: 'Highest utility',
  risk_parity: 'Equal shares of risk',
  hrp: 'Hierarchical risk parity',
  inverse_volatility: 'Inverse volatility',
  max_diversification: 'Most diversified',
  min_cvar: 'Least expected shortfall',
  min_semivariance: 'Least semivariance',
  min_cdar: 'Least conditional drawdown',
  equal_weight: 'Equal weights',
} as const;
export const COVARIANCES = {
  sample: 'Sample',
  ledoit_wolf: 'Ledoit–Wolf',
  exponential: 'Exponential',
  semicovariance: 'Semicovariance',
} as const;

export type Objective = keyof typeof OBJECTIVES;
export type FrontierForm = {
  objective: Objective;
  covariance: keyof typeof COVARIANCES;
  /** Least and most of one asset, in percent; null where the field is empty. */
  lowerPercent: number | null;
  upperPercent: number | null;
  /** Yearly return or volatility to reach, in percent. */
  targetPercent: number | null;
};

export const FIRST_FORM: FrontierForm = {
  objective: 'max_sharpe',
  covariance: 'sample',
  lowerPercent: 0,
  upperPercent: 100,
  targetPercent: 15,
};

/** What the target of an objective is called, or null when it has none. */
export function targetOf(objective: Objective): string | null {
  if (objective === 'efficient_return') return 'Return, % a year';
  if (objective === 'efficient_risk') return 'Volatility, % a year';
  return null;
}

export function requestFrom(
  form: FrontierForm,
  symbols: readonly string[],
  { period, riskFree }: Pick<Question, 'period' | 'riskFree'>,
): OptimizeRequest {
  const target = form.targetPercent === null ? null : form.targetPercent / 100;
  return {
    symbols: [...symbols],
    period,
    objective: form.objective,
    covariance: form.covariance,
    risk_free: riskFree,
    bounds: { lower: (form.lowerPercent ?? 0) / 100, upper: (form.upperPercent ?? 100) / 100 },
    frontier: FRONTIER_POINTS,
    ...(form.objective === 'efficient_return' ? { target_return: target } : {}),
    ...(form.objective === 'efficient_risk' ? { target_volatility: target } : {}),
  };
}
