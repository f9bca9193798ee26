// How strongly a cell of a heat map is coloured.

export type Heat = { side: 'heat-plus' | 'heat-minus' | ''; percent: number };

/** Up to here text in the colour of the page stays legible on it, in light and dark (checked by a test). */
export const MOST_PERCENT = 80;

/** `full` is the size from which the colour does not deepen any more; nothing has no colour. */
export function heatOf(value: number | null | undefined, full: number): Heat {
  if (!value || !Number.isFinite(value) || full <= 0) return { side: '', percent: 0 };
  const share = Math.min(1, Math.abs(value) / full);
  return { side: value > 0 ? 'heat-plus' : 'heat-minus', percent: Math.round(share * MOST_PERCENT) };
}

/** A size that nine in ten values stay under: one extreme must not pale all the others. */
export function fullHeat(values: Iterable<number | null | undefined>): number {
  const sizes = [...values].filter((value) => value != null && Number.isFinite(value)).map((value) => Math.abs(value ?? 0));
  sizes.sort((a, b) => a - b);
  return sizes[Math.floor((sizes.length - 1) * 0.9)] ?? 0;
}
