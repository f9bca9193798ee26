import { expect, test } from 'vitest';
import { EventParser, eventsFrom } from './events';

test('events come out whole, wherever the text was cut', () => {
  const text = 'event: progress\ndata: {"done":1}\n\n: still here\n\nevent: end\r\ndata: {"done":2}\r\n\r\n';
  for (const size of [1, 3, 7, text.length]) {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < text.length; at += size) events.push(...parser.feed(text.slice(at, at + size)));
    expect(events).toEqual([
      { name: 'progress', data: '{"done":1}' },
      { name: 'end', data: '{"done":2}' },
    ]);
  }
});

test('an event without a name is a message, and several lines of data are one text', () => {
  expect(new EventParser().feed('data: a\ndata: b\n\n')).toEqual([{ name: 'message', data: 'a\nb' }]);
});

test('what was begun and never ended is no event', async () => {
  const bytes = new TextEncoder().encode('data: whole\n\ndata: cut');
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 9));
      controller.enqueue(bytes.slice(9));
      controller.close();
    },
  });
  const found = [];
  for await (const event of eventsFrom(stream)) found.push(event.data);
  expect(found).toEqual(['whole']);
});
