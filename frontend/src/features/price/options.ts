// The choices above the price chart.
import { INTERVALS, PERIODS, type Interval, type Period } from '../../shared/view/view';

export type Shape = 'chart' | 'table';

const INTERVAL_TEXT: Record<Interval, string> = { '1d': 'Day', '1wk': 'Week', '1mo': 'Month' };

export const PERIOD_OPTIONS = PERIODS.map((value: Period) => ({
  value,
  text: value.replace('mo', 'm').toUpperCase(),
}));
export const INTERVAL_OPTIONS = INTERVALS.map((value) => ({ value, text: INTERVAL_TEXT[value] }));
export const SHAPE_OPTIONS: { value: Shape; text: string }[] = [
  { value: 'chart', text: 'Chart' },
  { value: 'table', text: 'Table' },
];
