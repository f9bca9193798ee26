// The form of a backtest and the request that it makes.
import type { RunRequest, StrategyInfo } from '../../shared/api/types';
import { settingsOf } from '../../shared/strategy/settings';

export type RunForm = {
  strategy: string;
  /** One text field for each parameter of the strategy. */
  settings: Record<string, number>;
  cash: number;
  /** In percent of the value traded. */
  commissionPercent: number;
};

export const FIRST_FORM: RunForm = {
  strategy: 'sma-cross',
  settings: { fast: 10, slow: 20 },
  cash: 10_000,
  commissionPercent: 0.2,
};

/** Strategies that one symbol is enough for. */
export function forOneSymbol(strategies: readonly StrategyInfo[]): StrategyInfo[] {
  return strategies.filter(({ min_symbols }) => min_symbols <= 1);
}

/** The same form for another strategy, with that one's defaults. */
export function formFor(form: RunForm, strategy: StrategyInfo): RunForm {
  return { ...form, strategy: strategy.plugin, settings: settingsOf(strategy.parameters) };
}

export function requestFrom(form: RunForm, symbol: string, period: string): RunRequest {
  return {
    strategy: form.strategy,
    symbols: [symbol],
    settings: { ...form.settings },
    period,
    interval: '1d',
    cash: form.cash,
    commission: { relative: form.commissionPercent / 100, fixed: 0, per_share: 0, minimum: 0 },
  };
}
