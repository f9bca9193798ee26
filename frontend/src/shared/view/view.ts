// The view in the address bar: which page, what is looked at, over which time, and against what.

export const PAGES = ['dashboard', 'risk', 'strategies', 'runs', 'jobs', 'live', 'data'] as const;
export const PERIODS = ['1mo', '3mo', '6mo', 'ytd', '1y', '2y', '5y', '10y', 'max'] as const;
export const INTERVALS = ['5m', '1h', '1d', '1wk', '1mo'] as const;
export const CONVENTIONS = ['sandbourse', 'quantstats', 'empyrical', 'pyfolio', 'backtesting'] as const;
/** Returns in a rolling window: a month, a quarter, half a year, a year of trading days. */
export const WINDOWS = [21, 63, 126, 252] as const;
/** As many as the tables and maps of a comparison still show legibly; the API takes 50. */
export const MOST_COMPARED = 12;
/** Runs beside each other; more lines cannot be told apart. */
export const MOST_RUNS = 4;

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
  /** Name of a strategy. */
  strategy: string | null;
  /** Parameters that a form begins with. */
  settings: Readonly<Record<string, number>>;
  /** Only runs of this strategy are listed. */
  listed: string | null;
  /** Identifier of a kept run. */
  run: string | null;
  /** Identifiers of the runs beside each other. */
  compare: readonly string[];
  /** Identifier of a job. */
  job: string | null;
  /** Identifier of a live run. */
  live: string | null;
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
  strategy: null,
  settings: {},
  listed: null,
  run: null,
  compare: [],
  job: null,
  live: null,
};

/** Letters, digits and the marks that tickers use (`BRK.B`, `^VIX`, `EURUSD=X`, `BTC-USD`). */
const SYMBOL = /^[A-Z0-9^][A-Z0-9.\-=^]{0,19}$/;
/** Beyond half a year's worth, a rate is a slip of the keyboard. */
const RISK_FREE_LIMIT = 0.5;
/** Names of strategies and identifiers of runs, jobs and live runs. */
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** `fast:10` */
const SETTING = /^([a-z][a-z0-9_-]{0,63}):(-?\d+(?:\.\d+)?(?:e-?\d+)?)$/;

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

/** Identifiers between commas, each once, as many as are compared at most. */
function runsFrom(text: string | null): string[] {
  const found = (text ?? '').split(',').map(nameFrom);
  return [...new Set(found.filter((id) => id !== null))].slice(0, MOST_RUNS);
}

/** The name of a strategy or an identifier, or null when the text is none. */
export function nameFrom(text: string | null): string | null {
  return text && NAME.test(text) ? text : null;
}

/** Settings as `fast:10,slow:20`; what is no setting is left out. */
export function settingsFrom(text: string | null): Record<string, number> {
  const found = (text ?? '').split(',').map((part) => SETTING.exec(part));
  return Object.fromEntries(found.flatMap((match) => (match?.[1] ? [[match[1], Number(match[2])]] : [])));
}

export function settingsText(settings: Readonly<Record<string, number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}:${value}`)
    .join(',');
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
    strategy: nameFrom(query.get('strategy')),
    settings: settingsFrom(query.get('settings')),
    listed: nameFrom(query.get('listed')),
    run: nameFrom(query.get('run')),
    compare: runsFrom(query.get('compare')),
    job: nameFrom(query.get('job')),
    live: nameFrom(query.get('live')),
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
    ...workshopParts(view),
  ];
  const query = new URLSearchParams();
  for (const [name, value] of parts) if (value) query.set(name, value);
  // Comma and colon may stand in a query as they are, and lists read better with them.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text ? `/?${text}` : '/';
}

/** What only the pages about strategies know; it stays out of the addresses of the others. */
function workshopParts(view: View): [string, string | null][] {
  const { page } = view;
  if (page === 'dashboard' || page === 'risk' || page === 'data') return [];
  const onRuns: [string, string | null][] = [
    ['settings', settingsText(view.settings)],
    ['listed', view.listed],
    ['run', view.run],
    ['compare', view.compare.join(',')],
  ];
  return [
    ['strategy', view.strategy],
    ...(page === 'runs' ? onRuns : []),
    ['job', page === 'jobs' ? view.job : null],
    ['live', page === 'live' ? view.live : null],
  ];
}

function unless(value: string | number, usual: string | number): string | null {
  return value === usual ? null : String(value);
}

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | null {
  return allowed.find((word) => word === text) ?? null;
}
