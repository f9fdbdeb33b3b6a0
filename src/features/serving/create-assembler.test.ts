import { expect, test } from 'vitest';
import { compileGroup } from '../definitions/compile-group.ts';
import type { FeatureGroup } from '../definitions/definition.ts';
import { cardPayments } from '../definitions/examples/card-payments.ts';
import { clickstream } from '../definitions/examples/clickstream.ts';
import { DAY_MS, resolutionOf, windowMs } from '../definitions/windows.ts';
import { generateDefaults, generateEvents } from '../generate/generate-events.ts';
import { seededRandom } from '../generate/random.ts';
import { TileMap, tileStart } from '../tiles/tile-map.ts';
import { createAssembler, createSnapshotAssembler } from './create-assembler.ts';
import { noTiles } from './group-tiles.ts';
import { endOf } from './merge-window.ts';

const NOW_MS = 1_760_000_123_456;
const MINUTE_MS = 60_000;

/** Assembles what one entity did: `[minutes ago, fields]`. */
function assemble(group: FeatureGroup, events: [minutesAgo: number, fields: object][], atMs = NOW_MS) {
  const compiled = compileGroup(group);
  const map = new TileMap(compiled);
  events.forEach(([minutesAgo, fields], at) => {
    const time = Math.floor(NOW_MS - minutesAgo * MINUTE_MS);
    const event = { ...fields, [group.eventTime]: time };
    map.add({ entity: 'one', time, id: String(at), event });
  });
  const tiles = map.get('one') ?? noTiles(compiled);
  return createAssembler(compiled)(tiles, { atMs, endMs: endOf(atMs, true) });
}

const pay = (amount: number, more: object = {}) => ({
  amount_minor: amount,
  merchant_id: 'm1',
  merchant_category: '5411',
  country: 'DE',
  is_card_present: true,
  ...more,
});

test('a payment counts in the windows that reach back to it, and in none when it is older', () => {
  const vector = assemble(cardPayments, [
    [0.5, pay(100)],
    [3, pay(250, { country: 'FR' })],
    [40, pay(400, { merchant_category: '7995' })],
    [26 * 60, pay(999)],
  ]);
  expect(vector).toMatchObject({
    payments_1m: 1,
    payments_5m: 2,
    payments_1h: 3,
    payments_24h: 3,
    amount_sum_24h: 750,
    amount_mean_24h: 250,
    amount_max_5m: 250,
    amount_stddev_24h: 150,
    countries_24h: 2,
    amount_last_24h: 100,
    ms_since_last: 30_000,
    amount_z_score: -1,
  });
  expect(vector['high_risk_share_24h']).toBeCloseTo(1 / 3);
});

test('an entity that falls silent decays to nothing, and one that never was has nothing', () => {
  const later = assemble(cardPayments, [[1, pay(100)]], NOW_MS + DAY_MS + 30 * MINUTE_MS);
  expect(later).toEqual(assemble(cardPayments, []));
  expect(later).toMatchObject({
    payments_24h: 0,
    amount_sum_24h: 0,
    amount_mean_24h: null,
    merchants_24h: 0,
  });
});

test('a day holds sums that no float could', () => {
  const amount = 999_999_999_999_999;
  const vector = assemble(
    cardPayments,
    Array.from({ length: 20 }, (_, at): [number, object] => [at, pay(amount - (at % 2))]),
  );
  expect(vector['amount_sum_24h']).toBe(20n * BigInt(amount) - 10n);
  expect(vector['amount_stddev_24h']).toBeCloseTo(Math.sqrt(5 / 19), 6);
});

const click = (action: string, more: object = {}) => ({ action, page: '/a', dwell_ms: null, ...more });

test('sessions end with half an hour of silence', () => {
  const vector = assemble(clickstream, [
    [300, click('page')],
    [280, click('cart_add')],
    [200, click('page', { page: '/b' })],
    [199, click('cart_add')],
    [198, click('purchase', { price_minor: 1234 })],
    [20, click('page')],
    [10, click('page', { page: '/c', dwell_ms: 500 })],
  ]);
  expect(vector).toMatchObject({
    sessions_24h: 3,
    sessions_bought_24h: 1,
    sessions_abandoned_24h: 1,
    abandonment_24h: 0.5,
    pages_session: 2,
    unique_pages_session: 2,
    pages_24h: 4,
    revenue_minor_24h: 1234,
    revenue_minor_session: 0,
    session_length_ms: 600_000,
  });
});

test('a session that is over leaves none going on', () => {
  const vector = assemble(clickstream, [[31, click('page')]]);
  expect(vector).toMatchObject({ sessions_24h: 1, events_session: 0, session_length_ms: null });
});

test('windows of random payments are what adding them up says', () => {
  const compiled = compileGroup(cardPayments);
  const map = new TileMap(compiled);
  const made = [
    ...generateEvents({
      ...generateDefaults,
      kind: 'transactions',
      entities: 3,
      count: 3_000,
      rate: 0.02,
      startMs: NOW_MS - 1.7 * DAY_MS,
    }),
  ].map(({ value }) => value as { card_id: string; occurred_at: number; amount_minor: number });
  for (const [at, event] of made.entries())
    map.add({ entity: event.card_id, time: event.occurred_at, id: String(at), event });
  const random = seededRandom(9);
  for (let round = 0; round < 200; round++) {
    const atMs = NOW_MS - Math.floor(random() * DAY_MS);
    const endMs = endOf(atMs, false);
    const vector = createAssembler(compiled)(map.get('card-0')!, { atMs, endMs });
    for (const window of cardPayments.windows) {
      const fromMs = tileStart(endMs - windowMs(window)!, resolutionOf(cardPayments, window));
      const inside = made.filter(
        each => each.card_id === 'card-0' && each.occurred_at >= fromMs && each.occurred_at < endMs,
      );
      expect(vector[`payments_${window}`]).toBe(inside.length);
      expect(vector[`amount_sum_${window}`]).toBe(inside.reduce((sum, each) => sum + each.amount_minor, 0));
    }
  }
});

for (const [kind, group] of [
  ['transactions', cardPayments],
  ['clicks', clickstream],
] as const)
  test(`${group.name}: answers about tiles that stay the same are what each would be alone`, () => {
    const compiled = compileGroup(group);
    const map = new TileMap(compiled);
    const made = generateEvents({
      ...generateDefaults,
      kind,
      entities: 1,
      count: 300,
      rate: 0.3,
      startMs: NOW_MS - 1_000_000,
    });
    for (const { value } of made) {
      const time = value[group.eventTime] as number;
      const entity = String(value[group.entity]);
      map.add({ entity, time, id: String(value[group.eventId!]), event: value });
    }
    const tiles = map.get([...map.entries()][0]!.entity)!;
    const assembleAgain = createSnapshotAssembler(compiled);
    for (const passedMs of [0, 1, 543, 544, 1_000, 60_000, 60_400, 2 * 3_600_000]) {
      const moment = { atMs: NOW_MS + passedMs, endMs: endOf(NOW_MS + passedMs, true) };
      expect(assembleAgain(tiles, moment)).toEqual(createAssembler(compiled)(tiles, moment));
    }
  });
