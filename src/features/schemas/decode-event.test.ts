import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LONG } from './byte-cursor.ts';
import { decodeEvent } from './decode-event.ts';
import { encodeEvent } from './encode-event.ts';
import { parseSchema } from './parse-schema.ts';
import { UndecodableEvent } from './undecodable-event.ts';

const v1 = parseSchema({
  type: 'record',
  name: 'Payment',
  namespace: 'shop',
  fields: [
    { name: 'card', type: 'string' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'amount', type: 'long' },
    { name: 'count', type: 'int' },
    { name: 'online', type: 'boolean' },
  ],
});
const v2 = parseSchema({
  type: 'record',
  name: 'Payment',
  namespace: 'shop',
  fields: [
    { name: 'card', type: 'string' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'amount', type: 'double' },
    { name: 'count', type: 'int' },
    { name: 'online', type: 'boolean' },
    { name: 'country', type: 'string', default: 'TH' },
    { name: 'device', type: ['null', 'string'], default: null },
    { name: 'tags', type: { type: 'array', items: 'null' }, default: [] },
  ],
});
const writers = new Map([
  [1, v1],
  [2, v2],
]);
const payment = { card: 'คาร์ด-7', at: 1_790_000_000_123, amount: 5_000_000_000, count: -3, online: true };
const first = () => encodeEvent(payment, { schema: v1, schemaId: 1 });
const faultOf = (bytes: Uint8Array, maxBytes?: number) => {
  try {
    decodeEvent(bytes, { reader: v2, writers, maxBytes });
  } catch (error) {
    if (error instanceof UndecodableEvent) return { reason: error.reason, position: error.position };
    throw error;
  }
  return undefined;
};

test('an event of the first version is read with the defaults of the second', () => {
  expect(decodeEvent(first(), { reader: v2, writers })).toEqual({
    schemaId: 1,
    value: { ...payment, country: 'TH', device: null, tags: [] },
  });
});

test('bytes that stop early are told apart at every length', () => {
  const bytes = first();
  for (let length = 0; length < bytes.length; length++)
    expect(faultOf(bytes.subarray(0, length))).toEqual({ reason: 'truncated', position: length });
});

test('bytes that follow are a fault at the first of them', () => {
  const bytes = first();
  expect(faultOf(Buffer.concat([bytes, Buffer.from([0])]))).toEqual({
    reason: 'trailing-bytes',
    position: bytes.length,
  });
});

test('a foreign first byte, an unknown schema and too many bytes are told apart', () => {
  expect(faultOf(Buffer.from('{"card":1}'))).toEqual({ reason: 'wrong-magic', position: 0 });
  const unknown = first();
  unknown.writeUInt32BE(4_000_000_000, 1);
  expect(faultOf(unknown)).toEqual({ reason: 'unknown-schema', position: 1 });
  expect(faultOf(first(), 10)).toEqual({ reason: 'too-large', position: 10 });
});

/** card "a", at, amount, count, online: each in place of the one of a good event. */
const framed = (at: number[], amount: number[], count: number[], online: number[]) =>
  Buffer.from([0, 0, 0, 0, 1, 2, 0x61, ...at, ...amount, ...count, ...online]);

test('numbers that do not fit are refused and never rounded', () => {
  const wide = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
  expect(faultOf(framed([2], wide, [2], [1]))).toEqual({ reason: 'out-of-range', position: 8 });
  expect(faultOf(framed([2], [...wide.slice(0, 9), 0x80, 1], [2], [1]))).toEqual({
    reason: 'out-of-range',
    position: 8,
  });
  expect(faultOf(framed([2], [2], [0x80, 0x80, 0x80, 0x80, 0x10], [1]))).toEqual({
    reason: 'out-of-range',
    position: 9,
  });
});

test('a number that would be written as another one is not written', () => {
  for (const amount of [MAX_LONG + 1, -MAX_LONG - 2, Number.MAX_SAFE_INTEGER, 0.5])
    expect(() => encodeEvent({ ...payment, amount }, { schema: v1, schemaId: 1 })).toThrow('no event of');
});

test('a boolean that is neither, text that is not UTF-8 and a length below nought are refused', () => {
  expect(faultOf(framed([2], [2], [2], [7]))).toEqual({ reason: 'invalid-boolean', position: 10 });
  expect(faultOf(Buffer.from([0, 0, 0, 0, 1, 2, 0xff, 2, 2, 2, 1]))).toEqual({
    reason: 'invalid-text',
    position: 6,
  });
  expect(faultOf(Buffer.from([0, 0, 0, 0, 1, 1, 2, 2, 2, 1]))).toEqual({
    reason: 'invalid-length',
    position: 5,
  });
});

test('an array that claims millions of nothings is refused at once', () => {
  const bytes = encodeEvent({ ...payment, amount: 1, tags: [] }, { schema: v2, schemaId: 2 });
  const claim = Buffer.concat([bytes.subarray(0, -1), Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0])]);
  expect(faultOf(claim)?.reason).toBe('too-large');
});

test('a schema that contains itself is read to a depth, and no deeper', () => {
  const tree = parseSchema({
    type: 'record',
    name: 'Tree',
    fields: [{ name: 'next', type: ['null', 'Tree'], default: null }],
  });
  const nested = (depth: number) => Buffer.from([0, 0, 0, 0, 9, ...Array<number>(depth).fill(2), 0]);
  const read = (depth: number) => decodeEvent(nested(depth), { reader: tree, writers: new Map([[9, tree]]) });
  expect(read(3).value).toEqual({ next: { next: { next: { next: null } } } });
  expect(() => read(100_000)).toThrow('deeper than 64');
});

test('a writer whose schema cannot be read is named with the field', () => {
  const other = parseSchema({
    type: 'record',
    name: 'Payment',
    namespace: 'shop',
    fields: [{ name: 'card', type: 'long' }],
  });
  const bytes = encodeEvent({ card: 1 }, { schema: other, schemaId: 3 });
  expect(() => decodeEvent(bytes, { reader: v2, writers: new Map([[3, other]]) })).toThrow(
    'field card: a string cannot be read from a long',
  );
});

test('whatever the bytes are, they are read whole or refused with a reason', () => {
  const exact = fc.integer({ min: -MAX_LONG, max: MAX_LONG });
  const anyEvent = fc.record({
    card: fc.string({ unit: 'binary' }),
    at: exact,
    amount: exact,
    count: fc.integer(),
    online: fc.boolean(),
  });
  const spoil = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(anyEvent, spoil, (event, changes) => {
      const bytes = encodeEvent(event, { schema: v1, schemaId: 1 });
      expect(decodeEvent(bytes, { reader: v1, writers }).value).toEqual(event);
      for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
      const fault = faultOf(bytes);
      expect(fault?.position ?? 0).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 2_000 },
  );
});
