// Whether an update is the next one of its topic.

export type Verdict = 'next' | 'repeat' | 'gap';

export class Sequences {
  #last = new Map<string, number>();

  /** The last number seen, for `resume`. */
  last(topic: string): number | null {
    return this.#last.get(topic) ?? null;
  }

  /** A snapshot starts the count anew: what came before it no longer matters. */
  restart(topic: string, seq: number): void {
    this.#last.set(topic, seq);
  }

  /** Judges an update and takes note of it, unless it is older than what was seen. */
  note(topic: string, seq: number, skipped = 0): Verdict {
    const last = this.#last.get(topic);
    if (last !== undefined && seq <= last) return 'repeat';
    this.#last.set(topic, seq);
    return last === undefined || seq - skipped === last + 1 ? 'next' : 'gap';
  }

  forget(topic: string): void {
    this.#last.delete(topic);
  }
}
