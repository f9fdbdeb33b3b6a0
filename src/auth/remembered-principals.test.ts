import { expect, test } from 'vitest';
import type { Principal } from './principal.ts';
import { RememberedPrincipals } from './remembered-principals.ts';

const ada: Principal = {
  tenantId: 'a',
  userId: 'ada',
  role: 'owner',
  scopes: [],
  credential: { kind: 'api-key', id: 'k' },
};
const secretHash = Buffer.from('hash');

function remember() {
  const clock = { ms: 0, now: () => new Date(0), elapsedMs: () => clock.ms };
  const looks: Principal[] = [];
  const principals = new RememberedPrincipals(clock);
  const find = () => principals.find(secretHash, async () => (looks.push(ada), ada));
  return { clock, looks, principals, find };
}

test('who was just looked up is known for a second, and then looked up again', async () => {
  const { clock, looks, find } = remember();
  expect(await find()).toBe(ada);
  clock.ms = 999;
  expect(await find()).toBe(ada);
  expect(looks).toHaveLength(1);
  clock.ms = 1_000;
  await find();
  expect(looks).toHaveLength(2);
});

test('what was revoked here is looked up at once', async () => {
  const { looks, principals, find } = remember();
  await find();
  principals.forget();
  await find();
  expect(looks).toHaveLength(2);
});

test('a look that began before a revocation is not remembered after it', async () => {
  const { principals, looks, find } = remember();
  const looked = Promise.withResolvers<Principal>();
  const before = principals.find(secretHash, () => looked.promise);
  principals.forget();
  looked.resolve(ada);
  await before;
  await find();
  expect(looks).toHaveLength(1);
});

test('a secret that nobody has is asked for each time', async () => {
  const { principals } = remember();
  let looks = 0;
  const find = () => principals.find(secretHash, async () => void looks++);
  expect([await find(), await find()]).toEqual([undefined, undefined]);
  expect(looks).toBe(2);
});
