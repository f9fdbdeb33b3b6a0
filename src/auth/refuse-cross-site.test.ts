import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { refuseCrossSite, refuseForeignOrigin } from './refuse-cross-site.ts';

const request = (headers: Record<string, string>, method = 'POST') =>
  ({ method, headers: { host: 'quarry.example:8008', ...headers } }) as unknown as FastifyRequest;

const own: Record<string, string>[] = [
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
  { origin: 'http://quarry.example:8008' },
  { origin: 'https://quarry.example:8008' },
];

const foreign: Record<string, string>[] = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', origin: 'http://quarry.example:8008' },
  { origin: 'http://quarry.example' },
  { origin: 'http://evil.example' },
  { origin: 'http://quarry.example:8008.evil.example' },
  { origin: 'null' },
];

test.each(own)('a change from our own page (%j) passes', headers => {
  expect(() => refuseCrossSite(request(headers))).not.toThrow();
});

test.each(foreign)('a change from elsewhere (%j) does not', headers => {
  expect(() => refuseCrossSite(request(headers))).toThrow('not sent by the page');
});

test('a change that does not say where it comes from does not pass with a cookie', () => {
  expect(() => refuseCrossSite(request({}))).toThrow('not sent by the page');
});

test('reading is nobody’s concern', () => {
  expect(() => refuseCrossSite(request({ 'sec-fetch-site': 'cross-site' }, 'GET'))).not.toThrow();
});

test('programs may sign in, foreign pages may not', async () => {
  await expect(refuseForeignOrigin(request({}))).resolves.toBeUndefined();
  await expect(refuseForeignOrigin(request({ origin: 'http://evil.example' }))).rejects.toThrow(
    'not sent by',
  );
});
