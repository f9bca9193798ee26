import { expect, test } from 'vitest';
import { LiveClient, type LiveStatus, type Socket } from './client';
import type { ClientMessage, ServerMessage } from './messages';

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: ClientMessage[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** A client in a world where time passes only when the test says so. */
function world() {
  const sockets: FakeSocket[] = [];
  const statuses: LiveStatus[] = [];
  const messages: ServerMessage[] = [];
  const timers = new Map<number, { ms: number; action: () => void }>();
  let next = 0;
  const client = new LiveClient({
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as unknown as Socket;
    },
    after: (ms, action) => {
      const id = next++;
      timers.set(id, { ms, action });
      return () => timers.delete(id);
    },
    chance: () => 0,
    onStatus: (status) => statuses.push(status),
    onMessage: (message) => messages.push(message),
  });
  const pass = (ms: number): void => {
    for (const [id, timer] of [...timers]) {
      if (timer.ms > ms || !timers.delete(id)) continue;
      timer.action();
    }
  };
  const socket = (): FakeSocket => sockets.at(-1) ?? new FakeSocket();
  return { client, sockets, statuses, messages, pass, socket };
}

const price = (seq: number, more: object = {}) => ({
  type: 'price',
  topic: 'prices:AAPL',
  seq,
  data: { symbol: 'AAPL', price: 100 + seq },
  ...more,
});

function connected() {
  const here = world();
  here.client.connect();
  here.client.follow(['prices:AAPL']);
  here.socket().onopen?.();
  return here;
}

test('subscriptions made before the connection is open are sent when it opens', () => {
  const { socket, statuses } = connected();
  expect(socket().sent).toEqual([{ action: 'subscribe', topics: ['prices:AAPL'] }]);
  expect(statuses.map(({ state }) => state)).toEqual(['connecting', 'live']);
});

test('following other topics sends only the difference', () => {
  const { client, socket } = connected();
  client.follow(['prices:AAPL', 'prices:MSFT']);
  client.follow(['prices:MSFT']);
  expect(socket().sent.slice(1)).toEqual([
    { action: 'subscribe', topics: ['prices:MSFT'] },
    { action: 'unsubscribe', topics: ['prices:AAPL'] },
  ]);
});

test('after a gap what is missing is asked for and shown in order', () => {
  const { socket, messages } = connected();
  for (const seq of [1, 4]) socket().says(price(seq));
  expect(socket().sent.at(-1)).toEqual({ action: 'resume', topic: 'prices:AAPL', seq: 1 });
  for (const seq of [2, 3, 4, 5]) socket().says(price(seq));
  expect(messages.map((message) => 'seq' in message && message.seq)).toEqual([1, 2, 3, 4, 5]);
});

test('when what is missing is gone for good, the news are shown again', () => {
  const { socket, messages } = connected();
  for (const seq of [1, 400, 401]) socket().says(price(seq));
  expect(messages.map((message) => 'seq' in message && message.seq)).toEqual([1, 401]);
  expect(socket().sent.filter(({ action }) => action === 'resume')).toHaveLength(1);
});

test('updates that the server skipped on purpose are no gap', () => {
  const { socket } = connected();
  socket().says(price(1));
  socket().says(price(4, { skipped: 2 }));
  expect(socket().sent).toHaveLength(1);
});

test('what was seen before is not shown twice', () => {
  const { socket, messages } = connected();
  socket().says(price(2));
  socket().says(price(2));
  socket().says(price(1));
  expect(messages).toHaveLength(1);
});

test('a lost connection comes back after a growing wait and resumes where it was', () => {
  const { socket, sockets, statuses, pass } = connected();
  socket().says(price(9));
  socket().onclose?.();
  expect(statuses.at(-1)).toEqual({ state: 'waiting', waitMs: 250, attempt: 1 });
  pass(250);
  socket().onclose?.();
  expect(statuses.at(-1)).toEqual({ state: 'waiting', waitMs: 500, attempt: 2 });
  pass(500);
  socket().onopen?.();
  expect(sockets).toHaveLength(3);
  expect(socket().sent).toEqual([{ action: 'resume', topic: 'prices:AAPL', seq: 9 }]);
});

test('a server that was started anew and counts from 1 is believed', () => {
  const { socket, messages, pass } = connected();
  socket().says(price(900));
  socket().onclose?.();
  pass(250);
  socket().onopen?.();
  for (const seq of [1, 2, 2, 1, 3]) socket().says(price(seq));
  expect(messages.map((message) => 'seq' in message && message.seq)).toEqual([900, 1, 2, 3]);
});

test('a snapshot after a restart of the server starts the count anew', () => {
  const { socket, messages } = connected();
  socket().says(price(900));
  socket().says({ ...price(0), type: 'snapshot' });
  socket().says(price(1));
  expect(messages.map(({ type }) => type)).toEqual(['price', 'snapshot', 'price']);
});

test('a connection that falls silent is given up and replaced', () => {
  const { sockets, statuses, pass } = connected();
  pass(45_000);
  expect(sockets[0]?.closed).toBe(true);
  expect(statuses.at(-1)?.state).toBe('waiting');
});

test('the late close of a socket that was given up does not disturb its successor', () => {
  const { sockets, statuses, pass, socket } = connected();
  pass(45_000);
  pass(250);
  socket().onopen?.();
  sockets[0]?.onclose?.();
  expect(statuses.at(-1)?.state).toBe('live');
});

test('closing ends the attempts', () => {
  const { client, sockets, socket, pass } = connected();
  socket().onclose?.();
  client.close();
  pass(60_000);
  expect(sockets).toHaveLength(1);
});

test('frames that are not understood are passed over', () => {
  const { socket, messages } = connected();
  socket().onmessage?.({ data: 'not json' });
  socket().says({ type: 'weather' });
  socket().says({ type: 'price', topic: 'prices:AAPL', seq: 'one', data: {} });
  expect(messages).toEqual([]);
});
