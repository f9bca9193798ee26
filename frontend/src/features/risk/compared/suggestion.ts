// Which symbols to compare when the visitor has not said.
import type { Quote } from '../../../shared/api/types';

/** A map of eight by eight is still read at a glance. */
const MOST_SUGGESTED = 8;

/**
 * The symbol, then others of the watchlist. Only those of its own provider: histories of different
 * origins often have no day in common.
 */
export function suggestionFor(symbol: string, quotes: ReadonlyMap<string, Pick<Quote, 'provider'>>): string[] {
  const provider = quotes.get(symbol)?.provider;
  const others = [...quotes].filter(([other, quote]) => other !== symbol && quote.provider === provider);
  return [symbol, ...others.map(([other]) => other)].slice(0, MOST_SUGGESTED);
}
