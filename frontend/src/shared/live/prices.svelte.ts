// The prices of now: loaded once over REST, then moved by the WebSocket.
import { api, body } from '../api/client';
import { messageOf, problemFrom } from '../api/problem';
import type { Quote, QuoteError } from '../api/types';
import { session } from '../session/session.svelte';
import { LiveClient, type LiveStatus } from './client';
import { priceTopic, type ServerMessage } from './messages';
import { openTicketed } from './ticketed';

/** While the WebSocket is away, prices are asked for this often. */
export const POLL_MS = 20_000;
/** Attempts in a row that fail before the server is asked whether it has a WebSocket at all. */
const DOUBT_AFTER = 2;

const SOCKET_PATH = '/api/v1/ws';

class Prices {
  quotes = $state.raw<ReadonlyMap<string, Quote>>(new Map());
  /** Symbols without a price, and why. */
  refused = $state.raw<QuoteError[]>([]);
  /** `off`: this server has no WebSocket; `reason` is what it says about that. */
  status = $state.raw<LiveStatus | { state: 'off'; reason: string }>({ state: 'connecting' });
  error = $state<string | null>(null);
  loading = $state(true);

  #followed: string[] = [];
  /** Symbols that are being asked for at this moment. */
  #adding = new Set<string>();
  #client = new LiveClient({
    open: () => openTicketed(socketAddress(), ticket, (address) => new WebSocket(address)),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
    chance: Math.random,
    onStatus: (status) => this.#note(status),
    onMessage: (message) => this.#take(message),
  });

  /** Loads the default watchlist and connects; answers how to end it. */
  start(): () => void {
    void this.refresh();
    this.#client.connect();
    const poll = setInterval(() => this.status.state !== 'live' && void this.refresh(), POLL_MS);
    const online = (): void => this.#client.connect();
    addEventListener('online', online);
    return () => {
      clearInterval(poll);
      removeEventListener('online', online);
      this.#client.close();
    };
  }

  /** Connects at once instead of waiting for the next attempt. */
  retry(): void {
    this.refused = [];
    void this.refresh();
    this.#client.connect();
  }

  /** Adds a symbol that the watchlist does not hold. */
  async add(symbol: string): Promise<void> {
    if (this.quotes.has(symbol) || this.#adding.has(symbol)) return;
    if (this.refused.some((entry) => entry.symbol === symbol)) return;
    this.#adding.add(symbol);
    await this.#fetch([symbol]);
    this.#adding.delete(symbol);
  }

  refresh(): Promise<void> {
    return this.#fetch([...this.quotes.keys()]);
  }

  async #fetch(symbols: string[]): Promise<void> {
    try {
      const query = symbols.length ? { symbols: symbols.join(',') } : {};
      const batch = await body(api.GET('/api/v1/data/quotes', { params: { query } }));
      this.#merge(batch.quotes);
      const answered = new Set(batch.quotes.map((quote) => quote.symbol));
      this.refused = this.refused.filter((entry) => !answered.has(entry.symbol));
      batch.errors.forEach((entry) => this.#refuse(entry));
      this.error = null;
    } catch (error) {
      const only = symbols.length === 1 ? symbols[0] : undefined;
      const isNew = only !== undefined && !this.quotes.has(only);
      if (isNew) this.#refuse({ symbol: only, code: 'unknown', detail: messageOf(error) });
      else this.error = messageOf(error);
    } finally {
      this.loading = false;
    }
  }

  #refuse(entry: QuoteError): void {
    const others = this.refused.filter(({ symbol }) => symbol !== entry.symbol);
    this.refused = [...others, entry];
  }

  #merge(quotes: Quote[]): void {
    const merged = new Map(this.quotes);
    for (const quote of quotes) merged.set(quote.symbol, quote);
    this.quotes = merged;
    const symbols = [...merged.keys()];
    if (symbols.length === this.#followed.length) return;
    this.#followed = symbols;
    this.#client.follow(symbols.map(priceTopic));
  }

  #note(status: LiveStatus): void {
    this.status = status;
    if (status.state === 'waiting' && status.attempt === DOUBT_AFTER) void this.#askWhetherOff();
  }

  /** A browser does not say why a WebSocket was refused; a plain request to its address does. */
  async #askWhetherOff(): Promise<void> {
    const response = await fetch(SOCKET_PATH).catch(() => null);
    if (response?.status !== 404) return;
    const problem = problemFrom(response, await response.json().catch(() => null));
    this.#client.close();
    this.status = { state: 'off', reason: messageOf(problem) };
  }

  #take(message: ServerMessage): void {
    if (message.type === 'price' || message.type === 'snapshot') this.#merge([message.data]);
    if (message.type === 'error' && message.detail) this.error = message.detail;
    if (message.type === 'subscribed') this.error = null;
  }
}

/** A ticket for who is logged in. Nobody asks for none: the server would ask for a login. */
async function ticket(): Promise<string | null> {
  if (!session.loggedIn) return null;
  return (await body(api.POST('/api/v1/auth/ws-ticket'))).ticket;
}

function socketAddress(): string {
  const { protocol, host } = location;
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${SOCKET_PATH}`;
}

export const prices = new Prices();
