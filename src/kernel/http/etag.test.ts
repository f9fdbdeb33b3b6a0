import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { VersionRequired } from '../errors/common-errors.ts';
import { etagOf, readIfMatch, requireIfMatch } from './etag.ts';

const requestWith = (tag?: string) => ({ headers: { 'if-match': tag } }) as unknown as FastifyRequest;

test('the tag of a version brings the version back', () => {
  expect(requireIfMatch(requestWith(etagOf(7)))).toBe(7);
});

test('a star means any version', () => {
  expect(requireIfMatch(requestWith('*'))).toBeUndefined();
});

test('without a tag a required version is missing, an optional one is any', () => {
  expect(() => requireIfMatch(requestWith())).toThrow(VersionRequired);
  expect(readIfMatch(requestWith())).toBeUndefined();
});

test.each(['W/"7"', '7', '"07"', '"seven"', '"7", "8"', '"-1"', '"99999999999999999999"', ''])(
  'a tag we never gave (%s) matches no version',
  tag => {
    expect(requireIfMatch(requestWith(tag))).toBe(0);
  },
);
