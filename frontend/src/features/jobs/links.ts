// From a job to a backtest of one of its combinations.
import type { Job } from '../../shared/api/types';
import { PERIODS, symbolsFrom, type View } from '../../shared/view/view';

/** The view of a form that holds the job's run with these settings. */
export function runOf({ request }: Pick<Job, 'request'>, settings: Readonly<Record<string, number | null>>): Partial<View> {
  const chosen = Object.entries({ ...request.settings, ...settings }).filter((entry): entry is [string, number] => entry[1] !== null);
  const period = PERIODS.find((known) => known === request.period);
  return {
    page: 'runs',
    strategy: request.strategy ?? null,
    settings: Object.fromEntries(chosen),
    symbols: symbolsFrom((request.symbols ?? []).join(',')),
    run: null,
    ...(period ? { period } : {}),
  };
}
