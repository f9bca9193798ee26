// One column of the rolling figures, ready for a chart, and in words.
import type { Rolling } from '../../../shared/api/types';
import { percentTick, plainTick, type TickText } from '../../../shared/chart/axis';
import { day } from '../../../shared/format/time';
import { withUnit } from '../../../shared/format/unit';

export type Column = Rolling['columns'][number];

/** The column by this name, or else the first: a benchmark's columns go when it does. */
export function columnFrom(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name) ?? columns[0];
}

export const tickFor = (unit: string): TickText => (unit === 'fraction' ? percentTick : plainTick);
export const showIn =
  (unit: string) =>
  (value: number | null | undefined): string =>
    withUnit(value ?? null, unit);

export function describeColumn({ symbol, window, time }: Rolling, column: Column | undefined): string {
  const values = (column?.values ?? []).filter((value): value is number => value !== null);
  if (!column || !values.length) return `${symbol}: no window of ${window} returns has a value.`;
  const show = showIn(column.unit);
  return (
    `${column.title} of ${symbol} over every ${window} returns from ${day(time[0])} to ${day(time.at(-1))}: ` +
    `between ${show(Math.min(...values))} and ${show(Math.max(...values))}, last ${show(column.values.at(-1))}.`
  );
}
