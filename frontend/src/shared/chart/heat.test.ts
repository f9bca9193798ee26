import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fullHeat, heatOf, MOST_PERCENT } from './heat';

test('colour grows with size on the side of the sign, up to its limit', () => {
  expect(heatOf(0.05, 0.1)).toEqual({ side: 'heat-plus', percent: MOST_PERCENT / 2 });
  expect(heatOf(-0.3, 0.1)).toEqual({ side: 'heat-minus', percent: MOST_PERCENT });
  for (const value of [0, null, undefined, NaN]) expect(heatOf(value, 0.1).side).toBe('');
});

test('one extreme does not set the scale', () => {
  expect(fullHeat([...Array.from({ length: 20 }, (_, at) => -(at + 1) / 100), 5, null])).toBeCloseTo(0.19, 9);
  expect(fullHeat([null])).toBe(0);
});

/** A token's two colours, light and dark, as red, green and blue from 0 to 1. */
function token(name: string): [number[], number[]] {
  const css = readFileSync('src/app/tokens.css', 'utf8');
  const [, light = '', dark = ''] = css.match(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`)) ?? [];
  const channels = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return [channels(light), channels(dark)];
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('text stays legible on the deepest colours of both themes', () => {
  for (const side of ['heat-plus', 'heat-minus']) {
    for (const theme of [0, 1] as const) {
      const [colour, surface, text] = [token(side)[theme], token('surface')[theme], token('text')[theme]];
      const mixed = colour.map((c, at) => (c * MOST_PERCENT + (surface[at] ?? 0) * (100 - MOST_PERCENT)) / 100);
      const levels = [luminance(mixed), luminance(text)];
      const contrast = (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
      expect(contrast, `${side} in theme ${theme}`).toBeGreaterThan(4.5);
    }
  }
});
