// A prediction as rows, with the model's measured skill beside what it says.
import type { Prediction } from '../../shared/api/types';
import type { Figure } from '../../shared/format/figure';
import { decimal, fraction, price, signedFraction, trend, whole } from '../../shared/format/number';
import { day } from '../../shared/format/time';

export function forecastFigures(said: Prediction): Figure[] {
  return [
    row('price', `Price in ${bars(said.horizon)}`, price(said.price)),
    row('last_price', 'Last price', price(said.last_price)),
    {
      ...row('expected_return', 'Expected return', signedFraction(said.expected_return)),
      trend: trend(said.expected_return),
    },
    row('p_up', 'Probability of a rise', fraction(said.p_up, 1)),
    ...said.intervals.map((interval) =>
      row(
        `interval_${interval.level}_${interval.method}`,
        `${fraction(interval.level, 0)} interval`,
        `${price(interval.lower)} to ${price(interval.upper)}`,
        interval.method,
      ),
    ),
  ];
}

/** Against the random walk, on data that the model had not seen; empty when it was not measured. */
export function skillFigures({ baseline_skill: skill }: Prediction): Figure[] {
  if (!skill) return [];
  return [
    row('mae_skill', 'Skill against random walk', decimal(skill.mae_skill, 3), '1 − MAE of the model / MAE of the random walk'),
    row('hit_rate', 'Right direction', `${fraction(skill.hit_rate, 1)} (p = ${decimal(skill.hit_rate_p, 2)})`),
    row('coverage_p90', 'Inside the 90 % interval', fraction(skill.coverage_p90, 1)),
    row('n', 'Forecasts tested', whole(skill.n)),
  ];
}

export function modelLine(said: Prediction): string {
  return `Model ${said.model}, trained on ${whole(said.n_train)} bars until ${day(said.trained_until)}.`;
}

export function bars(count: number): string {
  return count === 1 ? '1 bar' : `${count} bars`;
}

function row(name: string, title: string, text: string, explanation?: string): Figure {
  return { name, title, text, explanation, reason: null };
}
