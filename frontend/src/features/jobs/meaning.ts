// What the figures about many trials mean, each in one sentence with its own number.
import { decimal, fraction } from '../../shared/format/number';
import type { Trials } from './results';

export type Meaning = { name: string; title: string; text: string; meaning: string };

/** Probabilities below this count as unlikely to be chance. */
const RARE = 0.05;

export function meaningsOf(trials: Trials): Meaning[] {
  return [deflated(trials), spa(trials), pbo(trials)].filter((found) => found !== null);
}

function deflated({ deflated_sharpe: value, best_sharpe: best, expected_max_sharpe: expected, n }: Trials): Meaning | null {
  if (value == null) return null;
  const beside = best != null && expected != null ? ` The best Sharpe ratio is ${decimal(best)}; chance alone would bring about ${decimal(expected)}.` : '';
  return {
    name: 'deflated_sharpe',
    title: 'Deflated Sharpe ratio',
    text: fraction(value, 1),
    meaning: `With ${n ?? 'this many'} trials, the probability is ${fraction(value, 0)} that the best one’s Sharpe ratio is above what luck explains.${beside}`,
  };
}

function spa({ spa_p_value: value, spa_p_lower: lower, spa_p_upper: upper }: Trials): Meaning | null {
  if (value == null) return null;
  const verdict = value <= RARE ? 'so it is hardly luck' : 'so it may well be luck';
  const between = lower != null && upper != null ? ` (between ${decimal(lower, 3)} and ${decimal(upper, 3)})` : '';
  return {
    name: 'spa_p_value',
    title: 'Superior predictive ability, p-value',
    text: decimal(value, 3),
    meaning: `If no combination beat buy and hold, one as good as the best would still come up with probability ${decimal(value, 3)}${between}, ${verdict}.`,
  };
}

function pbo({ pbo: value }: Trials): Meaning | null {
  if (value == null) return null;
  return {
    name: 'pbo',
    title: 'Probability of backtest overfitting',
    text: fraction(value, 1),
    meaning: `The best combination of one half of the data was below the median on the other half in ${fraction(value, 0)} of the splits.`,
  };
}
