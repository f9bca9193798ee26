import { expect, test } from 'vitest';
import type { Socket } from './client';
import { openTicketed } from './ticketed';

const ADDRESS = 'wss://example.com/api/v1/ws';

/** What is connected to, and what it is told. */
function world() {
  const addresses: string[] = [];
  const sent: unknown[] = [];
  const inner: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (data) => void sent.push(data),
    close() {},
  };
  const connect = (address: string): Socket => {
    addresses.push(address);
    return inner;
  };
  return { addresses, sent, inner, connect };
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

test('the ticket goes into the address, and what happens goes through', async () => {
  const { addresses, sent, inner, connect } = world();
  const socket = openTicketed(ADDRESS, async () => 'wt_a+b', connect);
  let opened = 0;
  socket.onopen = () => opened++;
  await settled();
  inner.onopen?.call(inner as WebSocket, new Event('open'));
  socket.send('hello');
  expect(addresses).toEqual([`${ADDRESS}?ticket=wt_a%2Bb`]);
  expect([opened, sent]).toEqual([1, ['hello']]);
});

test('nobody, and somebody whose ticket fails, connect without one', async () => {
  const { addresses, connect } = world();
  openTicketed(ADDRESS, async () => null, connect);
  openTicketed(ADDRESS, () => Promise.reject(new Error('no answer')), connect);
  await settled();
  expect(addresses).toEqual([ADDRESS, ADDRESS]);
});

test('a socket that is closed before its ticket comes is never opened', async () => {
  const { addresses, connect } = world();
  openTicketed(ADDRESS, async () => 'wt_a', connect).close();
  await settled();
  expect(addresses).toEqual([]);
});
