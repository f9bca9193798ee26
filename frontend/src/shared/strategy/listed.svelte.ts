// The strategies that can be run, loaded once for all forms and again when one was changed.
import { api, body } from '../api/client';
import type { StrategyInfo } from '../api/types';
import { Resource } from '../load/resource.svelte';

class ListedStrategies {
  readonly of = new Resource<StrategyInfo[]>();

  get all(): StrategyInfo[] {
    return this.of.data ?? [];
  }

  /** The strategy of that name in requests. */
  named(name: string | null): StrategyInfo | undefined {
    return this.all.find(({ plugin }) => plugin === name);
  }

  load(): void {
    void this.of.load(async (signal) => (await body(api.GET('/api/v1/backtest/strategies', { signal }))).strategies);
  }

  /** Does nothing while they are there or on their way. */
  need(): void {
    if (!this.of.data && !this.of.loading) this.load();
  }
}

export const strategies = new ListedStrategies();
