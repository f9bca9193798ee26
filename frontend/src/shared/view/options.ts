// The periods as buttons: the same words on every page.
import { PERIODS, type Period } from './view';

export const PERIOD_OPTIONS = PERIODS.map((value: Period) => ({
  value,
  text: value.replace('mo', 'm').toUpperCase(),
}));
