// Values as the outlines that an SVG draws.
import type { Scale } from './axis';

export type Values = readonly (number | null | undefined)[];

/** A line through the points; where one has no value the line is broken. */
export function linePath(places: readonly number[], values: Values, x: Scale, y: Scale): string {
  let path = '';
  let pen = 'M';
  places.forEach((place, at) => {
    const value = values[at];
    if (value === null || value === undefined) {
      pen = 'M';
      return;
    }
    path += `${pen}${tenth(x(place))} ${tenth(y(value))}`;
    pen = 'L';
  });
  return path;
}

/** What lies between the line and `floor`. Every place must have a value; one without counts as `floor`. */
export function areaPath(places: readonly number[], values: Values, floor: number, x: Scale, y: Scale): string {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return '';
  const top = linePath(places, places.map((_, at) => values[at] ?? floor), x, y);
  return `${top}L${tenth(x(last))} ${tenth(y(floor))}L${tenth(x(first))} ${tenth(y(floor))}Z`;
}

/** The place nearest to `wanted` in an ascending list; -1 when it is empty. */
export function nearest(ascending: readonly number[], wanted: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const before = ascending[low - 1];
  const at = ascending[low];
  return before !== undefined && at !== undefined && wanted - before < at - wanted ? low - 1 : high;
}

/** A tenth of a pixel is finer than any screen, and keeps the paths of long histories short. */
function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
