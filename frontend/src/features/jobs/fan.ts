// A fan of quantiles as bands: the widest pair of levels first, the median by itself.
import type { Fan } from './results';

export type Band = { name: string; low: readonly number[]; high: readonly number[] };

/** Levels from the outside in, each with its mirror image; without one a level makes no band. */
export function bandsOf({ levels }: Fan): Band[] {
  const sorted = [...levels].sort((a, b) => a.probability - b.probability);
  const bands: Band[] = [];
  for (let at = 0; at < Math.floor(sorted.length / 2); at++) {
    const [low, high] = [sorted[at], sorted[sorted.length - 1 - at]];
    if (!low || !high) continue;
    const name = `${shareText(low.probability)} to ${shareText(high.probability)}`;
    bands.push({ name, low: low.value, high: high.value });
  }
  return bands;
}

/** The level nearest to one half. */
export function medianOf({ levels }: Fan): readonly number[] {
  const nearest = levels.toSorted((a, b) => Math.abs(a.probability - 0.5) - Math.abs(b.probability - 0.5));
  return nearest[0]?.value ?? [];
}

export function shareText(probability: number): string {
  return `${Number((probability * 100).toFixed(2))}\u202f%`;
}

/** The outline of a band: along the top and back along the bottom. */
export function outline(band: Band, x: (at: number) => number, y: (value: number) => number): string {
  const point = (value: number, at: number): string => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
  const top = band.high.map(point);
  const back = band.low.map(point).reverse();
  return top.length && back.length ? `M${[...top, ...back].join('L')}Z` : '';
}
