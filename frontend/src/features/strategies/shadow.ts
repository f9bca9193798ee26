// Decisions of two versions on the same bar, in words.
import { decimal } from '../../shared/format/number';
import { words } from '../../shared/format/time';

/** What a strategy decided; fields that are left out stay as they were. */
export type Decision = Partial<Record<'target' | 'limit' | 'stop' | 'stop_loss' | 'take_profit' | 'trail' | 'tag', number | null>>;
export type Difference = { time: string; symbol: string; active: Decision; shadow: Decision };

/** The document leaves them open; newest first. */
export function differencesFrom(found: readonly object[]): Difference[] {
  return (found as readonly Difference[]).toReversed();
}

/** `Target 1.00, stop loss 95.00`, or that everything stays as it is. */
export function decisionText(decision: Decision): string {
  const parts = Object.entries(decision)
    .filter(([name, value]) => value !== null && value !== undefined && !(name === 'tag' && value === 0))
    .map(([name, value]) => `${words(name).toLowerCase()} ${name === 'tag' ? value : decimal(value)}`);
  const text = parts.join(', ');
  return text ? text.charAt(0).toUpperCase() + text.slice(1) : 'As it is';
}
