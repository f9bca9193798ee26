// The view in the address bar: what is looked at, and over which time.

export const PERIODS = ['1mo', '3mo', '6mo', 'ytd', '1y', '2y', '5y', 'max'] as const;
export const INTERVALS = ['1d', '1wk', '1mo'] as const;
export type Period = (typeof PERIODS)[number];
export type Interval = (typeof INTERVALS)[number];

export type View = {
  /** Null until one is chosen; the app then takes the first of the watchlist. */
  symbol: string | null;
  period: Period;
  interval: Interval;
};

export const DEFAULT_VIEW: View = { symbol: null, period: '1y', interval: '1d' };

/** Letters, digits and the marks that tickers use (`BRK.B`, `^VIX`, `EURUSD=X`, `BTC-USD`). */
const SYMBOL = /^[A-Z0-9^][A-Z0-9.\-=^]{0,19}$/;

/** The symbol in the form that the server uses, or null when it cannot be one. */
export function symbolFrom(text: string | null): string | null {
  const symbol = text?.trim().toUpperCase() ?? '';
  return SYMBOL.test(symbol) ? symbol : null;
}

/** Reads a query string; what is missing or not understood takes its default. */
export function viewFrom(search: string): View {
  const query = new URLSearchParams(search);
  return {
    symbol: symbolFrom(query.get('symbol')),
    period: oneOf(PERIODS, query.get('period')) ?? DEFAULT_VIEW.period,
    interval: oneOf(INTERVALS, query.get('interval')) ?? DEFAULT_VIEW.interval,
  };
}

/** The address of a view; defaults are left out so that links stay short. */
export function addressOf(view: View): string {
  const query = new URLSearchParams();
  if (view.symbol) query.set('symbol', view.symbol);
  if (view.period !== DEFAULT_VIEW.period) query.set('period', view.period);
  if (view.interval !== DEFAULT_VIEW.interval) query.set('interval', view.interval);
  const text = query.toString();
  return text ? `/?${text}` : '/';
}

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | null {
  return allowed.find((word) => word === text) ?? null;
}
