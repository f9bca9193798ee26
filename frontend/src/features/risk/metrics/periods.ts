// Returns up to the last day, from the shortest span to the longest.
import type { RiskReport } from '../../../shared/api/types';
import { reasonFrom } from '../reasons';

const TITLES: [string, string, string][] = [
  ['mtd', 'MTD', 'Since the end of last month'],
  ['3m', '3 M', 'Over three months'],
  ['6m', '6 M', 'Over six months'],
  ['ytd', 'YTD', 'Since the end of last year'],
  ['1y', '1 Y', 'Over one year'],
  ['3y', '3 Y p.a.', 'A year’s growth over three years'],
  ['5y', '5 Y p.a.', 'A year’s growth over five years'],
  ['10y', '10 Y p.a.', 'A year’s growth over ten years'],
  ['all_time', 'All p.a.', 'A year’s growth over the whole period'],
];

export type PeriodReturn = { name: string; title: string; meaning: string; value: number | null; reason: string | null };

/** Only spans that the report has; one without a value keeps its place and says why. */
export function periodReturns(report: RiskReport): PeriodReturn[] {
  return TITLES.filter(([name]) => name in report.period_returns).map(([name, title, meaning]) => {
    const value = report.period_returns[name] ?? null;
    return { name, title, meaning, value, reason: value === null ? reasonFrom(report.undefined[name]) : null };
  });
}
