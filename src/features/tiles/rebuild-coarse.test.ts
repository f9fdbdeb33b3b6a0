import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileGroup } from '../definitions/compile-group.ts';
import { cardPayments } from '../definitions/examples/card-payments.ts';
import { generateDefaults, generateEvents } from '../generate/generate-events.ts';
import { rebuildCoarse, rebuiltFrom } from './rebuild-coarse.ts';
import { partialsToText } from './tile.ts';
import type { Tile } from './tile.ts';
import { TileMap } from './tile-map.ts';
import type { PlacedTile } from './tile-map.ts';

const NOW_MS = 1_760_000_000_000;
const compiled = compileGroup(cardPayments);
const { resolutions, slots } = compiled;

const made = [
  ...generateEvents({
    ...generateDefaults,
    kind: 'transactions',
    entities: 1,
    count: 400,
    rate: 0.2,
    startMs: NOW_MS,
    maxLateMs: 0,
  }),
].map(({ value }) => value as { card_id: string; occurred_at: number; transaction_id: string });

const add = (map: TileMap, event: (typeof made)[number]) =>
  map.add({ entity: 'one', time: event.occurred_at, id: event.transaction_id, event: event as never });

const copyOf = ({ n, partials }: Tile): Tile => structuredClone({ n, partials });
const texts = (tiles: readonly ReadonlyMap<number, Tile>[]) =>
  tiles.map(each =>
    [...each].map(([start, tile]) => `${start} ${tile.n} ${partialsToText(slots, tile.partials)}`).toSorted(),
  );

/** What the table has after commits that kept coarse tiles back at each of these moments. */
function store(commits: readonly number[]) {
  const map = new TileMap(compiled);
  const table = resolutions.map(() => new Map<number, Tile>());
  const write = (placed: readonly PlacedTile[]) => {
    for (const { resolutionMs, start, tile } of placed)
      table[resolutions.indexOf(resolutionMs)]!.set(start, copyOf(tile));
  };
  let [at, nowMs] = [0, NOW_MS];
  for (const more of commits) {
    for (const end = Math.min(made.length, at + more); at < end; at++) add(map, made[at]!);
    nowMs = made[at - 1]?.occurred_at ?? nowMs;
    write(map.takeDirty({ endedMs: nowMs, limit: 1 }));
  }
  return { map, table, nowMs };
}

const commits = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 });

test('coarse tiles that were kept back are made again of finer ones, the same', () => {
  fc.assert(
    fc.property(commits, sizes => {
      const { map, table } = store(sizes);
      if (map.settledMs !== null) rebuildCoarse(compiled, table, map.settledMs);
      expect(texts(table)).toEqual(texts(map.get('one')!));
    }),
    { numRuns: 60 },
  );
});

test('who takes a group over needs only tiles since a moment of each resolution', () => {
  fc.assert(
    fc.property(commits, sizes => {
      const { map, table } = store(sizes);
      const settledMs = map.settledMs;
      if (settledMs === null) return;
      const from = rebuiltFrom(resolutions, settledMs);
      const read = table.map((each, at) => new Map([...each].filter(([start]) => start >= from[at]!)));
      for (const { resolutionMs, start } of rebuildCoarse(compiled, read, settledMs)) {
        const at = resolutions.indexOf(resolutionMs);
        table[at]!.set(start, read[at]!.get(start)!);
      }
      expect(texts(table)).toEqual(texts(map.get('one')!));
    }),
    { numRuns: 60 },
  );
});

test('a coarse tile is kept back until it has ended, and all are given when everything is asked for', () => {
  const { map, nowMs } = store([made.length]);
  const running = map.takeDirty().filter(each => each.resolutionMs > 1000);
  expect(running.some(each => each.start + each.resolutionMs > nowMs)).toBe(true);
  expect(map.settledMs).toBeNull();
});
