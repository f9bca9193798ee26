// The form above the frontier and the requests that it makes: one for the frontier, one for the portfolio.
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
  herc: 'Hierarchical equal risk',
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

/** The objectives whose rule sets every weight; the server refuses bounds for them. */
const WITHOUT_BOUNDS: ReadonlySet<Objective> = new Set(['risk_parity', 'hrp', 'herc', 'inverse_volatility', 'equal_weight']);

/** The objective of the portfolio that comes with the frontier: it has an answer wherever there is a frontier. */
export const FRONTIER_OBJECTIVE = 'min_variance' satisfies Objective;
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
  objective: FRONTIER_OBJECTIVE,
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

export const knowsBounds = (objective: Objective): boolean => !WITHOUT_BOUNDS.has(objective);

type Asked = Pick<Question, 'period' | 'riskFree'>;
/** What the frontier depends on: not on the objective, nor on its target. */
export type FrontierChoice = Pick<FrontierForm, 'covariance' | 'lowerPercent' | 'upperPercent'>;

const boundsOf = ({ lowerPercent, upperPercent }: FrontierChoice): OptimizeRequest['bounds'] => ({
  lower: (lowerPercent ?? 0) / 100,
  upper: (upperPercent ?? 100) / 100,
});

/** The frontier, whatever becomes of the objective that the visitor chose. */
export function frontierRequest(choice: FrontierChoice, symbols: readonly string[], { period, riskFree }: Asked): OptimizeRequest {
  return {
    symbols: [...symbols],
    period,
    objective: FRONTIER_OBJECTIVE,
    covariance: choice.covariance,
    risk_free: riskFree,
    bounds: boundsOf(choice),
    frontier: FRONTIER_POINTS,
  };
}

/** The portfolio of the chosen objective; bounds go only with an objective that knows them. */
export function portfolioRequest(form: FrontierForm, symbols: readonly string[], { period, riskFree }: Asked): OptimizeRequest {
  const target = form.targetPercent === null ? null : form.targetPercent / 100;
  return {
    symbols: [...symbols],
    period,
    objective: form.objective,
    covariance: form.covariance,
    risk_free: riskFree,
    ...(knowsBounds(form.objective) ? { bounds: boundsOf(form) } : {}),
    ...(form.objective === 'efficient_return' ? { target_return: target } : {}),
    ...(form.objective === 'efficient_risk' ? { target_volatility: target } : {}),
  };
}
