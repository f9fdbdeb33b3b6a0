import { expect, test } from 'vitest';
import { InvalidCursor, createCursorSigner } from './cursor.ts';

const cursors = createCursorSigner('secret');
const position = ['2026-11-22T06:00:00.123Z', '01a201f4-4b54-7783-9713-9ee0c7e4689c'];

test('a cursor brings its position back', () => {
  expect(cursors.decodeCursor('a', cursors.encodeCursor('a', position))).toEqual(position);
});

test('a cursor is refused in another list', () => {
  expect(() => cursors.decodeCursor('b', cursors.encodeCursor('a', position))).toThrow(InvalidCursor);
});

test('a cursor signed with another secret is refused', () => {
  const foreign = createCursorSigner('other').encodeCursor('a', position);
  expect(() => cursors.decodeCursor('a', foreign)).toThrow(InvalidCursor);
});

test('a cursor with any bit turned over is refused', () => {
  const genuine = Buffer.from(cursors.encodeCursor('a', [1]), 'base64url');
  for (let bit = 0; bit < genuine.length * 8; bit++) {
    const altered = Buffer.from(genuine);
    altered[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => cursors.decodeCursor('a', altered.toString('base64url'))).toThrow(InvalidCursor);
  }
});

test.each(['', 'x', '%%%', 'null', 'W10', 'a'.repeat(2000)])('noise (%j) is refused', noise => {
  expect(() => cursors.decodeCursor('a', noise)).toThrow(InvalidCursor);
});
