// The length of a bar, as buttons above the price chart.
import { INTERVALS, type Interval } from '../../shared/view/view';

const INTERVAL_TEXT: Record<Interval, string> = { '1d': 'Day', '1wk': 'Week', '1mo': 'Month' };

export const INTERVAL_OPTIONS = INTERVALS.map((value) => ({ value, text: INTERVAL_TEXT[value] }));
