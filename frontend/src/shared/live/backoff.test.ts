import { expect, test } from 'vitest';
import { waitBefore } from './backoff';

test('waiting doubles with each attempt and ends at half a minute', () => {
  const longest = [0, 1, 2, 3, 20].map((attempt) => waitBefore(attempt, 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 30_000]);
});

test('chance spreads the wait over its upper half', () => {
  expect(waitBefore(3, 0)).toBe(2000);
  expect(waitBefore(3, 0.5)).toBe(3000);
});
