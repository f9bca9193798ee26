// Correlations pair by pair, and in words.
import type { Correlations } from '../../../shared/api/types';
import { signed } from '../../../shared/format/number';

export const METHOD_TITLES: Record<string, string> = {
  pearson: 'Pearson',
  spearman: 'Spearman',
  ledoit_wolf: 'Ledoit–Wolf',
};

/** `values` has one entry for each method, in the order of the matrices. */
export type Pair = { first: string; second: string; values: (number | null)[] };

/** Every two symbols once, those that go together most under the first method first. */
export function pairsFrom({ symbols, matrices }: Pick<Correlations, 'symbols' | 'matrices'>): Pair[] {
  const pairs = symbols.flatMap((first, row) =>
    symbols.slice(row + 1).map((second, after) => ({
      first,
      second,
      values: matrices.map(({ rows }) => rows[row]?.[row + 1 + after] ?? null),
    })),
  );
  const rank = ({ values }: Pair): number => values[0] ?? -Infinity;
  return pairs.sort((a, b) => rank(b) - rank(a));
}

export function describePairs(of: Correlations): string {
  const pairs = pairsFrom(of).filter(({ values }) => values[0] !== null);
  const [most, least] = [pairs[0], pairs.at(-1)];
  if (!most || !least) return 'No pair of these symbols has a correlation.';
  const say = ({ first, second, values }: Pair): string => `${first} and ${second} (${signed(values[0])})`;
  return `Correlation of ${of.symbols.length} symbols over ${of.period.n} common days: highest between ${say(most)}, lowest between ${say(least)}.`;
}
