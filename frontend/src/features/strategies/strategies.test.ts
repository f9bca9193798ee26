import { expect, test } from 'vitest';
import { bytes, failuresOf, span, usageFigures } from './usage';
import { decisionText } from './shadow';
import { nameFromFile } from './name';

const usage = { calls: 4, cpu_ms: 200, peak_memory_bytes: 3_250_586, host_calls: 9, failures: { trapped: 1, out_of_time: 2 } };

test('sizes and times take the unit that fits', () => {
  expect([bytes(0), bytes(1023), bytes(1024), bytes(3_250_586)]).toEqual(['0\u202fB', '1,023\u202fB', '1.0\u202fKiB', '3.1\u202fMiB']);
  expect([span(0.25), span(250), span(12_300)]).toEqual(['0.3\u202fms', '250\u202fms', '12.3\u202fs']);
});

test('failures are counted together and named one by one', () => {
  expect(failuresOf(usage)).toBe(3);
  const shown = usageFigures(usage).map(({ title, text }) => `${title} ${text}`);
  expect(shown).toContain('CPU time a call 50.0\u202fms');
  expect(shown.slice(-3)).toEqual(['Failures 3', 'Trapped 1', 'Out of time 2']);
});

test('a component that was never called has used nothing a call', () => {
  expect(usageFigures({ ...usage, calls: 0, cpu_ms: 0 })[2]?.text).toBe('0.0\u202fms');
});

test('a file suggests a name that routes can hold', () => {
  expect(nameFromFile('My_Cross v2.wasm')).toBe('my-cross-v2');
  expect(nameFromFile('__.wasm')).toBe('');
});

test('a decision is told by what it changes, and one that changes nothing says so', () => {
  expect(decisionText({ target: -1, stop_loss: 95, limit: null })).toBe('Target −1.00, stop loss 95.00');
  expect(decisionText({ target: null, tag: 0 })).toBe('As it is');
  expect(decisionText({ target: 0, tag: 3 })).toBe('Target 0.00, tag 3');
});
