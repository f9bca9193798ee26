// The combinations of a search: a range or a list of values for each parameter that varies.
import type { Parameter } from '../../shared/api/types';

/** How one parameter varies, as its fields hold it. */
export type Axis = {
  name: string;
  kind: 'fixed' | 'range' | 'list';
  value: number;
  from: number;
  to: number;
  step: number;
  /** As typed: numbers between commas or spaces. */
  list: string;
};

/** What the request holds for one parameter. */
export type GridAxis = { from: number; to: number; step: number } | number[];

/** The service takes no more values on one axis. */
export const MOST_VALUES = 10_000;
/** Values that a range has about, when the form proposes one. */
const PROPOSED = 12;

/** The first two parameters vary in about a dozen steps; the others keep their defaults. */
export function proposedAxes(parameters: readonly Parameter[], wanted: Readonly<Record<string, number>> = {}): Axis[] {
  return parameters.map((parameter, at) => {
    const { name, min, max, default: usual } = parameter;
    const value = wanted[name] ?? usual;
    const step = proposedStep(parameter);
    const to = Math.min(max, round(min + step * PROPOSED));
    return { name, kind: at < 2 ? 'range' : 'fixed', value, from: min, to, step, list: String(value) };
  });
}

/** A multiple of the parameter's own step, that reaches twice the default in about a dozen. */
function proposedStep({ min, max, step, default: usual }: Parameter): number {
  const reach = Math.min(max - min, Math.max(Math.abs(usual) * 2, step * PROPOSED));
  const least = step > 0 ? step : reach / PROPOSED;
  return round(Math.max(1, Math.round(reach / PROPOSED / least)) * least) || 1;
}

/** Numbers between commas, semicolons or spaces, each once; null when one is no number. */
export function listFrom(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part);
  const numbers = parts.map(Number);
  return numbers.every(Number.isFinite) ? [...new Set(numbers)] : null;
}

/** How many values an axis has; 0 when its fields make no sense. */
export function countOf(axis: Axis): number {
  if (axis.kind === 'fixed') return 1;
  if (axis.kind === 'list') return listFrom(axis.list)?.length ?? 0;
  const steps = (axis.to - axis.from) / axis.step;
  // A step that misses the end by rounding alone still counts, as on the server.
  return axis.step > 0 && steps >= 0 ? Math.floor(steps + 1e-9) + 1 : 0;
}

/** Combinations before any condition. */
export function combinationsOf(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * countOf(axis), 1);
}

/** What is wrong with the axes, in words, or null. */
export function faultOfAxes(axes: readonly Axis[]): string | null {
  const empty = axes.find((axis) => countOf(axis) === 0);
  if (empty) return `${empty.name} needs ${empty.kind === 'list' ? 'numbers between commas' : 'a step above 0 from the first value up to the last'}.`;
  const long = axes.find((axis) => countOf(axis) > MOST_VALUES);
  if (long) return `${long.name} has ${countOf(long)} values; ${MOST_VALUES} are the most.`;
  return axes.every(({ kind }) => kind === 'fixed') ? 'Let one parameter vary at least.' : null;
}

/** The parameters that vary, and the values of those that do not. */
export function gridFrom(axes: readonly Axis[]): { grid: Record<string, GridAxis>; settings: Record<string, number> } {
  const varying = axes.filter(({ kind }) => kind !== 'fixed');
  const grid = varying.map(({ name, kind, from, to, step, list }): [string, GridAxis] => [
    name,
    kind === 'range' ? { from, to, step } : (listFrom(list) ?? []),
  ]);
  const fixed = axes.filter(({ kind }) => kind === 'fixed').map(({ name, value }): [string, number] => [name, value]);
  return { grid: Object.fromEntries(grid), settings: Object.fromEntries(fixed) };
}

/** Without the last digits that sums of decimal steps leave. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
