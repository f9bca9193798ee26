// The view in the address bar: which page, what is looked at, over which time, and against what.

export const PAGES = ['dashboard', 'risk'] as const;
export const PERIODS = ['1mo', '3mo', '6mo', 'ytd', '1y', '2y', '5y', '10y', 'max'] as const;
export const INTERVALS = ['1d', '1wk', '1mo'] as const;
export const CONVENTIONS = ['sandbourse', 'quantstats', 'empyrical', 'pyfolio', 'backtesting'] as const;
/** Returns in a rolling window: a month, a quarter, half a year, a year of trading days. */
export const WINDOWS = [21, 63, 126, 252] as const;
/** As many as the tables and maps of a comparison still show legibly; the API takes 50. */
export const MOST_COMPARED = 12;

export type Page = (typeof PAGES)[number];
export type Period = (typeof PERIODS)[number];
export type Interval = (typeof INTERVALS)[number];
export type Convention = (typeof CONVENTIONS)[number];
export type Window = (typeof WINDOWS)[number];

export type View = {
  page: Page;
  /** Null until one is chosen; the app then takes the first of the watchlist. */
  symbol: string | null;
  period: Period;
  interval: Interval;
  benchmark: string | null;
  convention: Convention;
  /** A yearly rate as a fraction. */
  riskFree: number;
  window: Window;
  /** What is compared with each other; none stands for what the page suggests. */
  symbols: readonly string[];
};

export const DEFAULT_VIEW: View = {
  page: 'dashboard',
  symbol: null,
  period: '1y',
  interval: '1d',
  benchmark: null,
  convention: 'sandbourse',
  riskFree: 0,
  window: 63,
  symbols: [],
};

/** Letters, digits and the marks that tickers use (`BRK.B`, `^VIX`, `EURUSD=X`, `BTC-USD`). */
const SYMBOL = /^[A-Z0-9^][A-Z0-9.\-=^]{0,19}$/;
/** Beyond half a year's worth, a rate is a slip of the keyboard. */
const RISK_FREE_LIMIT = 0.5;

/** The symbol in the form that the server uses, or null when it cannot be one. */
export function symbolFrom(text: string | null): string | null {
  const symbol = text?.trim().toUpperCase() ?? '';
  return SYMBOL.test(symbol) ? symbol : null;
}

/** Tickers between commas or spaces, each once, in the order given. */
export function symbolsFrom(text: string | null): string[] {
  const found = (text ?? '').split(/[\s,;]+/).map(symbolFrom);
  return [...new Set(found.filter((symbol) => symbol !== null))].slice(0, MOST_COMPARED);
}

/** A yearly rate as a fraction, or null when the text is none. */
export function riskFreeFrom(text: string | null): number | null {
  const rate = text?.trim() ? Number(text) : NaN;
  return Math.abs(rate) <= RISK_FREE_LIMIT ? rate : null;
}

/** Reads a query string; what is missing or not understood takes its default. */
export function viewFrom(search: string): View {
  const query = new URLSearchParams(search);
  const window = Number(query.get('window'));
  return {
    page: oneOf(PAGES, query.get('page')) ?? DEFAULT_VIEW.page,
    symbol: symbolFrom(query.get('symbol')),
    period: oneOf(PERIODS, query.get('period')) ?? DEFAULT_VIEW.period,
    interval: oneOf(INTERVALS, query.get('interval')) ?? DEFAULT_VIEW.interval,
    benchmark: symbolFrom(query.get('benchmark')),
    convention: oneOf(CONVENTIONS, query.get('convention')) ?? DEFAULT_VIEW.convention,
    riskFree: riskFreeFrom(query.get('risk_free')) ?? DEFAULT_VIEW.riskFree,
    window: WINDOWS.find((known) => known === window) ?? DEFAULT_VIEW.window,
    symbols: symbolsFrom(query.get('symbols')),
  };
}

/** The address of a view; defaults are left out so that links stay short. */
export function addressOf(view: View): string {
  const parts: [string, string | null][] = [
    ['page', unless(view.page, DEFAULT_VIEW.page)],
    ['symbol', view.symbol],
    ['period', unless(view.period, DEFAULT_VIEW.period)],
    ['interval', unless(view.interval, DEFAULT_VIEW.interval)],
    ['benchmark', view.benchmark],
    ['convention', unless(view.convention, DEFAULT_VIEW.convention)],
    ['risk_free', unless(view.riskFree, DEFAULT_VIEW.riskFree)],
    ['window', unless(view.window, DEFAULT_VIEW.window)],
    ['symbols', view.symbols.join(',')],
  ];
  const query = new URLSearchParams();
  for (const [name, value] of parts) if (value) query.set(name, value);
  // A comma may stand in a query as it is, and a list of tickers reads better with it.
  const text = query.toString().replaceAll('%2C', ',');
  return text ? `/?${text}` : '/';
}

function unless(value: string | number, usual: string | number): string | null {
  return value === usual ? null : String(value);
}

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | null {
  return allowed.find((word) => word === text) ?? null;
}
