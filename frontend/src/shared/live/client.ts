// The WebSocket connection: keeps the subscriptions, notices gaps and silence, comes back when lost.
// It knows nothing of the page; what it needs from the browser is passed in.
import { waitBefore } from './backoff';
import { decode, type ClientMessage, type ServerMessage } from './messages';
import { Sequences } from './sequence';

export type LiveStatus =
  | { state: 'connecting' }
  | { state: 'live' }
  /** Lost; the next attempt starts in `waitMs`. */
  | { state: 'waiting'; waitMs: number; attempt: number }
  | { state: 'closed' };

/** The part of a `WebSocket` that is used. */
export type Socket = Pick<WebSocket, 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'>;

export type Surroundings = {
  open(): Socket;
  /** Runs `action` after `ms` and answers how to call it off. */
  after(ms: number, action: () => void): () => void;
  chance(): number;
  onStatus(status: LiveStatus): void;
  onMessage(message: ServerMessage): void;
};

/** The server pings every 20 s; two missed in a row mean that the line is dead. */
const SILENCE_MS = 45_000;

export class LiveClient {
  #socket: Socket | null = null;
  #topics = new Set<string>();
  #sequences = new Sequences();
  #attempt = 0;
  #open = false;
  #stopRetry: (() => void) | null = null;
  #stopWatch: (() => void) | null = null;

  constructor(private readonly around: Surroundings) {}

  connect(): void {
    this.#stopRetry?.();
    this.#stopRetry = null;
    if (this.#socket) return;
    this.around.onStatus({ state: 'connecting' });
    const socket = this.around.open();
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => typeof data === 'string' && this.#received(data);
    socket.onclose = () => this.#lost(socket);
    this.#watch();
  }

  /** Makes the subscriptions equal to `topics`. */
  follow(topics: Iterable<string>): void {
    const wanted = new Set(topics);
    const added = [...wanted].filter((topic) => !this.#topics.has(topic));
    const dropped = [...this.#topics].filter((topic) => !wanted.has(topic));
    this.#topics = wanted;
    dropped.forEach((topic) => this.#sequences.forget(topic));
    if (dropped.length) this.#send({ action: 'unsubscribe', topics: dropped });
    if (added.length) this.#send({ action: 'subscribe', topics: added });
  }

  close(): void {
    this.#stopRetry?.();
    this.#drop();
    this.around.onStatus({ state: 'closed' });
  }

  #opened(): void {
    this.#open = true;
    this.#attempt = 0;
    this.around.onStatus({ state: 'live' });
    this.#sequences.reconnected();
    const isKnown = (topic: string): boolean => this.#sequences.last(topic) !== null;
    const fresh = [...this.#topics].filter((topic) => !isKnown(topic));
    if (fresh.length) this.#send({ action: 'subscribe', topics: fresh });
    // To resume is to subscribe, and to get first what was missed.
    [...this.#topics].filter(isKnown).forEach((topic) => this.#resume(topic));
  }

  #received(text: string): void {
    this.#watch();
    const message = decode(text);
    if (!message) return;
    if (message.type === 'snapshot') this.#sequences.restart(message.topic, message.seq);
    if (message.type === 'price' && !this.#inOrder(message)) return;
    this.around.onMessage(message);
  }

  /** True for the next of its topic. On a gap, what is missing is asked for and comes in order. */
  #inOrder({ topic, seq, skipped }: { topic: string; seq: number; skipped?: number }): boolean {
    const verdict = this.#sequences.note(topic, seq, skipped);
    if (verdict === 'gap') this.#resume(topic);
    return verdict === 'next';
  }

  #resume(topic: string): void {
    const seq = this.#sequences.last(topic);
    if (seq !== null) this.#send({ action: 'resume', topic, seq });
  }

  #lost(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#drop();
    const attempt = this.#attempt++;
    const waitMs = waitBefore(attempt, this.around.chance());
    this.around.onStatus({ state: 'waiting', waitMs, attempt: attempt + 1 });
    this.#stopRetry = this.around.after(waitMs, () => this.connect());
  }

  #watch(): void {
    this.#stopWatch?.();
    const socket = this.#socket;
    this.#stopWatch = this.around.after(SILENCE_MS, () => socket && this.#lost(socket));
  }

  #drop(): void {
    this.#stopWatch?.();
    const socket = this.#socket;
    this.#socket = null;
    this.#open = false;
    socket?.close();
  }

  #send(message: ClientMessage): void {
    if (this.#open) this.#socket?.send(JSON.stringify(message));
  }
}
