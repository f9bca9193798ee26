import { expect, test } from 'vitest';
import { originOf } from './origin';

const NOW = new Date('2024-03-06T20:00:00Z');
const quote = { provider: 'finnhub', delay: 'real_time', as_of: '2024-03-06T14:30:05Z', stale: false };

test('a price of today names its source, its delay and the time of day', () => {
  const { source, at, title } = originOf(quote, NOW);
  expect([source, at]).toEqual(['finnhub · real time', '14:30:05']);
  expect(title).toBe('Price of 2024-03-06 14:30:05 UTC. Provider: finnhub; delay: real time.');
});

test('an older price names its day, and a stale one says so', () => {
  const old = originOf({ ...quote, as_of: '2024-03-05T21:00:00Z', stale: true }, NOW);
  expect(old.at).toBe('2024-03-05');
  expect(old.title).toContain('Stale: no fresher price could be had.');
});

test('what is simulated says so once', () => {
  expect(originOf({ ...quote, provider: 'simulated', delay: 'simulated' }, NOW).source).toBe('simulated');
});
