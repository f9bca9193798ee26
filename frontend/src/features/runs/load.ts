// Kept runs as the server has them.
import { api, body } from '../../shared/api/client';
import type { KeptRun, ListedRun } from '../../shared/api/types';

/** As many rows as a person looks through; the server keeps 500. */
const MOST = 100;

export async function listOf(strategy: string | null, signal: AbortSignal): Promise<ListedRun[]> {
  const query = strategy ? { strategy, limit: MOST } : { limit: MOST };
  return (await body(api.GET('/api/v1/backtest/runs', { params: { query }, signal }))).runs;
}

/** The document leaves the answer of this route open; it is that of a run, with its request. */
export async function keptRun(id: string, signal: AbortSignal): Promise<KeptRun> {
  const answer: unknown = await body(api.GET('/api/v1/backtest/runs/{id}', { params: { path: { id } }, signal }));
  return answer as KeptRun;
}

/** The address of a form of a run that a browser opens or saves by itself. */
export const addressOfRun = (id: string, part: string): string => `/api/v1/backtest/runs/${encodeURIComponent(id)}/${part}`;
