// Assets, frontier and portfolio as places of risk and return, and in words.
import type { Optimum } from '../../../shared/api/types';
import { fraction, signedFraction } from '../../../shared/format/number';

/** A place in the plane: volatility across, return up, both a year and as fractions. */
export type Place = { name: string; risk: number; reward: number };

/** Assets without both figures have no place. */
export function assetPlaces({ weights }: Pick<Optimum, 'weights'>): Place[] {
  return weights.flatMap(({ symbol, volatility, expected_return }) =>
    volatility == null || expected_return == null ? [] : [{ name: symbol, risk: volatility, reward: expected_return }],
  );
}

export function frontierPlaces({ frontier }: Pick<Optimum, 'frontier'>): Place[] {
  return frontier.map(({ volatility, expected_return }, at) => ({
    name: `Frontier ${at + 1}`,
    risk: volatility,
    reward: expected_return,
  }));
}

export function portfolioPlace({ metrics }: Pick<Optimum, 'metrics'>): Place | null {
  const { volatility, expected_return } = metrics;
  if (volatility == null || expected_return == null) return null;
  return { name: 'Portfolio', risk: volatility, reward: expected_return };
}

/** `portfolio`: that of the chosen objective, or null while there is none. */
export function describeFrontier(of: Optimum, portfolio: Pick<Optimum, 'metrics'> | null): string {
  const chosen = portfolio && portfolioPlace(portfolio);
  const points = of.frontier.length;
  const line = points ? `Efficient frontier of ${points} points` : 'No frontier';
  const say = chosen
    ? `return ${signedFraction(chosen.reward)} at volatility ${fraction(chosen.risk)} a year`
    : 'without return and volatility';
  const mixture = portfolio ? `the portfolio of the chosen objective: ${say}` : 'no portfolio of the chosen objective';
  return `${line} over ${of.weights.length} assets; ${mixture}.`;
}
