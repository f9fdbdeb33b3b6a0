import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldOnce } from '#tests/support/features/fold-once.ts';
import { compileGroup } from '../definitions/compile-group.ts';
import { cardPayments } from '../definitions/examples/card-payments.ts';
import { clickstream } from '../definitions/examples/clickstream.ts';
import type { FeatureGroup } from '../definitions/definition.ts';
import type { LogEvent } from '../events/log-event.ts';
import { generateDefaults, generateEvents } from '../generate/generate-events.ts';
import { partialsFromText, partialsToText } from './tile.ts';

const NOW_MS = 1_760_000_000_000;

const groups = [
  ['transactions', cardPayments],
  ['clicks', clickstream],
] as const;

/** Within the lateness in any order: they are spread over four minutes, and five are allowed. */
function makeEvents(kind: 'transactions' | 'clicks', seed: number, more: { duplicate?: number } = {}) {
  const options = { ...generateDefaults, kind, seed, entities: 4, count: 120, rate: 0.5, ...more };
  return [...generateEvents({ ...options, startMs: NOW_MS, maxLateMs: 0 })].map(({ value }) => value);
}

const logOf = (events: readonly object[], partitions = 1): LogEvent[] =>
  events.map((event, at) => ({
    partition: at % partitions,
    offset: Math.floor(at / partitions),
    schemaId: null,
    value: Buffer.from(JSON.stringify(event)),
    appendedMs: NOW_MS + 300_000,
  }));

const fold = (group: FeatureGroup, log: LogEvent[]) => foldOnce(compileGroup(group), log);

for (const [kind, group] of groups) {
  test(`${group.name}: any order within the lateness gives the same tiles`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.infiniteStream(fc.nat()), (seed, order) => {
        const events = makeEvents(kind, seed);
        const shuffled = events
          .map(event => ({ event, rank: order.next().value as number }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ event }) => event);
        const [first, second] = [fold(group, logOf(events)), fold(group, logOf(shuffled, 3))];
        expect(first.counts.late).toBe(0);
        expect(second.tiles).toEqual(first.tiles);
      }),
      { numRuns: 40 },
    );
  });

  test(`${group.name}: an event that is sent again changes nothing`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.array(fc.nat({ max: 119 })), (seed, again) => {
        const events = makeEvents(kind, seed);
        const once = fold(group, logOf(events));
        const twice = fold(group, logOf([...events, ...again.map(at => events[at]!)]));
        expect(twice.tiles).toEqual(once.tiles);
        expect(twice.counts.duplicate).toBe(again.length);
      }),
      { numRuns: 40 },
    );
  });

  test(`${group.name}: a tile that was written and read again is the same`, () => {
    const { slots } = compileGroup(group);
    for (const text of fold(group, logOf(makeEvents(kind, 7))).tiles.values()) {
      const partials = text.slice(text.indexOf(' ') + 1);
      expect(partialsToText(slots, partialsFromText(slots, partials))).toBe(partials);
    }
  });
}

test('an event beyond the lateness is not counted, and one within it is', () => {
  const [newest, ...others] = makeEvents('transactions', 3);
  const at = (ms: number, id: string) => ({ ...others[0]!, transaction_id: id, occurred_at: ms });
  const log = logOf([
    { ...newest!, occurred_at: NOW_MS },
    at(NOW_MS - cardPayments.latenessMs, 'just'),
    at(NOW_MS - cardPayments.latenessMs - 1, 'late'),
  ]);
  expect(fold(cardPayments, log).counts).toMatchObject({ processed: 3, late: 1, dead: 0 });
});

test('an event far in the future is set aside and moves no watermark', () => {
  const [first, second] = makeEvents('transactions', 3);
  const log = logOf([{ ...first!, occurred_at: NOW_MS + 10 * 3_600_000 }, second!]);
  expect(fold(cardPayments, log).counts).toMatchObject({ processed: 2, late: 0, dead: 1 });
});

test('events of the first schema are counted with the defaults of the second', () => {
  const [event] = makeEvents('transactions', 3);
  const { channel: _1, device_id: _2, is_card_present: _3, ...v1 } = event!;
  const asV2 = { ...v1, channel: 'terminal', device_id: null, is_card_present: true };
  expect(fold(cardPayments, logOf([v1])).tiles).toEqual(fold(cardPayments, logOf([asV2])).tiles);
});
