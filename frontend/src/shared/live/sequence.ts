// Whether an update is the next one of its topic.

export type Verdict = 'next' | 'repeat' | 'gap';

export class Sequences {
  #last = new Map<string, number>();
  /** Topics of which missing updates have been asked for. */
  #asked = new Set<string>();
  /** Topics of which nothing has come yet on this connection. */
  #unheard = new Set<string>();

  /** The last number seen, for `resume`. */
  last(topic: string): number | null {
    return this.#last.get(topic) ?? null;
  }

  /**
   * A new connection may lead to a server that was started anew and counts from 1 again: the
   * first update of each topic is then believed, whatever its number.
   */
  reconnected(): void {
    this.#unheard = new Set(this.#last.keys());
    this.#asked.clear();
  }

  /** A snapshot starts the count anew: what came before it no longer matters. */
  restart(topic: string, seq: number): void {
    this.#last.set(topic, seq);
    this.#asked.delete(topic);
    this.#unheard.delete(topic);
  }

  /**
   * Judges an update. A gap is reported once and the update not counted, because what is missing
   * comes again together with it; when the server no longer has it, the next update counts.
   */
  note(topic: string, seq: number, skipped = 0): Verdict {
    const last = this.#last.get(topic);
    if (last !== undefined && seq <= last) {
      if (!this.#unheard.has(topic)) return 'repeat';
      this.restart(topic, seq);
      return 'next';
    }
    const follows = last === undefined || seq - skipped <= last + 1;
    if (!follows && !this.#asked.has(topic)) {
      this.#asked.add(topic);
      return 'gap';
    }
    this.restart(topic, seq);
    return 'next';
  }

  forget(topic: string): void {
    this.#last.delete(topic);
    this.#asked.delete(topic);
    this.#unheard.delete(topic);
  }
}
