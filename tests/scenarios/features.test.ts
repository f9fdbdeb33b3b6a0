import { expect, test } from 'vitest';
import { cardPayments, transactionsV1 } from '#features/definitions/examples/card-payments.ts';
import { clickstream } from '#features/definitions/examples/clickstream.ts';
import { FRAMES_TYPE, writeFrames } from '#features/events/parse-events.ts';
import { encodeEvent } from '#features/schemas/encode-event.ts';
import { parseSchema } from '#features/schemas/parse-schema.ts';
import { registerSchema } from '#features/schemas/schema-registry.ts';
import { makePayment } from '#tests/support/features/make-payment.ts';
import { openFeatureApi, untilCaughtUp } from '#tests/support/open-feature-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

const LINES = { 'content-type': 'application/x-ndjson' };

const send = (user: TestUser, events: object[], topic = 'transactions') =>
  user.call('POST', `/topics/${topic}/events`, events.map(each => JSON.stringify(each)).join('\n'), LINES);

const apply = (user: TestUser, groups: object[]) => user.call('POST', '/feature-groups/apply', { groups });

async function featuresOf(user: TestUser, entity: string, query = '', view = 'card-payments') {
  const reply = await user.call('GET', `/features/${view}/${entity}${query}`);
  if (reply.statusCode !== 200) throw new Error(reply.body);
  return reply.json<{ features: Record<string, unknown> }>().features;
}

test('payments that are sent are features a moment later', async () => {
  await using api = await openFeatureApi();
  const user = await api.signUp('one');
  expect((await apply(user, [cardPayments, clickstream])).json()).toMatchObject({
    groups: [{ action: 'create' }, { action: 'create' }],
  });
  await using _streams = await api.stream();
  const sent = await send(user, [
    makePayment('a'),
    makePayment('b', { amount_minor: 300, country: 'FR' }),
    makePayment('a'),
  ]);
  expect(sent.statusCode).toBe(202);
  const [group] = await untilCaughtUp(user);
  expect(group).toMatchObject({ processed: 3, duplicate: 1, late: 0, dead: 0, state: 'running' });
  expect(await featuresOf(user, 'card-1')).toMatchObject({
    payments_24h: 2,
    amount_sum_1h: 400,
    countries_5m: 2,
  });
  expect(await featuresOf(user, 'nobody')).toMatchObject({ payments_24h: 0, amount_mean_24h: null });
  const batch = await user.call('POST', '/features/card-payments', {
    entities: ['card-1', 'nobody'],
    features: ['payments_24h'],
  });
  expect(batch.json()).toMatchObject({
    vectors: [
      { entity: 'card-1', features: { payments_24h: 2 } },
      { entity: 'nobody', features: { payments_24h: 0 } },
    ],
  });
});

test('an answer as of a moment knows nothing of what happened at it or after', async () => {
  await using api = await openFeatureApi();
  const user = await api.signUp('one');
  await apply(user, [cardPayments]);
  await using _streams = await api.stream();
  const second = Math.floor(Date.now() / 1000) * 1000 - 60_000;
  await send(user, [
    makePayment('a', { occurred_at: second - 1 }),
    makePayment('b', { occurred_at: second }),
    makePayment('c', { occurred_at: second + 30_000 }),
  ]);
  await untilCaughtUp(user);
  const asof = (ms: number) => featuresOf(user, 'card-1', `?asof=${new Date(ms).toISOString()}`);
  expect((await asof(second))['payments_1h']).toBe(1);
  expect((await asof(second + 999))['payments_1h']).toBe(1);
  expect((await asof(second + 1_000))['payments_1h']).toBe(2);
  expect((await asof(second - 1_000))['payments_1h']).toBe(0);
});

test('binary events of an older schema are counted, and bytes that are no event are kept as they came', async () => {
  await using api = await openFeatureApi();
  const user = await api.signUp('one');
  await apply(user, [cardPayments]);
  await using _streams = await api.stream();
  const text = JSON.stringify(transactionsV1);
  const subject = 'transactions-value';
  const schemaId = await registerSchema(api.db, { tenantId: user.tenantId, subject, text });
  const good = encodeEvent(makePayment('a'), { schema: parseSchema(transactionsV1), schemaId });
  const unknown = Buffer.from(good);
  unknown.writeUInt32BE(schemaId + 500, 1);
  const frames = [good, good.subarray(0, good.length - 2), Buffer.concat([good, Buffer.from([7])]), unknown];
  const sent = await user.call('POST', '/topics/transactions/events', writeFrames(frames), {
    'content-type': FRAMES_TYPE,
  });
  expect(sent.json()).toMatchObject({ accepted: 4 });
  expect((await untilCaughtUp(user))[0]).toMatchObject({ processed: 4, dead: 3 });
  expect(await featuresOf(user, 'card-1')).toMatchObject({ payments_24h: 1, not_present_share_24h: 0 });
  const { items } = (await user.call('GET', '/topics/transactions/dead-letters')).json<{
    items: { reason: string; value_base64: string }[];
  }>();
  expect(items.map(each => each.reason).toSorted()).toEqual([
    'trailing-bytes',
    'truncated',
    'unknown-schema',
  ]);
  expect(items.map(each => each.value_base64)).toContain(unknown.toString('base64'));
  const again = await user.call('POST', '/topics/transactions/dead-letters/replay');
  expect(again.json()).toEqual({ replayed: 3 });
  expect((await untilCaughtUp(user))[0]).toMatchObject({ processed: 7, dead: 6 });
});

