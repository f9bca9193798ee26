// The worth of an account over time, as chart points and as a sentence.
import type { LineData, UTCTimestamp } from 'lightweight-charts';
import { decimal } from '../../shared/format/number';
import { day, seconds } from '../../shared/format/time';

export type Curve = { time: string[]; value: number[] };

export function pointsFrom(time: string[], value: readonly number[]): LineData[] {
  const points: LineData[] = [];
  let previous = -Infinity;
  time.forEach((text, at) => {
    const moment = seconds(text) as UTCTimestamp | null;
    const worth = value[at];
    if (moment === null || moment <= previous || worth == null) return;
    previous = moment;
    points.push({ time: moment, value: worth });
  });
  return points;
}

export function describeCurve({ time, value }: Curve): string {
  if (!value.length) return 'No equity curve.';
  const least = value.reduce((a, b) => Math.min(a, b), Infinity);
  const most = value.reduce((a, b) => Math.max(a, b), -Infinity);
  return (
    `Equity from ${decimal(value[0])} on ${day(time[0])} to ${decimal(value.at(-1))} on ` +
    `${day(time.at(-1))}, between ${decimal(least)} and ${decimal(most)}.`
  );
}
