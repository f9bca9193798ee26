import { expect, test } from 'vitest';
import type { Stress } from '../../../shared/api/types';
import { describeWindows, lived, missed } from './windows';

const answer = {
  windows: [
    { name: 'a', title: 'Calm', metrics: { return: 0.1 } },
    { name: 'b', title: 'Long ago', metrics: {}, reason: 'outside_data' },
    { name: 'c', title: 'Crash', metrics: { return: -0.3 } },
  ],
} as unknown as Stress;

test('crises with a figure stand worst first, the others apart', () => {
  expect(lived(answer).map(({ name }) => name)).toEqual(['c', 'a']);
  expect(missed(answer).map(({ name }) => name)).toEqual(['b']);
});

test('the crises are told by the worst, also when there is none', () => {
  expect(describeWindows(answer)).toBe('2 past crises; the worst, Crash: −30.00\u202f%.');
  expect(describeWindows({ ...answer, windows: [] })).toContain('none of the known crises');
});
