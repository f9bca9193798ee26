// The settings of a strategy: its defaults, and what a field may hold.
import type { Parameter } from '../api/types';

/** Each parameter with its default, or with the value wanted instead; unknown names are dropped. */
export function settingsOf(
  parameters: readonly Parameter[],
  wanted: Readonly<Record<string, number>> = {},
): Record<string, number> {
  return Object.fromEntries(parameters.map(({ name, default: usual }) => [name, wanted[name] ?? usual]));
}

/** The range in words: `2 to 100, in steps of 1`. */
export function rangeOf({ min, max, step }: Parameter): string {
  return step > 0 && step !== 1 ? `${min} to ${max}, in steps of ${step}` : `${min} to ${max}`;
}
