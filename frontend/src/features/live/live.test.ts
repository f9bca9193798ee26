import { expect, test } from 'vitest';
import { linesFrom, rowOf, type LogLine } from './log';

const line = (event: string, more: Partial<LogLine> = {}): LogLine => ({ at_ms: 45_296_000, event, ...more });

test('the newest lines come first, and what is no line is left out', () => {
  const text = '{"at_ms":1,"event":"started"}\nnonsense\n{"at_ms":2,"event":"bar"}\n\n{"at_ms":3,"eve';
  expect(linesFrom(text).map(({ event }) => event)).toEqual(['bar', 'started']);
  expect(linesFrom(text, 2).map(({ event }) => event)).toEqual(['bar']);
  expect(linesFrom('3\nnull\n')).toEqual([]);
});

test('a bar shows its closes and only the decisions that change something', () => {
  const bar = { time: 0, rows: [[1, 2, 0.5, 1.5, 10], [null, null, null, null, null]] };
  const row = rowOf(line('bar', { bar, decisions: [{ target: 1, stop_loss: 1.2 }, { target: null }] }), ['AAPL', 'MSFT']);
  expect(row).toEqual({ at: '12:34:56', event: 'Bar', detail: 'AAPL 1.50 · AAPL: target 1.00, stop loss 1.20', isFault: false });
});

test('versions that take over, are refused or break are told apart', () => {
  expect(rowOf(line('swapped', { from: 1, to: 2 }), []).detail).toBe('version 1 to 2');
  expect(rowOf(line('refused', { to: 3, reason: 'it trapped' }), [])).toMatchObject({ detail: 'version 3 did not take over: it trapped', isFault: true });
  expect(rowOf(line('rolled_back', { from: 2, to: 1, reason: 'it trapped' }), [])).toMatchObject({ event: 'Rolled back', isFault: true });
  expect(rowOf(line('ended', { reason: null }), [])).toMatchObject({ detail: '', isFault: false });
  expect(rowOf({ event: 'bar' } as LogLine, []).at).toBe('–');
});
