import { expect, test } from 'vitest';
import { createEventParser } from './parse-event-stream.ts';
import type { StreamEvent } from './parse-event-stream.ts';

const stream =
  ': hello\n\nid: 1\nevent: run\ndata: {"a":1}\n\nid: 2\r\nevent: text-delta\r\ndata: one\r\ndata: two\r\n\r\n: beat\n\ndata:x\n\n';
const expected: StreamEvent[] = [
  { id: '1', type: 'run', data: '{"a":1}' },
  { id: '2', type: 'text-delta', data: 'one\ntwo' },
  { id: null, type: 'message', data: 'x' },
];

function parse(pieces: string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const feed = createEventParser(event => events.push(event));
  for (const piece of pieces) feed(piece);
  return events;
}

test('events come out whole, heartbeats do not', () => {
  expect(parse([stream])).toEqual(expected);
});

test('however the network cuts the stream, the same events come out', () => {
  for (let size = 1; size <= stream.length; size++) {
    const pieces = stream.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g'))!;
    expect(parse(pieces), `in pieces of ${size}`).toEqual(expected);
  }
});

test('an event that was not finished is not delivered', () => {
  expect(parse(['id: 3\ndata: half'])).toEqual([]);
});
