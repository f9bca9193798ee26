import { expect, test } from 'vitest';
import type { StrategyInfo } from '../api/types';
import { faultOf, firstSetup, requestFrom } from './setup';

const about = {
  plugin: 'pair-trade',
  min_symbols: 2,
  max_symbols: 2,
  parameters: [{ name: 'window', default: 20, min: 2, max: 200, step: 1, doc: '' }],
} as unknown as StrategyInfo;
const given = { strategy: 'pair-trade', settings: {}, symbols: ['AAPL', 'MSFT', 'SPY'], period: '5y' } as const;

test('a form begins with the defaults, what the address wants, and no more symbols than are taken', () => {
  const setup = firstSetup({ ...given, settings: { window: 60, other: 1 } }, about);
  expect(setup.settings).toEqual({ window: 60 });
  expect(setup.symbols).toBe('AAPL, MSFT');
});

test('a number of symbols that the strategy does not take is said before anything is sent', () => {
  const setup = firstSetup(given, about);
  expect(faultOf(setup, about)).toBeNull();
  expect(faultOf({ ...setup, symbols: 'AAPL' }, about)).toBe('pair-trade takes 2 tickers, not 1.');
  expect(faultOf({ ...setup, symbols: ' ' }, about)).toBe('Name a symbol first.');
  expect(faultOf({ ...setup, symbols: 'AAPL, <b>' }, about)).toBe('<b> is no ticker.');
  expect(faultOf({ ...setup, benchmark: 'a b' }, about)).toBe('a b is no ticker.');
});

test('rates in percent are sent as fractions, and no benchmark as null', () => {
  const setup = firstSetup(given, about);
  const costs = { ...setup.costs, commissionPercent: 0.2, slippagePercent: 1, spreadPercent: 0.5 };
  const request = requestFrom({ ...setup, costs });
  expect(request).toMatchObject({ symbols: ['AAPL', 'MSFT'], settings: { window: 20 }, benchmark: null, slippage: 0.01 });
  expect(request.commission?.relative).toBeCloseTo(0.002, 12);
  expect(request.spread).toBeCloseTo(0.005, 12);
});
