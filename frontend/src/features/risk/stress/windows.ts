// Past crises that the prices reach back to, and those that they do not, in order and in words.
import type { Stress } from '../../../shared/api/types';
import { signedFraction } from '../../../shared/format/number';

export type StressWindow = Stress['windows'][number];

const returnOf = ({ metrics }: StressWindow): number | null => metrics.return ?? null;

/** Worst first. */
export function lived({ windows }: Pick<Stress, 'windows'>): StressWindow[] {
  const inside = windows.filter((window) => returnOf(window) !== null);
  return inside.sort((a, b) => (returnOf(a) ?? 0) - (returnOf(b) ?? 0));
}

export function missed({ windows }: Pick<Stress, 'windows'>): StressWindow[] {
  return windows.filter((window) => returnOf(window) === null);
}

export function describeWindows(of: Stress): string {
  const inside = lived(of);
  const worst = inside[0];
  if (!worst) return 'The prices reach back to none of the known crises.';
  return `${inside.length} past crises; the worst, ${worst.title}: ${signedFraction(returnOf(worst))}.`;
}

/** Moves of the market that are asked for besides the windows. */
export const MARKET_MOVES = [-0.1, -0.2, -0.3, 0.1];
