import { expect, test } from 'vitest';
import { addressOf, DEFAULT_VIEW, riskFreeFrom, settingsFrom, symbolFrom, symbolsFrom, viewFrom, type View } from './view';

test('an empty address is the default view', () => {
  expect(viewFrom('')).toEqual(DEFAULT_VIEW);
  expect(addressOf(DEFAULT_VIEW)).toBe('/');
});

test('every view comes back from its own address', () => {
  const changes: Partial<View>[] = [
    { symbol: 'AAPL', period: '1y', interval: '1d' },
    { symbol: 'BRK.B', period: 'max', interval: '1mo' },
    { symbol: '^VIX', period: 'ytd', interval: '1wk' },
    { symbol: 'EURUSD=X', period: '1mo', interval: '1d' },
    { symbol: 'MSFT', interval: '5m' },
    { page: 'risk', symbol: 'AAPL', benchmark: '^GSPC', convention: 'quantstats', riskFree: 0.02, window: 252 },
    { page: 'risk', symbol: 'SPX', period: '10y', riskFree: -0.005, symbols: ['AAPL', 'BRK.B', 'EURUSD=X'] },
    { page: 'strategies', strategy: 'sma-cross' },
    { page: 'runs', strategy: 'rsi-reversion', settings: { window: 14, low: -0.5, tiny: 1e-7 }, listed: 'sma-cross' },
    { page: 'runs', run: '0198c0de-1111-7000-8000-000000000001', compare: ['0198c0de-a', '0198c0de-b'] },
    { page: 'jobs', strategy: 'donchian', job: '0198c0de-j' },
    { page: 'live', live: '0198c0de-l' },
    { page: 'data' },
  ];
  for (const change of changes) {
    const view = { ...DEFAULT_VIEW, ...change };
    expect(viewFrom(addressOf(view).slice(1))).toEqual(view);
  }
});

test('what is not understood takes its default and leaves the rest alone', () => {
  const view = viewFrom('?symbol=MSFT&period=7y&interval=2m&colour=red&page=moon&window=5&convention=own&risk_free=a');
  expect(view).toEqual({ ...DEFAULT_VIEW, symbol: 'MSFT' });
});

test('a symbol is trimmed and put in capitals', () => {
  expect(symbolFrom(' aapl ')).toBe('AAPL');
});

test('what cannot be a symbol is none', () => {
  for (const text of [null, '', '<script>', 'A B', '.A', 'A'.repeat(21), '../etc']) {
    expect(symbolFrom(text)).toBeNull();
  }
});

test('a list of symbols keeps its order, drops what is none or twice, and ends at the most compared', () => {
  expect(symbolsFrom('msft, aapl;<b>, MSFT  spy')).toEqual(['MSFT', 'AAPL', 'SPY']);
  expect(symbolsFrom(Array.from({ length: 40 }, (_, at) => `S${at}`).join(','))).toHaveLength(12);
  expect(symbolsFrom(null)).toEqual([]);
});

test('a rate is a fraction within reason', () => {
  expect([riskFreeFrom('0.02'), riskFreeFrom('-0.005'), riskFreeFrom('0')]).toEqual([0.02, -0.005, 0]);
  expect([riskFreeFrom(null), riskFreeFrom(' '), riskFreeFrom('2'), riskFreeFrom('two')]).toEqual([null, null, null, null]);
});

test('settings are read one by one, and what is none is left out', () => {
  expect(settingsFrom('fast:10,slow:0.5,x,:3,y:,z:1e3,<b>:1')).toEqual({ fast: 10, slow: 0.5, z: 1000 });
  expect(settingsFrom(null)).toEqual({});
});

test('no more runs are compared than lines can be told apart, each once', () => {
  expect(viewFrom('?page=runs&compare=a,b,a,C!,c,d,e').compare).toEqual(['a', 'b', 'c', 'd']);
});

test('what a page does not know stays out of its address', () => {
  const view: View = { ...DEFAULT_VIEW, strategy: 'sma-cross', settings: { fast: 3 }, run: 'r', job: 'j', live: 'l' };
  expect(addressOf(view)).toBe('/');
  expect(addressOf({ ...view, page: 'runs' })).toBe('/?page=runs&strategy=sma-cross&settings=fast:3&run=r');
  expect(addressOf({ ...view, page: 'jobs' })).toBe('/?page=jobs&strategy=sma-cross&job=j');
  expect(addressOf({ ...view, page: 'live' })).toBe('/?page=live&strategy=sma-cross&live=l');
});

test('defaults are left out of the address, and lists stay readable in it', () => {
  expect(addressOf({ ...DEFAULT_VIEW, symbol: 'AAPL' })).toBe('/?symbol=AAPL');
  expect(addressOf({ ...DEFAULT_VIEW, page: 'risk', symbol: 'SPY', symbols: ['AAPL', 'MSFT'] })).toBe(
    '/?page=risk&symbol=SPY&symbols=AAPL,MSFT',
  );
});
