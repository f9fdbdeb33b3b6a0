import { expect, test } from 'vitest';
import { ByteCache } from './byte-cache.ts';

test('what was used longest ago makes room', () => {
  const cache = new ByteCache(10);
  cache.set('a', Buffer.alloc(4));
  cache.set('b', Buffer.alloc(4));
  expect(cache.get('a')).toHaveLength(4);
  cache.set('c', Buffer.alloc(4));
  expect(cache.get('b')).toBeUndefined();
  expect(cache.get('a')).toHaveLength(4);
  expect(cache.get('c')).toHaveLength(4);
});

test('what is larger than the whole cache is not kept and drives nothing out', () => {
  const cache = new ByteCache(10);
  cache.set('a', Buffer.alloc(10));
  cache.set('b', Buffer.alloc(11));
  expect(cache.get('a')).toHaveLength(10);
  expect(cache.get('b')).toBeUndefined();
});
