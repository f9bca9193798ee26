// One job, followed while it runs: by server-sent events, and by asking again when they break off.
import { api, body } from '../../shared/api/client';
import { problemFrom } from '../../shared/api/problem';
import type { Job } from '../../shared/api/types';
import { eventsFrom } from '../../shared/live/events';
import { Resource } from '../../shared/load/resource.svelte';
import { hasEnded } from './results';

/** Between the end of a stream that broke off and the next question. */
const PAUSE_MS = 2000;

export class FollowedJob {
  readonly of = new Resource<Job>();
  #running: AbortController | null = null;

  /** Loads the job and follows it to its end; only the last one asked for is followed. */
  async follow(id: string): Promise<void> {
    this.stop();
    const { signal } = (this.#running = new AbortController());
    await this.#ask(id);
    while (this.#goesOn(signal)) {
      await this.#listen(id, signal).catch(() => {});
      if (!this.#goesOn(signal)) break;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
      if (!signal.aborted) await this.#ask(id);
    }
    // The last event may come without what came out.
    const job = this.of.data;
    if (!signal.aborted && job?.state === 'done' && !job.result) await this.#ask(id);
  }

  stop(): void {
    this.#running?.abort();
  }

  #goesOn(signal: AbortSignal): boolean {
    return !signal.aborted && this.of.data !== null && !hasEnded(this.of.data);
  }

  #ask(id: string): Promise<void> {
    const params = { path: { id } };
    return this.of.load((signal): Promise<Job> => body(api.GET('/api/v1/backtest/jobs/{id}', { params, signal })));
  }

  async #listen(id: string, signal: AbortSignal): Promise<void> {
    const params = { path: { id } };
    const { data, error, response } = await api.GET('/api/v1/backtest/jobs/{id}/events', { params, signal, parseAs: 'stream' });
    if (!data) throw problemFrom(response, error);
    for await (const event of eventsFrom(data as ReadableStream<Uint8Array>)) {
      if (signal.aborted) return;
      if (event.name === 'progress' || event.name === 'end') this.of.data = JSON.parse(event.data) as Job;
      if (event.name === 'end') return;
    }
  }
}
