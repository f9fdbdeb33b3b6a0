import { expect, test } from 'vitest';
import { FRAMES_TYPE, parseEvents, writeFrames } from './parse-events.ts';

const parse = (body: string | Buffer, type: string, key?: string) =>
  parseEvents(Buffer.from(body), { type, key });

test('JSON Lines are one event a line, whatever stands in it; empty lines are none', () => {
  const events = parse('{"a":1}\n\n  \nbroken\r\n{"b":2}', 'application/x-ndjson; charset=utf-8');
  expect(events.map(each => each.value.toString().trim())).toEqual(['{"a":1}', 'broken', '{"b":2}']);
  expect(events.every(each => each.isJson)).toBe(true);
});

test('frames come out as they went in', () => {
  const frames = [Buffer.from([0, 0, 0, 0, 1, 9]), Buffer.alloc(0), Buffer.alloc(5000, 7)];
  const events = parse(writeFrames(frames), FRAMES_TYPE);
  expect(events.map(each => each.value)).toEqual(frames);
  expect(events.every(each => !each.isJson)).toBe(true);
});

test('a frame that ends behind its request refuses the request and says where it begins', () => {
  const body = writeFrames([Buffer.from('one'), Buffer.from('two')]);
  expect(() => parse(body.subarray(0, body.length - 1), FRAMES_TYPE)).toThrow(/begins at byte 7/);
});

test('an event in JSON may have a key of its own; the others take the request’s', () => {
  const body = JSON.stringify({ events: [{ key: 'own', value: { a: 1 } }, { value: 2 }] });
  expect(parse(body, 'application/json', 'given').map(each => each.key)).toEqual(['own', 'given']);
});

test.each(['[]', 'null', '{"events":{}}', '{'])('%s is no body of events', body => {
  expect(() => parse(body, 'application/json')).toThrow(/body/);
});
