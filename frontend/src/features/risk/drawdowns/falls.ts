// Drawdowns in words.
import type { Drawdowns } from '../../../shared/api/types';
import { fraction } from '../../../shared/format/number';
import { day } from '../../../shared/format/time';

export function describeFalls({ symbol, drawdowns, underwater, time }: Drawdowns): string {
  const deepest = drawdowns[0];
  const span = `${symbol} from ${day(time[0])} to ${day(time.at(-1))}`;
  if (!deepest) return `${span}: never below its highest value.`;
  return (
    `${span}: deepest fall ${fraction(deepest.depth)} on ${day(deepest.valley)}, ` +
    `${deepest.days} days under the peak; now ${fraction(underwater.at(-1))}.`
  );
}
