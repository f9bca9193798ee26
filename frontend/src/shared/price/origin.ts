// Where a price comes from, in a few words and in a sentence.
import type { Quote } from '../api/types';
import { brief, moment, words } from '../format/time';

export type PriceOrigin = {
  /** `finnhub · real time` */
  source: string;
  /** The time of the price: of day when it is of today, else the date. */
  at: string;
  /** Everything, for who wants to know. */
  title: string;
};

type Traced = Pick<Quote, 'provider' | 'delay' | 'as_of' | 'stale'>;

export function originOf(quote: Traced, now: Date): PriceOrigin {
  const delay = words(quote.delay).toLowerCase();
  // What is simulated says so once.
  const parts = quote.delay === quote.provider ? [quote.provider] : [quote.provider, delay];
  const stale = quote.stale ? ' Stale: no fresher price could be had.' : '';
  return {
    source: parts.join(' · '),
    at: brief(quote.as_of, now),
    title: `Price of ${moment(quote.as_of)}. Provider: ${quote.provider}; delay: ${delay}.${stale}`,
  };
}
