// The distribution of returns as rows, and in words.
import type { RiskReport } from '../../../shared/api/types';
import { fraction, whole } from '../../../shared/format/number';

export type Distribution = NonNullable<RiskReport['distribution']>;
export type ClassRow = { from: number; to: number; count: number; normal: number | undefined };

export function classRows({ lowest, width, counts, normal }: Distribution): ClassRow[] {
  return counts.map((count, at) => ({ from: lowest + at * width, to: lowest + (at + 1) * width, count, normal: normal[at] }));
}

export function describeReturns({ symbol, distribution, period }: RiskReport): string {
  const rows = distribution ? classRows(distribution) : [];
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return `${symbol}: too few returns to count into classes.`;
  const fullest = rows.reduce((best, row) => (row.count > best.count ? row : best), first);
  return (
    `${period.n} daily returns of ${symbol} from ${fraction(first.from)} to ${fraction(last.to)} in ${rows.length} classes; ` +
    `most, ${whole(fullest.count)}, between ${fraction(fullest.from)} and ${fraction(fullest.to)}.`
  );
}
