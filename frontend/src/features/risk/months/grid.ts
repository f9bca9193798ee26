// Months in rows of years, newest first.
import type { RiskReport } from '../../../shared/api/types';

export type YearRow = {
  year: number;
  /** January to December; undefined where the period has no such month. */
  months: (number | null | undefined)[];
  total: number | null;
};

export const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function yearRows({ months, years }: Pick<RiskReport, 'months' | 'years'>): YearRow[] {
  const rows = new Map<number, YearRow>();
  const rowOf = (year: number): YearRow => {
    let row = rows.get(year);
    if (!row) rows.set(year, (row = { year, months: Array.from({ length: 12 }, () => undefined), total: null }));
    return row;
  };
  for (const { year, month, value } of months) rowOf(year).months[month - 1] = value ?? null;
  for (const { year, value } of years) rowOf(year).total = value ?? null;
  return [...rows.values()].sort((a, b) => b.year - a.year);
}
