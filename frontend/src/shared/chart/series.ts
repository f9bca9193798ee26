// What a chart over time draws: named values in a colour of the style sheet.
import type { Values } from './path';

export type Look = 'accent' | 'second' | 'third' | 'fourth' | 'loss';
export type Series = { name: string; values: Values; look: Look; area?: boolean };

/** In the order in which several series take them. */
export const LOOKS: readonly Look[] = ['accent', 'second', 'third', 'fourth'];
