import { expect, test } from 'vitest';
import { addressOf, DEFAULT_VIEW, symbolFrom, viewFrom, type View } from './view';

test('an empty address is the default view', () => {
  expect(viewFrom('')).toEqual(DEFAULT_VIEW);
  expect(addressOf(DEFAULT_VIEW)).toBe('/');
});

test('every view comes back from its own address', () => {
  const views: View[] = [
    { symbol: 'AAPL', period: '1y', interval: '1d' },
    { symbol: 'BRK.B', period: 'max', interval: '1mo' },
    { symbol: '^VIX', period: 'ytd', interval: '1wk' },
    { symbol: 'EURUSD=X', period: '1mo', interval: '1d' },
  ];
  for (const view of views) expect(viewFrom(addressOf(view).slice(1))).toEqual(view);
});

test('what is not understood takes its default and leaves the rest alone', () => {
  const view = viewFrom('?symbol=MSFT&period=7y&interval=2m&colour=red');
  expect(view).toEqual({ symbol: 'MSFT', period: '1y', interval: '1d' });
});

test('a symbol is trimmed and put in capitals', () => {
  expect(symbolFrom(' aapl ')).toBe('AAPL');
});

test('what cannot be a symbol is none', () => {
  for (const text of [null, '', '<script>', 'A B', '.A', 'A'.repeat(21), '../etc']) {
    expect(symbolFrom(text)).toBeNull();
  }
});

test('defaults are left out of the address', () => {
  expect(addressOf({ symbol: 'AAPL', period: '1y', interval: '1d' })).toBe('/?symbol=AAPL');
});
