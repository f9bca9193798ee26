// Curves set against each other: on one scale, at common times, and below their own peaks.
import type { Curve } from '../../shared/api/types';
import type { Values } from '../../shared/chart/path';

/** How far each value is below the highest so far, as a fraction of it: 0 at a peak, −0.2 a fifth below. */
export function belowPeak(values: readonly number[]): number[] {
  let peak = -Infinity;
  return values.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? value / peak - 1 : 0;
  });
}

export type Indexed = { time: string[]; values: Values[] };

/**
 * Each curve as a multiple of its own first value times 100, at every time that any of them has.
 * Between its first and last time a curve keeps its last value; outside it has none.
 */
export function indexed(curves: readonly Curve[]): Indexed {
  const time = [...new Set(curves.flatMap((curve) => curve.time))].sort();
  return { time, values: curves.map((curve) => along(curve, time)) };
}

function along(curve: Curve, time: readonly string[]): Values {
  const first = curve.value[0];
  const end = curve.time.at(-1) ?? '';
  let at = -1;
  return time.map((moment) => {
    while (at + 1 < curve.time.length && (curve.time[at + 1] ?? '') <= moment) at++;
    const value = curve.value[at];
    return at < 0 || moment > end || value === undefined || !first ? null : (value / first) * 100;
  });
}
