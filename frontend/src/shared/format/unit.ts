// A value with the unit that the server states for it.
import { decimal, fraction, percent, whole } from './number';

/** Formats by unit; a unit that is not known is written out behind the number. */
export function withUnit(value: number | null, unit: string): string {
  const kind = unit.toLowerCase();
  if (kind.startsWith('fraction')) return fraction(value);
  if (kind.startsWith('percent') || kind === '%') return percent(value);
  if (kind.startsWith('ratio') || kind === '' || kind === 'none') return decimal(value, 3);
  if (kind === 'days' && value !== null) return `${whole(value)} days`;
  // Most counts are whole; an effective number of assets is not.
  if (/^(count|bars|n)$/.test(kind)) return Number.isInteger(value) ? whole(value) : decimal(value);
  return value === null ? decimal(value) : `${decimal(value, 3)} ${unit}`;
}
