// A WebSocket that shows who is logged in. A browser cannot set its headers, so a ticket that
// is good for one connection goes into its address.
import type { Socket } from './client';

/** Opens a socket once `ticket` has answered; without a ticket (null) it opens as nobody. */
export function openTicketed(
  address: string,
  ticket: () => Promise<string | null>,
  connect: (address: string) => Socket,
): Socket {
  let inner: Socket | null = null;
  let closed = false;
  const outer: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (data) => inner?.send(data),
    close() {
      closed = true;
      inner?.close();
    },
  };
  const begin = (text: string | null): void => {
    if (closed) return;
    inner = connect(text ? `${address}?ticket=${encodeURIComponent(text)}` : address);
    inner.onopen = outer.onopen;
    inner.onmessage = outer.onmessage;
    inner.onclose = outer.onclose;
  };
  // A ticket that cannot be had must not take the open topics away; the server has the last word.
  void ticket().then(begin, () => begin(null));
  return outer;
}
