import { expect, test } from 'vitest';
import { compact, decimal, fraction, percent, price, signed, signedPercent, trend } from './number';
import { day, minute, moment, seconds, words } from './time';
import { withUnit } from './unit';

test('a value that is missing or not finite is a dash', () => {
  for (const value of [null, undefined, NaN, Infinity]) {
    expect([decimal(value), percent(value), price(value), fraction(value)]).toEqual(['–', '–', '–', '–']);
  }
});

test('numbers are grouped, with fixed decimals and a true minus', () => {
  expect(decimal(1234.5)).toBe('1,234.50');
  expect(decimal(-0.5)).toBe('−0.50');
});

test('a change always shows its sign, and none when it is nothing', () => {
  expect([signed(1.5), signed(-1.5), signed(0)]).toEqual(['+1.50', '−1.50', '0.00']);
  expect(signedPercent(2)).toBe('+2.00\u202f%');
});

test('a fraction is shown in percent', () => {
  expect(fraction(0.1234)).toBe('12.34\u202f%');
});

test('small prices keep four decimals', () => {
  expect([price(1.2345), price(123.4)]).toEqual(['1.2345', '123.40']);
});

test('large counts are short', () => {
  expect(compact(45_600_000)).toBe('45.6M');
});

test('direction follows the sign', () => {
  expect([trend(1), trend(-1), trend(0), trend(null)]).toEqual(['up', 'down', 'flat', 'flat']);
});

test('a whole day shows its date, a moment also its time in UTC', () => {
  expect(day('2013-03-01T00:00:00Z')).toBe('2013-03-01');
  expect(moment('2013-03-01T00:00:00Z')).toBe('2013-03-01');
  expect(moment('2013-03-01T14:30:05+01:00')).toBe('2013-03-01 13:30:05 UTC');
  expect([day('soon'), moment(null)]).toEqual(['–', '–']);
  expect([minute('2013-03-01T14:30:05+01:00'), minute('soon')]).toEqual(['2013-03-01 13:30', '–']);
});

test('times become epoch seconds, anything else none', () => {
  expect(seconds('1970-01-02T00:00:00Z')).toBe(86_400);
  expect(seconds('yesterday')).toBeNull();
});

test('codes become words', () => {
  expect(words('zero_variance')).toBe('Zero variance');
});

test('the unit of a figure decides its form', () => {
  expect(withUnit(0.2, 'fraction')).toBe('20.00\u202f%');
  expect(withUnit(-12.3, 'percent')).toBe('−12.30\u202f%');
  expect(withUnit(0.8712, 'ratio')).toBe('0.871');
  expect(withUnit(31, 'days')).toBe('31 days');
  expect(withUnit(2, 'USD')).toBe('2.000 USD');
  expect([withUnit(1200, 'count'), withUnit(1.66, 'count')]).toEqual(['1,200', '1.66']);
});
