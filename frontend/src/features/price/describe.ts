// A price history in one sentence, for those who cannot see the chart.
import type { BarColumns } from '../../shared/api/types';
import { price, signedPercent } from '../../shared/format/number';
import { opening } from '../../shared/format/time';

/** First and last close, the change between them, and the range. */
export function describeBars(symbol: string, bars: BarColumns): string {
  const { time, close, high, low } = bars;
  const first = close[0];
  const last = close.at(-1);
  if (first === undefined || last === undefined) return `${symbol}: no bars in this period.`;
  const change = first === 0 ? null : (100 * (last - first)) / first;
  const most = high.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = low.reduce((a, b) => Math.min(a, b), Infinity);
  return (
    `${symbol}, ${close.length} bars from ${opening(time[0])} to ${opening(time.at(-1))}: ` +
    `close from ${price(first)} to ${price(last)} (${signedPercent(change)}), ` +
    `between ${price(least)} and ${price(most)}.`
  );
}
