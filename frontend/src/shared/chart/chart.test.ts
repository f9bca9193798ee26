import { expect, test } from 'vitest';
import { countTick, percentTick, plainTick, roundStep, scale, timeAxis, valueAxis } from './axis';
import { areaPath, linePath, nearest } from './path';

const texts = (axis: { ticks: { text: string }[] }): string[] => axis.ticks.map(({ text }) => text);
const utc = (text: string): number => Date.parse(`${text}T00:00:00Z`);

test('steps are round and not more than asked for', () => {
  expect([roundStep(1, 5), roundStep(0.47, 5), roundStep(1200, 5), roundStep(0.3, 3)]).toEqual([0.2, 0.1, 250, 0.1]);
});

test('an axis covers its values and ends on ticks', () => {
  const axis = valueAxis([-0.31, null, -0.02, 0, NaN], 'Below the peak, %', percentTick);
  expect([axis.from, axis.to]).toEqual([-0.4, 0]);
  expect(texts(axis)).toEqual(['−40\u202f%', '−30\u202f%', '−20\u202f%', '−10\u202f%', '0\u202f%']);
});

test('ticks are only as exact as their step', () => {
  expect(texts(valueAxis([0, 0.02], '', percentTick))).toEqual(['0.0\u202f%', '0.5\u202f%', '1.0\u202f%', '1.5\u202f%', '2.0\u202f%']);
  expect(texts(valueAxis([-1, 1.4], '', plainTick))).toEqual(['−1.0', '−0.5', '0.0', '0.5', '1.0', '1.5']);
  expect(countTick(1200, 100)).toBe('1,200');
});

test('one value or none still makes an axis', () => {
  expect(valueAxis([3, 3], '', plainTick)).toMatchObject({ from: 1, to: 5 });
  expect(valueAxis([], '', plainTick)).toMatchObject({ from: 0, to: 1 });
  expect(scale({ from: 2, to: 2 }, 0, 10)(2)).toBe(5);
});

test('years, months and days each get ticks that fit', () => {
  expect(texts(timeAxis(utc('2016-11-28'), utc('2026-11-24'), 6))).toEqual(['2018', '2020', '2022', '2024', '2026']);
  expect(texts(timeAxis(utc('2025-11-25'), utc('2026-11-24'), 6))).toEqual(['2026', 'Mar', 'May', 'Jul', 'Sep', 'Nov']);
  expect(texts(timeAxis(utc('2026-10-26'), utc('2026-11-24'), 6))).toEqual(['26 Oct', '2 Nov', '9 Nov', '16 Nov', '23 Nov']);
});

test('a line breaks where there is no value', () => {
  const same = (value: number): number => value;
  expect(linePath([0, 1, 2, 3], [1, null, 2, 3], same, same)).toBe('M0 1M2 2L3 3');
  expect(areaPath([0, 1], [-1, -2], 0, same, same)).toBe('M0 -1L1 -2L1 0L0 0Z');
  expect(areaPath([], [], 0, same, same)).toBe('');
});

test('the nearest place is found from either side', () => {
  expect([nearest([0, 10, 20], -5), nearest([0, 10, 20], 14), nearest([0, 10, 20], 16), nearest([0, 10, 20], 99)]).toEqual([0, 1, 2, 2]);
  expect(nearest([], 1)).toBe(-1);
});
