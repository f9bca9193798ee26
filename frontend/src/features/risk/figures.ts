// The risk report as rows: titles, units and formulas are those that the server gives.
import type { RiskReport } from '../../shared/api/types';
import type { Figure } from '../../shared/format/figure';
import { words } from '../../shared/format/time';
import { withUnit } from '../../shared/format/unit';

/** In the order of the definitions; figures without a definition come last under their own name. */
export function riskFigures(report: RiskReport): Figure[] {
  const defined = report.definitions.map(({ name }) => name);
  const rest = Object.keys(report.metrics).filter((name) => !defined.includes(name));
  return [...defined, ...rest]
    .filter((name) => name in report.metrics)
    .map((name) => figureOf(report, name));
}

function figureOf(report: RiskReport, name: string): Figure {
  const definition = report.definitions.find((entry) => entry.name === name);
  const value = report.metrics[name] ?? null;
  const reason = value === null ? words(report.undefined[name] ?? 'not_available').toLowerCase() : null;
  return {
    name,
    title: definition?.title || words(name),
    text: withUnit(value, definition?.unit ?? ''),
    explanation: definition?.formula,
    reason,
  };
}
