import { expect, test } from 'vitest';
import { createApiKeySecret, hintOf, isApiKeySecret } from './api-key-secret.ts';

test('every key is another one, of the same shape', () => {
  const keys = Array.from({ length: 1000 }, createApiKeySecret);
  expect(new Set(keys).size).toBe(1000);
  for (const key of keys) expect(key).toMatch(/^qk_[0-9A-Za-z]{49}$/);
  expect(keys.every(isApiKeySecret)).toBe(true);
});

test('one mistyped character is noticed', () => {
  const key = createApiKeySecret();
  for (let at = 3; at < key.length; at++) {
    const typo = key.slice(0, at) + (key[at] === 'x' ? 'y' : 'x') + key.slice(at + 1);
    expect(isApiKeySecret(typo)).toBe(false);
  }
});

test.each(['', 'qk_', 'sk_abc', `${createApiKeySecret()}0`, ` ${createApiKeySecret()}`])(
  'noise (%j) is no key',
  noise => {
    expect(isApiKeySecret(noise)).toBe(false);
  },
);

test('a hint shows four characters of the secret and no more', () => {
  const key = createApiKeySecret();
  expect(hintOf(key)).toBe(`${key.slice(0, 7)}…`);
});
