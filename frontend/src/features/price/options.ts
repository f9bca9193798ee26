// The length of a bar, as buttons above the price chart, and how long a time of such bars is shown.
import { INTERVALS, PERIODS, type Interval, type Period } from '../../shared/view/view';

const INTERVAL_TEXT: Record<Interval, string> = { '5m': '5 min', '1h': 'Hour', '1d': 'Day', '1wk': 'Week', '1mo': 'Month' };

export const INTERVAL_OPTIONS = INTERVALS.map((value) => ({ value, text: INTERVAL_TEXT[value] }));

/** Periods of short bars that the service answers. */
const WITHIN: Partial<Record<Interval, readonly Period[]>> = {
  '5m': ['1mo'],
  '1h': ['1mo', '3mo', '6mo', 'ytd', '1y', '2y'],
};

/** The period itself, or the longest that bars of this length are given for. */
export function periodOf(interval: Interval, period: Period): Period {
  const within = WITHIN[interval] ?? PERIODS;
  return within.includes(period) ? period : (within.at(-1) ?? period);
}
