import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { Claim } from '#kernel/idempotency/claim.ts';
import { createId } from '#kernel/ids.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let user: TestUser;
/** What the route does with the claim of its request. */
let act: (claim: Claim) => Promise<void>;
let count = 0;

beforeAll(async () => {
  api = await openTestApi(
    (app, { db }) =>
      void app.post('/acts', { config: { permission: 'self' } }, (request, reply) =>
        actOnce(request, reply, {
          db,
          tenantId: user.tenantId,
          userId: user.userId,
          body: null,
          act: async claim => {
            await act(claim!);
            return { done: true };
          },
          replay: async () => ({ done: true }),
        }),
      ),
  );
});
afterAll(() => api[Symbol.asyncDispose]());
beforeEach(async () => {
  user = await api.signUp(`tenant ${++count}`);
});

const post = (key: string) => user.call('POST', '/acts', undefined, { 'idempotency-key': key });

const leaseEnds = async (): Promise<number> => {
  const { rows } = await withTransaction(api.db, user, tx =>
    sql<{ ends: Date }>`select lease_expires_at as ends from idempotency_keys`.execute(tx),
  );
  return rows[0]?.ends.getTime() ?? 0;
};

test('a request that takes long keeps its key, and one that fell silent loses it within seconds', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  act = () => released;
  const first = post('one');
  await expect.poll(leaseEnds).toBeGreaterThan(0);
  const before = await leaseEnds();
  expect(before - Date.now()).toBeLessThan(15_000);
  await expect.poll(leaseEnds).toBeGreaterThan(before);
  expect((await post('one')).statusCode).toBe(409);
  release();
  expect((await first).statusCode).toBe(200);
});

test('a request whose effect was rolled back gives its key back at once', async () => {
  act = claim =>
    withTransaction(api.db, user, async tx => {
      await claim.finish(tx, createId());
      throw new Error('the database went away');
    });
  expect((await post('two')).statusCode).toBe(500);
  act = async () => {};
  const again = await post('two');
  expect(again.statusCode).toBe(200);
  expect(again.headers).not.toHaveProperty('idempotent-replayed');
});

test('a request that fails behind its effect keeps its key for what it did', async () => {
  act = async claim => {
    await withTransaction(api.db, user, tx => claim.finish(tx, createId()));
    throw new Error('the reply was lost');
  };
  expect((await post('three')).statusCode).toBe(500);
  act = () => Promise.reject(new Error('it would be done twice'));
  const again = await post('three');
  expect(again.statusCode).toBe(200);
  expect(again.headers['idempotent-replayed']).toBe('true');
});
