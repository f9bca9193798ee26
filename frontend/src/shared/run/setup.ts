// What to run, on what and at which costs, as a form holds it, and the request that it makes.
import type { RunRequest, StrategyInfo } from '../api/types';
import { settingsOf } from '../strategy/settings';
import { symbolFrom, symbolsFrom, type Period } from '../view/view';

export type Setup = {
  strategy: string;
  settings: Record<string, number>;
  /** As typed: tickers between commas or spaces. */
  symbols: string;
  period: Period;
  /** As typed; empty for none. */
  benchmark: string;
  costs: Costs;
};

/** Rates are in percent. */
export type Costs = {
  cash: number;
  commissionPercent: number;
  commissionFixed: number;
  spreadPercent: number;
  slippagePercent: number;
  fill: 'next_open' | 'same_close';
  units: 'whole' | 'fractional';
  short: 'allowed' | 'forbidden';
  /** Cash needed for one unit of exposure; 1 is without leverage. */
  margin: number;
  finalize: boolean;
};

export const FIRST_COSTS: Costs = {
  cash: 10_000,
  commissionPercent: 0.1,
  commissionFixed: 0,
  spreadPercent: 0,
  slippagePercent: 0,
  fill: 'next_open',
  units: 'whole',
  short: 'allowed',
  margin: 1,
  finalize: false,
};

export const FILLS: Record<Costs['fill'], string> = {
  next_open: 'Next open',
  same_close: 'Same close',
};
export const UNITS: Record<Costs['units'], string> = { whole: 'Whole units', fractional: 'Fractions too' };
export const SHORTS: Record<Costs['short'], string> = { allowed: 'Allowed', forbidden: 'Forbidden' };

/** What a page knows before anything was typed. */
export type Given = {
  strategy: string;
  settings: Readonly<Record<string, number>>;
  symbols: readonly string[];
  period: Period;
};

/** The form as it first stands; without the strategy's description it holds the settings given. */
export function firstSetup(given: Given, about: StrategyInfo | undefined): Setup {
  return {
    strategy: given.strategy,
    settings: about ? settingsOf(about.parameters, given.settings) : { ...given.settings },
    symbols: given.symbols.slice(0, about?.max_symbols ?? given.symbols.length).join(', '),
    period: given.period,
    benchmark: '',
    costs: FIRST_COSTS,
  };
}

/** How many symbols a strategy takes: `2 tickers`, `1 to 50 tickers`. */
export function countOfSymbols({ min_symbols: least, max_symbols: most }: StrategyInfo): string {
  const count = least === most ? `${most}` : `${least} to ${most}`;
  return `${count} ${count === '1' ? 'ticker' : 'tickers'}`;
}

/** Why the setup cannot be sent, or null. Ranges are the fields' and the server's to check. */
export function faultOf(setup: Setup, about: StrategyInfo | undefined): string | null {
  const symbols = symbolsFrom(setup.symbols);
  const typed = setup.symbols.split(/[\s,;]+/).filter((text) => text);
  const wrong = typed.find((text) => !symbolFrom(text));
  if (wrong) return `${wrong} is no ticker.`;
  if (!symbols.length) return 'Name a symbol first.';
  if (setup.benchmark.trim() && !symbolFrom(setup.benchmark)) return `${setup.benchmark} is no ticker.`;
  if (!about) return null;
  const { min_symbols: least, max_symbols: most } = about;
  if (symbols.length >= least && symbols.length <= most) return null;
  return `${setup.strategy} takes ${countOfSymbols(about)}, not ${symbols.length}.`;
}

export function requestFrom(setup: Setup): RunRequest {
  const { costs } = setup;
  return {
    strategy: setup.strategy,
    symbols: symbolsFrom(setup.symbols),
    settings: { ...setup.settings },
    period: setup.period,
    interval: '1d',
    cash: costs.cash,
    commission: { relative: costs.commissionPercent / 100, fixed: costs.commissionFixed, per_share: 0, minimum: 0 },
    spread: costs.spreadPercent / 100,
    slippage: costs.slippagePercent / 100,
    margin: costs.margin,
    fill: costs.fill,
    units: costs.units,
    short: costs.short,
    benchmark: symbolFrom(setup.benchmark),
    finalize: costs.finalize,
  };
}
