// Where the cells of a heat map of two parameters stand, and which one is under a place.
import type { Axis } from '../../shared/chart/axis';
import type { HeatGrid } from './results';

/** More cells than this take a browser longer to draw than anyone wants to wait. */
export const MOST_CELLS = 12_000;

/** A cell by its column and row; row 0 is the first value of `y`, at the bottom. */
export type Cell = { column: number; row: number; value: number | null };

/** Row by row from the bottom, so that one row up is one row's length on. */
export function cellsOf(grid: HeatGrid): Cell[] {
  return grid.y_values.flatMap((_, row) =>
    grid.x_values.map((__, column) => ({ column, row, value: grid.values[row]?.[column] ?? null })),
  );
}

/** The settings that a cell stands for. */
export function settingsAt(grid: HeatGrid, index: number): Record<string, number> {
  const width = grid.x_values.length;
  const [x, y] = [grid.x_values[index % width], grid.y_values[Math.floor(index / width)]];
  const settings: Record<string, number> = {};
  if (x !== undefined) settings[grid.x] = x;
  // A sweep over one parameter has a single row, which stands for nothing.
  if (y !== undefined && grid.y) settings[grid.y] = y;
  return settings;
}

/** The index of the cell with these settings, or -1; other names do not count. */
export function indexOf(grid: HeatGrid, settings: Readonly<Record<string, number | null>>): number {
  const column = grid.x_values.findIndex((value) => isSame(value, settings[grid.x]));
  const row = grid.y ? grid.y_values.findIndex((value) => isSame(value, settings[grid.y])) : 0;
  return column < 0 || row < 0 ? -1 : row * grid.x_values.length + column;
}

/** Steps add up to values that differ in their last digits. */
function isSame(value: number, wanted: number | null | undefined): boolean {
  return typeof wanted === 'number' && Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(value));
}

/** An axis on which value number n takes the space from n to n + 1, with a label for as many as fit. */
export function bandAxis(values: readonly number[], title: string, most: number): Axis {
  const each = Math.max(1, Math.ceil(values.length / Math.max(1, most)));
  const ticks = values.flatMap((value, at) => (at % each === 0 ? [{ at: at + 0.5, text: String(Number(value.toPrecision(6))) }] : []));
  return { from: 0, to: Math.max(1, values.length), ticks, title };
}

/** The cell under a place in the units of the axes; places outside count to the nearest cell. */
export function cellUnder(grid: HeatGrid, x: number, y: number): number {
  const [width, height] = [grid.x_values.length, grid.y_values.length];
  const within = (place: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(place)));
  return width && height ? within(y, height) * width + within(x, width) : -1;
}

/** The cell with the highest value, or -1 when none has one. */
export function bestIndex(cells: readonly Cell[]): number {
  let best = -1;
  cells.forEach(({ value }, at) => {
    if (value !== null && (best < 0 || value > (cells[best]?.value ?? -Infinity))) best = at;
  });
  return best;
}
