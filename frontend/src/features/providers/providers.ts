// The state of a provider as text.
import type { ProviderBudget, ProviderProblem, ProviderState } from '../../shared/api/types';
import { whole } from '../../shared/format/number';
import { moment, words } from '../../shared/format/time';

/** Names that are no plain words. */
const NAMES: Record<string, string> = { finnhub_stream: 'Finnhub stream', alpaca_stream: 'Alpaca stream', fred: 'FRED', fred_graph: 'FRED CSV', alpha_vantage: 'Alpha Vantage' };

export function nameOf({ name }: Pick<ProviderState, 'name'>): string {
  return NAMES[name] ?? words(name);
}

/** `Quotes, daily bars` */
export function servesText({ serves }: Pick<ProviderState, 'serves'>): string {
  const text = serves.map((need) => words(need).toLowerCase()).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `58 of 60 per minute`, and when there is more once nothing is left. */
export function budgetText({ name, most, remaining, retry_after_ms }: ProviderBudget): string {
  const left = `${whole(remaining)} of ${whole(most)} ${words(name).toLowerCase()}`;
  return remaining > 0 || retry_after_ms === 0 ? left : `${left}, next in ${waitText(retry_after_ms)}`;
}

/** `12 s`, `5 min` or `3 h`, rounded up: what is promised has come by then. */
export function waitText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

/** `Provider key: Invalid API key.` with its time. */
export function problemText({ code, detail, at }: ProviderProblem): string {
  return `${words(code)}: ${detail} (${moment(at)})`;
}

/** The colour of a state; its word says the same. */
export function toneOf(state: string): 'up' | 'down' | 'muted' {
  if (state === 'ready') return 'up';
  return state === 'failing' ? 'down' : 'muted';
}
