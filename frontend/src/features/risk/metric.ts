// A named figure with its definition, or the reason why it has no value.
import type { RiskReport } from '../../shared/api/types';
import { words } from '../../shared/format/time';
import { withUnit } from '../../shared/format/unit';
import { reasonFrom } from './reasons';

export type Metric = {
  name: string;
  title: string;
  text: string;
  /** Why there is no value; null when there is one. */
  reason: string | null;
  formula: string | null;
  unit: string;
};

/** What every answer of the risk group has: values by name, reasons for those missing, and definitions. */
export type Values = Record<string, number | null>;
type Defined = Pick<RiskReport, 'definitions' | 'undefined'> & { values: Values };

/** In the order of the definitions; values without a definition come last under their own names. */
export function metricsFrom(of: Defined): Metric[] {
  const defined = of.definitions.map(({ name }) => name);
  const rest = Object.keys(of.values).filter((name) => !defined.includes(name));
  return [...defined, ...rest].filter((name) => name in of.values).map((name) => metricOf(of, name));
}

function metricOf({ definitions, undefined: reasons, values }: Defined, name: string): Metric {
  const definition = definitions.find((entry) => entry.name === name);
  const value = values[name] ?? null;
  const unit = definition?.unit ?? '';
  return {
    name,
    title: definition?.title || words(name),
    text: withUnit(value, unit),
    reason: value === null ? reasonFrom(reasons[name]) : null,
    formula: definition?.formula ?? null,
    unit,
  };
}
