// Axes: which span they cover, where their ticks stand, and how a value becomes a distance.
import { decimal, NONE, whole } from '../format/number';

export type Tick = { at: number; text: string };
/** `title` names the quantity and its unit. */
export type Axis = { from: number; to: number; ticks: Tick[]; title: string };
export type Scale = (value: number) => number;
/** The drawing area inside the margins, in pixels, with the scales that fill it. */
export type Area = { left: number; right: number; top: number; bottom: number; x: Scale; y: Scale };
/** Writes a tick; `step` is the distance to the next one, which decides how exact it must be. */
export type TickText = (value: number, step: number) => string;

/** Steps that people count in, within one power of ten. */
const ROUND = [1, 2, 2.5, 5, 10];

/** The smallest round step that divides `span` into at most `most` parts. */
export function roundStep(span: number, most: number): number {
  const least = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  // A hair of tolerance: 0.30000000000000004 is still three tenths.
  return power * (ROUND.find((step) => step * power >= least * (1 - 1e-9)) ?? 10);
}

/** From the first to the last of `values`, widened outwards to round ticks. Without values: 0 to 1. */
export function valueAxis(values: Iterable<number | null | undefined>, title: string, text: TickText, most = 5): Axis {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  if (low === high) [low, high] = [low - Math.abs(low || 1) / 2, high + Math.abs(high || 1) / 2];
  const step = roundStep(high - low, most);
  // Adding zero turns the -0 that rounding may leave into 0, which is written without a sign.
  const first = Math.floor(low / step + 1e-9) + 0;
  const last = Math.ceil(high / step - 1e-9) + 0;
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => {
    const value = Number(((first + at) * step).toPrecision(12));
    return { at: value, text: text(value, step) };
  });
  return { from: first * step, to: last * step, ticks, title };
}

/** A straight line from the axis to pixels; an axis without a span is the middle. */
export function scale(axis: Pick<Axis, 'from' | 'to'>, low: number, high: number): Scale {
  const span = axis.to - axis.from;
  return span === 0 ? () => (low + high) / 2 : (value) => low + ((value - axis.from) / span) * (high - low);
}

/** Fractions as percent, no more exact than the step: `0.05` with steps of a twentieth is `5 %`. */
export const percentTick: TickText = (value, step) => `${decimal(value * 100, digitsOf(step * 100))}\u202f%`;
export const plainTick: TickText = (value, step) => decimal(value, digitsOf(step));
export const countTick: TickText = (value) => whole(value);

/** Decimals that tell one step from the next. */
function digitsOf(step: number): number {
  const digits = [0, 1, 2, 3].find((count) => Math.abs(step * 10 ** count - Math.round(step * 10 ** count)) < 1e-6);
  return digits ?? 4;
}

const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240];
const DAY_STEPS = [1, 2, 7, 14];

/** Epoch milliseconds; ticks on the first of a month or, for short spans, on whole days, at most `most`. */
export function timeAxis(from: number, to: number, most: number): Axis {
  const days = (to - from) / DAY_MS;
  const dayStep = DAY_STEPS.find((step) => days / step <= most);
  const monthStep = MONTH_STEPS.find((step) => days / 30.44 / step <= most) ?? 240;
  const ticks = dayStep && days < 45 ? dayTicks(from, to, dayStep) : monthTicks(from, to, monthStep);
  return { from, to, ticks, title: '' };
}

function dayTicks(from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / DAY_MS) * DAY_MS; at <= to; at += step * DAY_MS) {
    const date = new Date(at);
    ticks.push({ at, text: `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}` });
  }
  return ticks;
}

/** A January shows its year, the other months their names. */
function monthTicks(from: number, to: number, step: number): Tick[] {
  const start = new Date(from);
  const months = start.getUTCFullYear() * 12 + start.getUTCMonth();
  const ticks: Tick[] = [];
  for (let month = Math.ceil(months / step) * step; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return ticks;
    if (at < from) continue;
    ticks.push({ at, text: month % 12 === 0 ? String(month / 12) : (MONTHS[month % 12] ?? NONE) });
  }
}
