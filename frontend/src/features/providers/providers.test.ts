import { expect, test } from 'vitest';
import { budgetText, nameOf, problemText, servesText, toneOf, waitText } from './providers';

test('a budget says what is left, and when there is more once it is spent', () => {
  const budget = { name: 'per_minute', most: 60, remaining: 58, retry_after_ms: 0 };
  expect(budgetText(budget)).toBe('58 of 60 per minute');
  expect(budgetText({ ...budget, remaining: 0, retry_after_ms: 11_200 })).toBe('0 of 60 per minute, next in 12 s');
});

test('a wait is rounded up to what can be read at a glance', () => {
  expect([0, 1, 119_000, 121_000, 7_200_000].map(waitText)).toEqual(['0 s', '1 s', '119 s', '3 min', '2 h']);
});

test('what a provider is called, serves and suffers from is in words', () => {
  expect(nameOf({ name: 'alpaca_stream' })).toBe('Alpaca stream');
  expect(nameOf({ name: 'alpha_vantage' })).toBe('Alpha Vantage');
  expect(servesText({ serves: ['quotes', 'daily_bars'] })).toBe('Quotes, daily bars');
  const problem = { code: 'provider_key', detail: 'Invalid API key.', at: '2024-03-06T14:30:05Z' };
  expect(problemText(problem)).toBe('Provider key: Invalid API key. (2024-03-06 14:30:05 UTC)');
});

test('a state that is not known is neither good nor bad', () => {
  expect(['ready', 'failing', 'off', 'asleep'].map(toneOf)).toEqual(['up', 'down', 'muted', 'muted']);
});
