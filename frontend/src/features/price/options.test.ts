import { expect, test } from 'vitest';
import { periodOf } from './options';

test('short bars are shown for as long as they are given', () => {
  expect(periodOf('5m', '1y')).toBe('1mo');
  expect(periodOf('1h', '10y')).toBe('2y');
  expect(periodOf('1h', '6mo')).toBe('6mo');
  expect(periodOf('1d', 'max')).toBe('max');
});
