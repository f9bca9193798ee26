// What the visitor asks about one symbol; every part of the page asks it of its own route.
import type { Convention, Period, Window } from '../../shared/view/view';

export type Question = {
  symbol: string;
  period: Period;
  /** Never the symbol itself. */
  benchmark: string | null;
  convention: Convention;
  /** A yearly rate as a fraction. */
  riskFree: number;
  window: Window;
};

/** The benchmark as a query has it: left out when there is none. */
export function against({ benchmark }: Pick<Question, 'benchmark'>): { benchmark?: string } {
  return benchmark ? { benchmark } : {};
}
