import { expect, test } from 'vitest';
import { Sequences } from './sequence';

test('numbers that count up by one are next', () => {
  const seen = new Sequences();
  expect([7, 8, 9].map((seq) => seen.note('prices:AAPL', seq))).toEqual(['next', 'next', 'next']);
  expect(seen.last('prices:AAPL')).toBe(9);
});

test('a jump is a gap, unless the message says how many were skipped', () => {
  const seen = new Sequences();
  seen.note('a', 1);
  expect(seen.note('a', 5, 3)).toBe('next');
  expect(seen.note('a', 9)).toBe('gap');
  expect(seen.last('a')).toBe(5);
});

test('a gap is reported once, then the count goes on from where the server is', () => {
  const seen = new Sequences();
  seen.note('a', 1);
  expect([9, 10, 11].map((seq) => seen.note('a', seq))).toEqual(['gap', 'next', 'next']);
});

test('an old number is a repeat and does not turn the count back', () => {
  const seen = new Sequences();
  seen.note('a', 4);
  expect(seen.note('a', 4)).toBe('repeat');
  expect(seen.note('a', 2)).toBe('repeat');
  expect(seen.last('a')).toBe(4);
});

test('a snapshot starts the count anew, also from a lower number', () => {
  const seen = new Sequences();
  seen.note('a', 900);
  seen.restart('a', 3);
  expect(seen.note('a', 4)).toBe('next');
});

test('each topic counts for itself', () => {
  const seen = new Sequences();
  seen.note('a', 10);
  expect(seen.note('b', 1)).toBe('next');
  seen.forget('a');
  expect(seen.last('a')).toBeNull();
});
