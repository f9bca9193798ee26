// One thing loaded from the server: what is there, what went wrong, and whether more is coming.
import { messageOf } from '../api/problem';

export class Resource<T> {
  /** Kept while a newer answer is on its way. */
  data = $state.raw<T | null>(null);
  error = $state<string | null>(null);
  loading = $state(false);

  #running: AbortController | null = null;

  /** Without `data` nothing is there yet. */
  constructor(data: T | null = null) {
    this.data = data;
  }

  /** Starts `fetch` and drops whatever was running; only the last one started is shown. */
  async load(fetch: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.loading = true;
    try {
      const data = await fetch(running.signal);
      if (running.signal.aborted) return;
      this.data = data;
      this.error = null;
    } catch (error) {
      if (running.signal.aborted) return;
      this.data = null;
      this.error = messageOf(error);
    }
    this.loading = false;
  }

  clear(): void {
    this.#running?.abort();
    this.data = null;
    this.error = null;
    this.loading = false;
  }
}
