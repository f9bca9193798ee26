// Server-sent events out of a stream that was fetched: `EventSource` cannot say who is logged in.

export type ServerEvent = { name: string; data: string };

/** Takes text in pieces, wherever they are cut, and gives the events that are complete. */
export class EventParser {
  #rest = '';

  feed(text: string): ServerEvent[] {
    const blocks = (this.#rest + text).replaceAll('\r\n', '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.map(eventFrom).filter((event) => event !== null);
  }
}

/** A block of lines; one of comments alone, sent to keep the line open, is no event. */
function eventFrom(block: string): ServerEvent | null {
  const fields = (name: string): string[] =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  const data = fields('data');
  return data.length ? { name: fields('event').at(-1) ?? 'message', data: data.join('\n') } : null;
}

/** The events of a body, until it ends or is aborted. */
export async function* eventsFrom(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = stream.getReader();
  const parser = new EventParser();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
