import { expect, test } from 'vitest';
import { loadPart } from './lazy-part.ts';

test('a part that is asked for while the server is away comes once it is back', async () => {
  let isAway = true;
  const load = () => (isAway ? Promise.reject(new TypeError('failed to fetch')) : Promise.resolve('part'));
  expect(await loadPart(load, async () => void (isAway = false))).toBe('part');
});

test('a part that a server does not have is not waited for', async () => {
  const load = () => Promise.reject(new TypeError('failed to fetch'));
  await expect(loadPart(load, async () => {})).rejects.toThrow('failed to fetch');
});