test('what comes too late is kept apart, and a group that is computed again ends the same', async () => {
  await using api = await openFeatureApi();
  const user = await api.signUp('one');
  await apply(user, [cardPayments]);
  const late = { occurred_at: Date.now() - 20 * 60_000 };
  const keyed = (events: object[]) =>
    user.call('POST', '/topics/transactions/events', { events: events.map(value => ({ key: 'k', value })) });
  await keyed([makePayment('a'), makePayment('b', late)]);
  await using _streams = await api.stream();
  expect((await untilCaughtUp(user))[0]).toMatchObject({ processed: 2, late: 1 });
  const { items } = (await user.call('GET', '/topics/transactions/late-events')).json<{ items: object[] }>();
  expect(items).toMatchObject([{ group: 'card-payments@1', reason: 'late' }]);
  const before = await featuresOf(user, 'card-1', '?features=payments_24h,amount_sum_24h');
  expect((await user.call('POST', '/feature-groups/card-payments/backfill')).statusCode).toBe(202);
  expect((await untilCaughtUp(user))[0]).toMatchObject({ processed: 2, late: 1 });
  expect(await featuresOf(user, 'card-1', '?features=payments_24h,amount_sum_24h')).toEqual(before);
});

test('a version is never changed, a new one is computed beside it', async () => {
  await using api = await openFeatureApi();
  const user = await api.signUp('one');
  await apply(user, [cardPayments]);
  const changed = { ...cardPayments, latenessMs: 1_000 };
  const plan = await user.call('POST', '/feature-groups/plan', { groups: [changed] });
  expect(plan.json()).toMatchObject({ groups: [{ action: 'refused' }] });
  expect((await apply(user, [changed])).statusCode).toBe(409);
  const next = {
    ...changed,
    version: 2,
    windows: ['1h', '24h'],
    aggregations: { all: { kind: 'count' } },
    derived: {},
  };
  expect((await apply(user, [next])).json()).toMatchObject({ groups: [{ action: 'new-version' }] });
  await using _streams = await api.stream();
  await send(user, [makePayment('a')]);
  expect(await untilCaughtUp(user)).toHaveLength(2);
  expect(await featuresOf(user, 'card-1')).toEqual({ all_1h: 1, all_24h: 1 });
  expect(await featuresOf(user, 'card-1', '', 'card-payments@1')).toMatchObject({ payments_24h: 1 });
});

test('an export as served repeats what was answered, and one as of the event knows what came late', async () => {
  await using api = await openFeatureApi();
  const user = await api.signUp('one');
  await apply(user, [cardPayments]);
  await using _streams = await api.stream();
  await send(user, [makePayment('a')]);
  await untilCaughtUp(user);
  const served = await featuresOf(user, 'card-1', '?log=true');
  expect(served['payments_24h']).toBe(1);
  await send(user, [makePayment('b', { occurred_at: Date.now() - 10_000 })]);
  await untilCaughtUp(user);
  const labels = [{ entity: 'card-1', at: new Date(Date.now() + 1_000).toISOString() }];
  const exported = async (mode: string) => {
    const reply = await user.call('POST', '/features/card-payments/training-set', { mode, labels });
    return (JSON.parse(reply.body) as { features: Record<string, unknown> }).features;
  };
  expect(await exported('as-served')).toEqual(served);
  expect((await exported('as-of-event'))['payments_24h']).toBe(2);
});

test('nobody sees, feeds or computes another tenant’s features', async () => {
  await using api = await openFeatureApi();
  const [one, two] = [await api.signUp('one'), await api.signUp('two')];
  await apply(one, [cardPayments]);
  await using _streams = await api.stream();
  await send(one, [makePayment('a')]);
  await untilCaughtUp(one);
  expect((await two.call('GET', '/features/card-payments/card-1')).statusCode).toBe(404);
  expect((await send(two, [makePayment('b')])).statusCode).toBe(404);
  await apply(two, [cardPayments]);
  await untilCaughtUp(two);
  expect(await featuresOf(two, 'card-1')).toMatchObject({ payments_24h: 0 });
});
