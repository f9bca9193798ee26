// Columns of bars as the chart wants them: points in time order, nothing that is not a number.
import type { CandlestickData, HistogramData, UTCTimestamp } from 'lightweight-charts';
import type { BarColumns } from '../../shared/api/types';
import { seconds } from '../../shared/format/time';

export type Candles = { candles: CandlestickData[]; volumes: HistogramData[] };

/** Which bar opens at `time` (epoch seconds); the last one when none does or none is meant. */
export function barAt(bars: BarColumns, time: number | null): number {
  const last = bars.time.length - 1;
  const found = time === null ? -1 : bars.time.findIndex((text) => seconds(text) === time);
  return found < 0 ? last : found;
}

export function candlesFrom(bars: BarColumns): Candles {
  const candles: CandlestickData[] = [];
  const volumes: HistogramData[] = [];
  let previous = -Infinity;
  bars.time.forEach((text, at) => {
    const time = seconds(text) as UTCTimestamp | null;
    const [open, high, low, close] = [bars.open[at], bars.high[at], bars.low[at], bars.close[at]];
    if (time === null || time <= previous) return;
    if (open == null || high == null || low == null || close == null) return;
    previous = time;
    candles.push({ time, open, high, low, close });
    volumes.push({ time, value: bars.volume[at] ?? 0 });
  });
  return { candles, volumes };
}
