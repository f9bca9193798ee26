// Levels of risk, one row for each method and one pair of columns for each confidence.
import type { ValueAtRisk } from '../../../shared/api/types';
import { decimal } from '../../../shared/format/number';
import { words } from '../../../shared/format/time';
import { reasonFrom } from '../reasons';

export const METHOD_TITLES: Record<string, string> = {
  historical: 'Historical',
  normal: 'Normal',
  cornish_fisher: 'Cornish–Fisher',
  ewma: 'EWMA',
  garch: 'GARCH',
  monte_carlo: 'Monte Carlo',
};

export type Cell = { var: number | null; cvar: number | null; reason: string | null };
type Warnings = ValueAtRisk['warnings'];
export type MethodRow = { method: string; title: string; cells: (Cell | null)[] };

/** `0.95` as `95 %`, and `0.975` with the decimal that it needs. */
export function confidenceText(confidence: number): string {
  const percent = Number((confidence * 100).toFixed(6));
  return `${decimal(percent, Number.isInteger(percent) ? 0 : 1)}\u202f%`;
}

export function methodTitle(method: string): string {
  return METHOD_TITLES[method] ?? words(method);
}

export function confidencesOf({ levels }: Pick<ValueAtRisk, 'levels'>): number[] {
  return [...new Set(levels.map(({ confidence }) => confidence))].sort((a, b) => a - b);
}

export function methodRows({ levels }: Pick<ValueAtRisk, 'levels'>): MethodRow[] {
  const confidences = confidencesOf({ levels });
  const methods = [...new Set(levels.map(({ method }) => method))];
  return methods.map((method) => ({
    method,
    title: methodTitle(method),
    cells: confidences.map((confidence) => {
      const level = levels.find((entry) => entry.method === method && entry.confidence === confidence);
      if (!level) return null;
      const missing = level.var == null || level.cvar == null;
      return { var: level.var ?? null, cvar: level.cvar ?? null, reason: missing ? reasonFrom(level.undefined) : null };
    }),
  }));
}

/** Warnings on the back-test apart from those on the figures: its part of the panel says why it is missing. */
export function warningsByPart({ warnings }: Pick<ValueAtRisk, 'warnings'>): { figures: Warnings; backtest: Warnings } {
  const isBacktest = ({ code }: Warnings[number]): boolean => code.startsWith('backtest');
  return { figures: warnings.filter((warning) => !isBacktest(warning)), backtest: warnings.filter(isBacktest) };
}
