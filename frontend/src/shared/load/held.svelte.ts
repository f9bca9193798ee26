// The symbols that the server holds, asked for once and only when somebody begins to type one.
import { api, body } from '../api/client';
import type { ListedSymbol } from '../api/types';
import { Resource } from './resource.svelte';

class HeldSymbols {
  #listed = new Resource<ListedSymbol[]>();

  get all(): ListedSymbol[] {
    return this.#listed.data ?? [];
  }

  /** A failure is not shown: without suggestions a ticker can still be typed. */
  offer(): void {
    if (this.#listed.data || this.#listed.loading) return;
    void this.#listed.load(async (signal) => (await body(api.GET('/api/v1/data/symbols', { signal }))).symbols);
  }
}

export const held = new HeldSymbols();
