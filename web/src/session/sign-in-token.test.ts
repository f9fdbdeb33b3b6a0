import { expect, test } from 'vitest';
import { readSignInToken } from './sign-in-token.ts';

test('the token is read from a sign-in link', () => {
  expect(readSignInToken('http://127.0.0.1:8008/sign-in#token=abc-DEF_123')).toBe('abc-DEF_123');
});

test('an address without a token is not a sign-in link', () => {
  expect(readSignInToken('http://127.0.0.1:8008/sign-in')).toBeNull();
  expect(readSignInToken('http://127.0.0.1:8008/sign-in#token=')).toBeNull();
  expect(readSignInToken('http://127.0.0.1:8008/sign-in?token=abc#top')).toBeNull();
});
